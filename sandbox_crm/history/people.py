"""Whose hand an entry of the journal names."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from sandbox_crm.models.company import SalesUser
from sandbox_crm.models.journal import JournalRow


class Names:
    """Names of the colleagues of one sandbox, read once."""

    def __init__(self, session: Session):
        self._names: dict[int, str] = dict(list(session.execute(select(SalesUser.id, SalesUser.name))))

    def user(self, user_id: int | None) -> str:
        """A colleague's name; a dash where there is none."""
        return self._names.get(user_id, "–") if user_id is not None else "–"

    def actor(self, row: JournalRow) -> str:
        """Who made an entry: a colleague, or the course of the scenario."""
        return _("course of events") if row.actor == "system" else self.user(row.actor_user_id)
