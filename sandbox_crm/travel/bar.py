"""What the bar of time above a sealed sandbox shows, on whichever of its pages one is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import g, request, url_for

from sandbox_crm.history.places import main_place
from sandbox_crm.pages import Opened
from sandbox_crm.store import open_path
from sandbox_crm.travel.steps import Mark, Standing, Step, acts_of, standing


@dataclass(frozen=True)
class Bar:
    """Where one stands, where the steps lead and what the host points out."""

    standing: Standing
    acts: list[Step]
    marks: tuple[Mark, ...]
    record: str | None

    def url(self, at: int | None) -> str:
        """This page at another moment (None: at the end of the work); filters in the address stay."""
        return moment_url(request.endpoint or "", at, **_place(), **request.args.to_dict(flat=False))

    @property
    def groups(self) -> dict[str, list[Mark]]:
        """The marks under their heads, in order of time."""
        found: dict[str, list[Mark]] = {}
        for mark in sorted(self.marks, key=lambda mark: (mark.group, mark.seq, mark.label)):
            found.setdefault(mark.group, []).append(mark)
        return found


def bar() -> Bar | None:
    """The bar of the sandbox that is open; None where its moments are not shown."""
    opened: Opened | None = g.get("crm_opened")
    if opened is None or opened.whole is None:
        return None
    with open_path(opened.whole, write=False) as session:
        where, acts = standing(session, opened.at), acts_of(session)
    place = main_place(where.step.command, where.changes) if where.step else None
    record = moment_url(f"sandbox_crm.{place[0]}", opened.at, **place[1]) if place else None
    return Bar(where, acts, opened.marks(), record)


def moment_url(endpoint: str, at: int | None, **values: Any) -> str:
    """Address of a page at a moment of the sandbox that is open; ``at`` None leads to the end of the work."""
    address = {name: value for name, value in g.crm_address.items() if name != "at"}
    if at is not None:
        address["at"] = at
    return url_for(endpoint, **address, **values)


def _place() -> dict[str, Any]:
    return {name: value for name, value in (request.view_args or {}).items() if name not in ("mode", "sandbox", "at")}
