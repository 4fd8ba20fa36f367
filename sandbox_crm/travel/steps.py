"""The way through a journal: every entry as a step in words, and where one stands on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from sandbox_crm.bench import REFUSED
from sandbox_crm.models.journal import JournalRow
from sandbox_crm.store import open_path


@dataclass(frozen=True)
class Mark:
    """An entry that the host points out: ``label`` says why ("2.2.d", a question), ``group`` under which head it stands."""

    seq: int
    label: str
    group: str


@dataclass(frozen=True)
class Step:
    """One entry of the journal. ``at``: real time, UTC. A *look* only showed a screen, an *act* changed something."""

    seq: int
    at: datetime
    actor: str
    command: str
    words: str

    @property
    def is_look(self) -> bool:
        """Whether the entry records a look at a screen."""
        return self.command.startswith("view.") and self.command not in ("view.save", "view.delete")

    @property
    def is_refused(self) -> bool:
        """Whether the entry records an attempt that the CRM refused."""
        return self.command.startswith(REFUSED)


def _columns() -> tuple[Any, ...]:
    return JournalRow.seq, JournalRow.at, JournalRow.actor, JournalRow.command, JournalRow.words


def is_act() -> ColumnElement[bool]:
    """Condition on the journal: the entry changed something (a look at a screen and a refused attempt change nothing)."""
    looked = JournalRow.command.startswith("view.") & JournalRow.command.not_in(("view.save", "view.delete"))
    return ~looked & ~is_refused()


def is_refused() -> ColumnElement[bool]:
    """Condition on the journal: the entry tells of an attempt that was refused."""
    return JournalRow.command.startswith(REFUSED)


def last_step(whole: Path) -> int:
    """Number of the last entry of a sandbox's journal, 0 when nothing was done."""
    with open_path(whole, write=False) as session:
        return session.scalar(select(func.max(JournalRow.seq))) or 0


def acts_of(session: Session) -> list[Step]:
    """Every entry that changed something, the first first."""
    return [Step(*row) for row in session.execute(select(*_columns()).where(is_act()).order_by(JournalRow.seq))]


@dataclass(frozen=True)
class Standing:
    """Where one stands: after which step of how many, and the acts before and after it."""

    step: Step | None
    seq: int
    last: int
    acts: int
    done: int
    before: int | None
    after: int | None
    changes: tuple[dict[str, Any], ...]

    @property
    def at_end(self) -> bool:
        """Whether this is how the work ended."""
        return self.seq >= self.last


def standing(session: Session, at: int | None) -> Standing:
    """Where ``at`` (None: the end) stands in the journal of ``session``. Looks are passed over when stepping."""
    last = session.scalar(select(func.max(JournalRow.seq))) or 0
    seq = last if at is None else at
    wanted = select(*_columns(), JournalRow.changes)
    ended = wanted.where(is_act()).order_by(JournalRow.seq.desc()).limit(1)  # the work ends with an act, not with a look
    row = session.execute(ended if at is None else wanted.where(JournalRow.seq == seq)).first()
    counted = select(func.count()).select_from(JournalRow).where(is_act())
    earlier = session.scalar(select(func.max(JournalRow.seq)).where(is_act(), JournalRow.seq < seq))
    return Standing(
        step=Step(*row[:-1]) if row else None, seq=seq, last=last, acts=session.scalar(counted) or 0,
        done=session.scalar(counted.where(JournalRow.seq <= seq)) or 0,
        before=(earlier or 0) if seq else None,
        after=session.scalar(select(func.min(JournalRow.seq)).where(is_act(), JournalRow.seq > seq)),
        changes=tuple(row.changes) if row else ())
