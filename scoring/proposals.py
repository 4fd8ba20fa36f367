"""The system's proposal for a criterion, put together from every method. It proposes; the members decide.

Methods that decide make the result. What only supports may lift a review to met or raise a flag; it never turns met
into not met.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

ProposalResult = Literal["met", "not_met", "review", "not_assessable"]
METHODS = ("test", "sandbox", "observation", "interview", "show_again")
NAMES = {"test": "test teoretyczny", "sandbox": "obserwacja w warunkach symulowanych (zapis pracy w CRM)",
         "observation": "obserwacja w warunkach symulowanych (notatka członka komisji)",
         "interview": "wywiad swobodny lub ustrukturyzowany (rozmowa z komisją)",
         "show_again": "obserwacja w warunkach symulowanych (ponowne pokazanie)"}
_REASONS = {
    "test_band": "wynik testu leży w przedziale wymagającym rozmowy",
    "near_miss": "od spełnienia kryterium dzieli drobna różnica; czynność należy pokazać ponownie",
    "error": "reguła oceny zawiodła; kryterium oceniają członkowie komisji",
    "members_differ": "członkowie komisji różnie ocenili odpowiedzi w rozmowie",
    "observation": "notatka z obserwacji nie zgadza się z zapisem pracy w CRM",
    "talk_after_low_test": "wynik testu jest niski, a odpowiedzi w rozmowie – wystarczające; rozstrzygają członkowie komisji",
    "missing": "brakuje wyniku metody, która rozstrzyga o kryterium",
    "not_assessable": "na podstawie zebranych dowodów nie można ocenić kryterium",
}


@dataclass(frozen=True)
class MethodResult:
    """What one method said: ``sources`` name checks, items, questions or notes. ``show_again`` is the *pokaż* of the talk."""

    method: str
    result: str
    sources: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    rationale_pl: str = ""

    def __post_init__(self) -> None:
        if self.method not in METHODS:
            raise ValueError(f"unknown method {self.method!r}; use one of {', '.join(METHODS)}")


@dataclass(frozen=True)
class Proposal:
    """The proposal for one criterion. ``members_judge``: facts only, adequacy is for the members."""

    criterion: str
    result: ProposalResult
    methods: tuple[str, ...]
    sources: tuple[str, ...]
    reason: str = ""
    members_judge: bool = False
    flags: tuple[str, ...] = ()
    rationale_pl: str = ""

    @property
    def reason_pl(self) -> str:
        """Why the criterion needs people, in Polish; empty where it does not."""
        return _REASONS.get(self.reason, "")

    @property
    def method_names(self) -> tuple[str, ...]:
        """Official names of the methods that spoke."""
        return tuple(NAMES[method] for method in self.methods)

    def to_plain(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {"criterion": self.criterion, "result": self.result, "methods": [*self.methods], "sources": [*self.sources],
                "reason": self.reason, "members_judge": self.members_judge, "flags": [*self.flags],
                "rationale_pl": self.rationale_pl}


def propose(criterion: str, deciding: Collection[str], supporting: Collection[str],
            results: Iterable[MethodResult]) -> Proposal:
    """Join the methods' results for one criterion. ``deciding``/``supporting``: methods of the qualification's map."""
    told = {result.method: result for result in results}
    result, reason = _decided(deciding, told)
    flags = [flag for one in told.values() for flag in one.flags]
    for method in supporting:
        support = told.get(method)
        if support is None or method in deciding:
            continue
        if support.result == "met" and result == "review" and reason in ("test_band", "near_miss"):
            result, reason = "met", ""
        elif support.result == "not_met" and result == "met":
            flags.append(f"Dowód wspierający przemawia przeciw: {NAMES[method]}.")
    spoke = tuple(method for method in METHODS if method in told)
    sources = tuple(dict.fromkeys(source for method in spoke for source in told[method].sources))
    rationale = "\n".join(told[method].rationale_pl for method in spoke if told[method].rationale_pl)
    judged = "sandbox" in deciding and "observation" in deciding
    return Proposal(criterion, result, spoke, sources, reason, judged, tuple(dict.fromkeys(flags)), rationale)


def propose_all(methods: Mapping[str, tuple[Collection[str], Collection[str]]],
                results: Mapping[str, Iterable[MethodResult]]) -> list[Proposal]:
    """A proposal for every criterion of the map, in its order; what has no results is not assessable."""
    return [propose(code, deciding, supporting, results.get(code, ())) for code, (deciding, supporting) in methods.items()]


def _decided(deciding: Collection[str], told: Mapping[str, MethodResult]) -> tuple[ProposalResult, str]:
    if "sandbox" in deciding:
        return _by_work(deciding, told)
    method = "test" if "test" in deciding else "interview"
    if method not in told:
        return "not_assessable", "missing"
    return _by_test(told) if method == "test" else _by_talk(told["interview"])


def _by_test(told: Mapping[str, MethodResult]) -> tuple[ProposalResult, str]:
    """The band; a talk after review settles it, a talk after a low score leaves it to the members."""
    band, talk = told["test"].result, told.get("interview")
    if band == "met":
        return "met", ""
    if talk is not None and talk.result in ("met", "not_met") and band == "review":
        return talk.result, ""  # type: ignore[return-value]
    if talk is not None and talk.result == "review":
        return "review", "members_differ"
    if band == "not_met":
        return ("review", "talk_after_low_test") if talk is not None and talk.result == "met" else ("not_met", "")
    return "review", "test_band"


def _by_talk(talk: MethodResult) -> tuple[ProposalResult, str]:
    if talk.result == "review":
        return "review", "members_differ"
    return (talk.result, "") if talk.result in ("met", "not_met") else ("not_assessable", "not_assessable")  # type: ignore[return-value]


def _by_work(deciding: Collection[str], told: Mapping[str, MethodResult]) -> tuple[ProposalResult, str]:
    """The record of the work; a near miss is settled by showing again, an observation that differs goes to the members."""
    work, again, note = told.get("sandbox"), told.get("show_again"), told.get("observation")
    if work is None:
        return "not_assessable", "missing"
    if work.result == "error":
        return "review", "error"
    if work.result == "not_assessable":
        return "not_assessable", "not_assessable"
    if work.result == "review":
        if again is not None and again.result in ("met", "not_met"):
            return again.result, ""  # type: ignore[return-value]
        return "review", "near_miss"
    if "observation" in deciding and note is not None and note.result in ("met", "not_met") and note.result != work.result:
        return "review", "observation"
    return work.result, ""  # type: ignore[return-value]
