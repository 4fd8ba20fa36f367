"""Layers of verdicts on a criterion, appended and never overwritten: proposal < mark < consensus < ruling.

The effective verdict is the last of the highest layer present; marks count only when every member's last mark agrees.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Literal

VerdictResult = Literal["met", "not_met", "not_assessable", "review"]
FINAL = ("met", "not_met")
FEWEST_MEMBERS = 2
SHORTEST_REASON = 20
#: why members or a panel differ from the system's proposal
OVERRIDE_REASONS = {
    "alternative_way": "alternatywny poprawny sposób", "rule_fault": "błąd reguły", "failure": "awaria",
    "observation": "dowód z obserwacji", "interview": "dowód z rozmowy", "explanation": "wyjaśnienie kandydata",
    "other": "inne",
}


class Layer(IntEnum):
    """Where a verdict stands; a higher layer takes precedence."""

    PROPOSAL = 1
    MARK = 2
    CONSENSUS = 3
    RULING = 4


@dataclass(frozen=True)
class Verdict:
    """One verdict. ``order`` grows with time; ``by`` is the member of a mark, else empty."""

    criterion: str
    layer: Layer
    result: VerdictResult
    order: int
    by: str = ""
    reason_code: str = ""
    note: str = ""
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True)
class Effective:
    """What holds for a criterion now. ``result`` None: members differ or have not all marked. ``decided``: by people."""

    criterion: str
    layer: Layer | None
    result: VerdictResult | None

    @property
    def decided(self) -> bool:
        """Whether people settled it as met or not met."""
        return self.layer is not None and self.layer > Layer.PROPOSAL and self.result in FINAL


@dataclass(frozen=True)
class Block:
    """One thing that still blocks a decision. ``kind``: members, sheet, discord, not_assessable, open."""

    kind: str
    criterion: str
    words_pl: str


def last_marks(verdicts: Iterable[Verdict], criterion: str) -> dict[str, Verdict]:
    """Each member's last mark of a criterion."""
    own = [v for v in verdicts if v.criterion == criterion and v.layer is Layer.MARK]
    return {verdict.by: verdict for verdict in sorted(own, key=lambda v: v.order)}


def effective(verdicts: Sequence[Verdict], criterion: str, members: Collection[str]) -> Effective:
    """The verdict that holds: last of the highest layer present."""
    own = sorted((v for v in verdicts if v.criterion == criterion), key=lambda v: v.order)
    if not own:
        return Effective(criterion, None, None)
    layer = max(verdict.layer for verdict in own)
    if layer is not Layer.MARK:
        return Effective(criterion, layer, [v for v in own if v.layer is layer][-1].result)
    marks = last_marks(own, criterion)
    results = {marks[member].result for member in members if member in marks}
    whole = len(members) >= FEWEST_MEMBERS and set(members) <= set(marks) and len(results) == 1
    return Effective(criterion, layer, results.pop() if whole else None)


def discordant(verdicts: Sequence[Verdict], criteria: Iterable[str], members: Collection[str]) -> list[str]:
    """Criteria on which the members' last marks differ and no later layer has settled it, in the order given."""
    found = []
    for criterion in criteria:
        marks = last_marks(verdicts, criterion)
        results = {marks[member].result for member in members if member in marks}
        settled = any(v.criterion == criterion and v.layer > Layer.MARK for v in verdicts)
        if len(results) > 1 and not settled:
            found.append(criterion)
    return found


def blocks(verdicts: Sequence[Verdict], criteria: Sequence[str], members: Collection[str],
           submitted: Collection[str]) -> list[Block]:
    """Everything that still stands between the committee and a decision; empty when it may decide.

    ``members``: those of this candidate's committee; ``submitted``: those whose sheets are in.
    """
    found = []
    if len(set(members)) < FEWEST_MEMBERS:
        found.append(Block("members", "", f"Komisja liczy mniej niż {FEWEST_MEMBERS} członków."))
    for member in sorted(set(members) - set(submitted)):
        found.append(Block("sheet", "", f"Brakuje karty oceny członka komisji: {member}."))
    differing = set(discordant(verdicts, criteria, members))
    for criterion in criteria:
        now = effective(verdicts, criterion, members)
        if criterion in differing:
            found.append(Block("discord", criterion, f"Kryterium {criterion}: oceny członków są rozbieżne."))
        elif now.result == "not_assessable" and now.layer is not Layer.PROPOSAL:
            found.append(Block("not_assessable", criterion, f"Kryterium {criterion}: brak możliwości oceny."))
        elif not now.decided:
            found.append(Block("open", criterion, f"Kryterium {criterion}: brak oceny wszystkich członków komisji."))
    return found


def results(verdicts: Sequence[Verdict], criteria: Iterable[str], members: Collection[str]) -> dict[str, str | None]:
    """Criterion → what people decided; None where it is still open."""
    return {code: now.result if now.layer is not None and now.layer > Layer.PROPOSAL else None
            for code in criteria for now in (effective(verdicts, code, members),)}


def override_faults(verdict: Verdict, proposals: Mapping[str, str]) -> list[str]:
    """What is missing from a consensus or ruling that differs from the proposal, in Polish; empty when it is complete."""
    if verdict.layer < Layer.CONSENSUS or verdict.result == proposals.get(verdict.criterion):
        return []
    faults = []
    if verdict.reason_code not in OVERRIDE_REASONS:
        faults.append("Proszę wybrać powód odstąpienia od propozycji systemu.")
    if len(verdict.note.strip()) < SHORTEST_REASON:
        faults.append(f"Proszę uzasadnić odstąpienie od propozycji co najmniej {SHORTEST_REASON} znakami.")
    if not verdict.evidence:
        faults.append("Proszę wskazać dowód, na którym oparto odmienną ocenę.")
    return faults
