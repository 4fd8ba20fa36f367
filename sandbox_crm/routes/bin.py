"""The bin of the whole CRM, and taking back the last act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from sqlalchemy import String, cast, func, select

from sandbox_crm.bench import Workbench
from sandbox_crm.history.naming import KINDS, MANY, name_of
from sandbox_crm.history.people import Names
from sandbox_crm.history.places import OWN
from sandbox_crm.history.undoing import RESTORERS, restore, undo
from sandbox_crm.images import image
from sandbox_crm.models.everything import BY_TABLE
from sandbox_crm.models.journal import JournalRow
from sandbox_crm.pages import crm_url, page

#: so many records of a kind are listed, those put there last
MOST_SHOWN = 50


@dataclass(frozen=True)
class Binned:
    """A record in the bin. ``merged``: it lives on in another one and does not come back."""

    table: str
    id: int
    name: str
    since: datetime
    who: str
    merged: bool

    @property
    def kind(self) -> Any:
        """What kind of record it is."""
        return KINDS[self.table]


@page("/bin")
def bin_all(bench: Workbench) -> str:
    """Kosz."""
    names, session, found = Names(bench.session), bench.session, []
    for table in RESTORERS:
        entity = BY_TABLE[table]
        wanted = select(entity).where(entity.deleted_at.is_not(None)).order_by(entity.deleted_at.desc(), entity.id)
        for record in session.scalars(wanted.limit(MOST_SHOWN)):
            found.append(Binned(table, record.id, name_of(image(record)), record.deleted_at, _who(bench, names, table, record.id),
                                getattr(record, "merged_into_id", None) is not None))
    found.sort(key=lambda one: one.since, reverse=True)
    chosen = request.args.get("kind", "")
    kinds = [(table, label) for table, label in MANY.items() if any(one.table == table for one in found)]
    return render_template("sandbox_crm/history/bin.html", rows=[one for one in found if chosen in ("", one.table)],
                           kinds=kinds, chosen=chosen, most=MOST_SHOWN)


@page(f"/bin/<any({','.join(RESTORERS)}):table>/<int:record_id>/restore", methods=("POST",), writes=True)
def bin_restore(bench: Workbench, table: str, record_id: int) -> Any:
    """Out of the bin."""
    record, refused = bench.attempt(restore, table=table, record_id=record_id)
    if refused is not None and refused.status == 404:
        raise refused
    if refused is not None:
        flash(str(refused.message), "danger")
        return redirect(crm_url("bin_all"), 303)
    flash(_("%(name)s was taken out of the bin", name=name_of(image(record))), "success")
    endpoint, argument = OWN.get(table, ("bin_all", ""))
    return redirect(crm_url(endpoint, **({argument: record_id} if argument else {})), 303)


@page("/undo/<int:seq>", methods=("POST",), writes=True)
def act_undo(bench: Workbench, seq: int) -> Any:
    """Cofnij."""
    done, refused = bench.attempt(undo, seq=seq)
    if refused is not None:
        flash(str(refused.message), "danger")
    else:
        flash(_("The act was taken back: %(words)s", words=done.words), "success")
    back, home = request.form.get("back", ""), crm_url("desk")
    return redirect(back if back.startswith(home) else home, 303)


def _who(bench: Workbench, names: Names, table: str, record_id: int) -> str:
    """Who put a record into the bin: the last entry that changed it."""
    own = func.instr(cast(JournalRow.changes, String), f'"table": "{table}", "id": {record_id},') > 0
    row = bench.session.scalar(select(JournalRow).where(own).order_by(JournalRow.seq.desc()).limit(1))
    return names.actor(row) if row else "–"
