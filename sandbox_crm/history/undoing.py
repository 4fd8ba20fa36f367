"""Taking back the last act, and taking records out of the bin: both are acts of their own, and nothing is rewritten."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from sandbox_crm.bench import Done, Refused, Workbench, command, entry_of
from sandbox_crm.clients import accounts, contacts
from sandbox_crm.history.naming import name_by_id
from sandbox_crm.images import from_plain, image
from sandbox_crm.models.clients import Segment
from sandbox_crm.models.everything import BY_TABLE
from sandbox_crm.models.journal import JournalRow
from sandbox_crm.models.sales import Stage, StageTask
from sandbox_crm.sales import goals, opportunities, pipelines, products, stages
from sandbox_crm.snapshot import Change, Entry
from sandbox_crm.travel.steps import is_act
from sandbox_crm.work import tasks

#: acts that may be taken back. What left the firm (messages, offers), what is kept as a sequence (moves between stages,
#: consents, events) and what is meant for good (anonymising) is put right by another act instead.
UNDOABLE = frozenset({
    "account.bulk_update", "account.delete", "account.merge", "account.update", "contact.bulk_update", "contact.delete",
    "contact.merge", "contact.update", "goal.delete", "goal.update", "message.delete_draft",
    "message.save_draft", "opportunity.add_contact", "opportunity.bulk_update", "opportunity.delete",
    "opportunity.remove_contact", "opportunity.set_lines", "opportunity.shift", "opportunity.update", "pipeline.delete",
    "pipeline.update", "product.delete", "product.update", "report.delete",
    "report.update", "segment.delete", "segment.set_members",
    "segment.update", "stage.update", "stage_task.delete", "stage_task.update", "task.bulk_update", "task.complete",
    "task.delete", "task.set_progress", "task.update", "template.delete", "view.delete"})
#: tables whose rows are kept as a sequence: an act that added one of these (a bulk move adds moves) is not taken back
SEQUENCES = frozenset({"stage_change", "consent", "verification", "interaction", "message", "offer", "report_run"})
_KEPT = ("updated_at", "row_version")
CHANGED_SINCE = _l("This act cannot be taken back any more: something else was done since.")


@command("act.undo")
def undo(bench: Workbench, *, seq: int) -> Done:
    """Take back the last act: every row it changed becomes what it was. Refused when anything was done since."""
    entry = last_act(bench)
    if entry is None or entry.seq != int(seq) or entry.actor != bench.actor.kind:
        raise Refused(CHANGED_SINCE, status=409)
    if not may_be_undone(entry):
        raise Refused(_l("This act cannot be taken back. Put it right by another act."))
    _take_back_all(bench, entry)
    return Done(entry, f"Cofnięto czynność nr {entry.seq}: {entry.words}")


def last_act(bench: Workbench) -> Entry | None:
    """The last entry of the journal that changed something."""
    row = bench.session.scalar(select(JournalRow).where(is_act()).order_by(JournalRow.seq.desc()).limit(1))
    return entry_of(row) if row else None


def undo_offer(bench: Workbench) -> Entry | None:
    """The act that was just carried out on this bench, where it can be taken back; None otherwise."""
    if bench.last_act is None or not bench.may_write or bench.last_act[1] not in UNDOABLE:
        return None
    entry = last_act(bench)
    return entry if entry is not None and entry.seq == bench.last_act[0] and may_be_undone(entry) else None


def may_be_undone(entry: Entry) -> bool:
    """Whether an act can be taken back at all: by its name, and by what it did this time."""
    return entry.command in UNDOABLE and not any(
        change.before is None and change.table in SEQUENCES for change in entry.changes)


def _take_back_all(bench: Workbench, entry: Entry) -> None:
    """Every row becomes what it was, the last one first. Where a row has to wait until another one lets go of what only
    one may have (a NIP, the place of the main contact), it is taken back after it."""
    waiting = list(reversed(entry.changes))
    reason: IntegrityError | None = None
    while waiting:
        held = []
        for change in waiting:
            try:
                with bench.session.begin_nested():
                    _take_back(bench, change)
            except IntegrityError as fault:
                held.append(change)
                reason = fault
        if len(held) == len(waiting):
            raise Refused(CHANGED_SINCE, status=409) from reason
        waiting = held


def _take_back(bench: Workbench, change: Change) -> None:
    entity = BY_TABLE[change.table]
    record = bench.session.get(entity, change.id)
    if (None if record is None else image(record)) != change.after:
        raise Refused(CHANGED_SINCE, status=409)
    if change.before is None:
        bench.session.delete(record)
    elif record is None:
        bench.session.add(entity(**from_plain(entity, change.before)))
    else:
        for name, value in from_plain(entity, change.before).items():
            if name not in _KEPT and getattr(record, name) != value:
                setattr(record, name, value)
    bench.session.flush()


def _segment(bench: Workbench, record_id: int) -> None:
    segment = bench.session.get(Segment, record_id)
    name = segment.name.removesuffix(f" (kosz {segment.id})")
    if bench.session.scalar(select(Segment.id).where(Segment.name == name)):
        raise Refused(_l("Another segment has this name now. Change its name first."))
    segment.name, segment.deleted_at = name, None


def _stage_task(bench: Workbench, record_id: int) -> None:
    stage_task = bench.session.get(StageTask, record_id)
    if bench.session.get_one(Stage, stage_task.stage_id).deleted_at is not None:
        raise Refused(_l("The stage of this task is in the bin. Take the stage out first."))
    stage_task.deleted_at = None


def _simply(bench: Workbench, table: str, record_id: int) -> None:
    bench.session.get_one(BY_TABLE[table], record_id).deleted_at = None


#: table -> how its records come out of the bin
RESTORERS: dict[str, Callable[[Workbench, int], Any]] = {
    "account": lambda bench, key: accounts.restore(bench, account_id=key),
    "contact": lambda bench, key: contacts.restore(bench, contact_id=key),
    "opportunity": lambda bench, key: opportunities.restore(bench, opportunity_id=key),
    "task": lambda bench, key: tasks.restore(bench, task_id=key),
    "segment": _segment,
    "stage_task": _stage_task,
    "pipeline": pipelines.restore,
    "stage": stages.restore,
    "product": products.restore,
    "sales_goal": goals.restore,
    "offer_template": lambda bench, key: _simply(bench, "offer_template", key),
    "saved_view": lambda bench, key: _simply(bench, "saved_view", key),
    "report": lambda bench, key: _simply(bench, "report", key),
    "message": lambda bench, key: _simply(bench, "message", key),
}


@command("bin.restore")
def restore(bench: Workbench, *, table: str, record_id: int) -> Done:
    """Take any record out of the bin."""
    record = bench.session.get(BY_TABLE[table], int(record_id)) if table in RESTORERS else None
    if record is None or record.deleted_at is None:
        raise Refused(_l("There is no such record in the bin."), status=404)
    RESTORERS[table](bench, record.id)
    bench.session.flush()
    return Done(record, f"Przywrócono z kosza: {name_by_id(bench.session, table, record.id)}")
