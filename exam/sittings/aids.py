"""What is allowed in each part of a sitting: one source for the script, the waiting pages, the assignment and the protocol.

The sitting's own list holds; where it leaves one out, the scenario's list holds for the practical part. An empty list
means that nothing is allowed. ``addresses``: internet addresses that may be opened, by default none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from exam.sittings.models import Sitting
from question_bank.content_file import ContentError
from question_bank.scenarios.loader import load_pack

PART_NAMES = {"theory": _l("theoretical test"), "practice": _l("practical part"), "talk": _l("talk with the committee")}


@dataclass(frozen=True)
class Allowed:
    """Aids by part, and addresses."""

    theory: tuple[str, ...]
    practice: tuple[str, ...]
    talk: tuple[str, ...]
    addresses: tuple[str, ...]

    def of(self, part: str) -> tuple[str, ...]:
        """The aids of ``theory``, ``practice`` or ``talk``."""
        return getattr(self, part)

    @property
    def by_part(self) -> list[tuple[Any, tuple[str, ...]]]:
        """(name of the part, its aids)."""
        return [(words, self.of(part)) for part, words in PART_NAMES.items()]


def allowed_in(sitting: Sitting) -> Allowed:
    """What is allowed in a sitting."""
    practice = sitting.practice_aids
    return Allowed(lines(sitting.allowed_aids), of_scenario(sitting.pack_id) if practice is None else lines(practice),
                   lines(sitting.talk_aids), lines(sitting.allowed_addresses))


def lines(text: str | None) -> tuple[str, ...]:
    """One aid a line; commas part them too, as people write them. PURE."""
    parts = (part.strip(" .;") for line in (text or "").splitlines() for part in line.split(","))
    return tuple(part for part in parts if part)


def of_scenario(pack_id: str) -> tuple[str, ...]:
    """The aids that a scenario counts on; none where it cannot be read."""
    try:
        return tuple(load_pack(pack_id).info.aids)
    except (KeyError, ContentError):
        return ()
