"""The practice company as rows: its days are lived through once, by the commands of the CRM, and what they come to is the
company that everybody begins with. The same number is the same company.

NIPs have a right check digit and the form ``d00…``, which no business can carry; addresses end in ``.example``.
"""

from __future__ import annotations

import functools
import random
import tempfile
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from sqlalchemy import event, select

from sandbox_crm.images import whole_state
from sandbox_crm.models.company import FileContent
from sandbox_crm.store import build_template, open_path
from sandbox_crm.training import clientele, daily, funnels, selling, words
from sandbox_crm.training.days import FIRST_DAY, TODAY, Days
from sandbox_crm.web import load_pages

__all__ = ["SEED", "TODAY", "company_at", "live_through", "practice_company"]
SEED = 531_000
Rows = list[dict[str, Any]]
#: the rows of every table, and the bytes of the files by their SHA-256
Company = tuple[dict[str, Rows], dict[str, bytes]]


@functools.cache
def practice_company(seed: int = SEED) -> Company:
    """The practice company as it stands on TODAY."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "company.sqlite3"
        live_through(path, seed)
        return company_at(path)


def company_at(path: Path) -> Company:
    """What a sandbox holds, without the way it came to it."""
    with open_path(path, write=False) as session:
        rows = {table: list(held.values()) for table, held in whole_state(session).items()}
        files = {one.sha256: one.content for one in session.scalars(select(FileContent))}
    return rows, files


def live_through(path: Path, seed: int = SEED, until: date = TODAY) -> None:
    """Make a sandbox at ``path`` that begins with an empty company and holds all its days ``until`` one in its journal."""
    load_pages()  # every command is registered with the pages that carry it out
    chance = random.Random(seed)  # noqa: S311 a company drawn for training, no secret
    known = clientele.clients(chance)
    build_template(path, _beginning(chance, known), datetime.combine(FIRST_DAY, time(6), UTC))
    days = Days(chance)
    funnels.set_up(days)
    clientele.type_in(days, known)
    selling.sell(days, known)
    daily.work(days, known)
    with open_path(path, write=True, throw_away=True) as session:
        kept: list[Any] = []  # a session forgets records that nobody holds, and would read each of them again and again
        for moment in ("pending_to_persistent", "loaded_as_persistent"):
            event.listen(session, moment, lambda _session, record: kept.append(record))
        days.live(session, until)


def _beginning(chance: random.Random, known: list[clientele.Client]) -> dict[str, Rows]:
    """What stands before the first day, and no command makes: colleagues, word lists, settings, the register."""
    entries = [
        (kind, position, code, label)
        for kind, listed in words.DICTIONARY.items()
        for position, (code, label) in enumerate(listed.items())
    ]
    return {
        "sales_user": [
            {"id": number, "name": name, "email": email, "role": role, "is_candidate": number == words.LEARNER}
            for number, (name, email, role) in enumerate(words.COLLEAGUES, 1)
        ],
        "dictionary_entry": [
            {"id": number, "kind": kind, "code": code, "label": label, "position": position, "active": True}
            for number, (kind, position, code, label) in enumerate(entries, 1)
        ],
        "setting": [{"id": number, "key": key, "value": value} for number, (key, value) in enumerate(words.COMPANY.items(), 1)],
        "register_entry": clientele.register_rows(chance, known),
    }
