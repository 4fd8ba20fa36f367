"""Scripted candidates and what is true of them: who does what wrong, and so what must be proposed. PURE.

Of the criteria that the test or the sandbox decides. A mutant repeats one fault at every occasion of one criterion; a
slip spoils one occasion and must stay met.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from question_bank.qualification import load_qualification

PROFILES = ("mixed", "golden", "null", "mutants", "slips")
#: right answers of six that leave a criterion not met (0-1), and that forgive one slip (5)
MUTANT_RIGHT, SLIP_RIGHT = (0, 1), 5

FIRST_NAMES = ("Anna", "Piotr", "Zofia", "Michał", "Łucja", "Szymon", "Żaneta", "Krzysztof", "Ewa", "Grażyna", "Bogusław", "Róża")
LAST_NAMES = ("Lis", "Wróbel", "Żuraw", "Dąb", "Ślusarz", "Gęsiarz", "Kądziel", "Ćwik", "Świerk", "Jeż", "Łoś", "Wąs", "Piórko")


@dataclass(frozen=True)
class Cast:
    """One scripted candidate. ``kind``: golden, null, mutant or slip; ``criterion``: the one with the fault.

    ``right_of``: test criterion -> how many of its answers are right, where not all; ``truth``: criterion -> met, not_met.
    """

    number: int
    kind: str
    criterion: str | None
    first_name: str
    last_name: str
    truth: dict[str, str]
    right_of: dict[str, int] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}"

    @property
    def email(self) -> str:
        """An address that belongs to nobody."""
        return f"kandydat{self.number}@proba.example"

    @property
    def label(self) -> str:
        """What the candidate is, for progress and faults: ``mutant 2.4.f``."""
        return f"{self.kind} {self.criterion}" if self.criterion else self.kind


def decided() -> list[str]:
    """The criteria that test or sandbox decides, in the qualification's order."""
    return [one.code for one in load_qualification().criteria if "test" in one.methods or "sandbox" in one.methods]


def decided_by_test() -> set[str]:
    """Those that the test decides."""
    return {one.code for one in load_qualification().decided_by("test")}


def candidates(count: int, profile: str, seed: int) -> list[Cast]:
    """The scripted candidates of a rehearsal; the same for the same seed. ValueError for an unknown profile."""
    if profile not in PROFILES:
        raise ValueError(f"unknown profile {profile!r}; use one of {', '.join(PROFILES)}")
    rng, codes = random.Random(f"rehearsal-{seed}"), decided()  # noqa: S311 - the same candidates for the same seed
    made = []
    for number in range(count):
        kind = {"mutants": "mutant", "slips": "slip"}.get(profile, profile)
        if profile == "mixed":
            kind = rng.choice(("golden", "null", "mutant", "slip"))
        criterion = rng.choice(codes) if profile == "mixed" else codes[number % len(codes)]
        made.append(one(number, kind, criterion if kind in ("mutant", "slip") else None, rng))
    return made


def one(number: int, kind: str, criterion: str | None, rng: random.Random) -> Cast:
    """One candidate of a kind."""
    truth = dict.fromkeys(decided(), "not_met" if kind == "null" else "met")
    right_of: dict[str, int] = {}
    if kind == "mutant" and criterion:
        truth[criterion] = "not_met"
    if criterion in decided_by_test():
        right_of[str(criterion)] = rng.choice(MUTANT_RIGHT) if kind == "mutant" else SLIP_RIGHT
    first, last = FIRST_NAMES[number % len(FIRST_NAMES)], LAST_NAMES[number // len(FIRST_NAMES) % len(LAST_NAMES)]
    return Cast(number, kind, criterion, first, last, truth, right_of)


def groups(cast: Sequence[Cast], most: int = 8) -> list[list[Cast]]:
    """The candidates by committee, at most ``most`` each."""
    return [list(cast[start:start + most]) for start in range(0, len(cast), most)]
