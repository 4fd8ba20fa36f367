"""From findings to a criterion: parts to occasions, occasions to a result (two occasions, `docs/checks.md`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scoring.checks.schema import All, AtLeast, CriterionRule, named
from scoring.findings import CriterionFinding, CriterionResult, Finding, OccasionFinding

#: how bad a part is: the worst decides where all are needed, the best where one is enough
_WORST_FIRST: tuple[CriterionResult, ...] = ("error", "not_met", "review", "not_assessable", "met")
_BEST_FIRST: tuple[CriterionResult, ...] = ("met", "error", "review", "not_assessable", "not_met")
_SAID = {"met": "Kryterium spełnione w świetle zapisu pracy w systemie CRM.",
         "not_met": "Zapis pracy w systemie CRM nie potwierdza spełnienia kryterium.",
         "review": "Wynik wymaga wyjaśnienia: od spełnienia dzieli go drobna różnica.",
         "not_assessable": "Na podstawie zapisu pracy w systemie CRM nie można ocenić kryterium.",
         "error": "Reguła oceny zawiodła; kryterium oceniają członkowie komisji."}


@dataclass(frozen=True)
class _Weighed:
    result: CriterionResult
    tried: bool


def criterion_finding(code: str, rule: CriterionRule, findings: Mapping[str, Finding]) -> CriterionFinding:
    """What all the findings together say about one criterion."""
    occasions = []
    for number, node in sorted(rule.occasions.items()):
        weighed = _weigh(node, findings)
        occasions.append(OccasionFinding(number, weighed.result, weighed.tried, tuple(dict.fromkeys(named(node)))))
    results = [occasion.result for occasion in occasions]
    order = _BEST_FIRST if rule.met_when == "any_occasion" else _WORST_FIRST
    result = next(one for one in order if one in results)
    names = dict.fromkeys(name for occasion in occasions for name in occasion.check_ids)
    own = tuple(findings[name] for name in names)
    flags = [flag for finding in findings.values() if finding.criterion == code and finding.effect == "flag"
             and finding.result == "not_met" for flag in (finding.rationale_pl,)]
    flags += [flag for finding in own for flag in finding.flags]
    return CriterionFinding(code, result, tuple(occasions), own, _rationale(result, occasions, findings),
                            tuple(dict.fromkeys(flags)))


def _weigh(node: object, findings: Mapping[str, Finding]) -> _Weighed:
    if isinstance(node, str):
        finding = findings[node]
        return _Weighed("review" if finding.near_miss else finding.result, finding.tried)
    parts = [_weigh(part, findings) for part in (node.of if isinstance(node, AtLeast) else
                                                  node.all if isinstance(node, All) else node.any)]  # type: ignore[attr-defined]
    tried = any(part.tried for part in parts)
    results = [part.result for part in parts]
    if isinstance(node, AtLeast):
        return _Weighed(_counted(node, results), tried)
    order = _WORST_FIRST if isinstance(node, All) else _BEST_FIRST
    return _Weighed(next(one for one in order if one in results), tried)


def _counted(node: AtLeast, results: list[CriterionResult]) -> CriterionResult:
    met = results.count("met")
    if met >= node.at_least:
        return "met"
    for open_ in ("error", "not_assessable"):
        if met + results.count(open_) >= node.at_least:
            return open_  # type: ignore[return-value]
    near = met + results.count("review")
    return "review" if near >= node.at_least or (node.review_from is not None and met >= node.review_from) else "not_met"


def _rationale(result: CriterionResult, occasions: list[OccasionFinding], findings: Mapping[str, Finding]) -> str:
    told = [_SAID[result]]
    for occasion in occasions:
        if result == "met" and occasion.result != "met":
            continue
        sentences = dict.fromkeys(findings[name].rationale_pl for name in occasion.check_ids
                                  if result != "met" or findings[name].result == "met")
        prefix = f"Próba {occasion.occasion}: " if len(occasions) > 1 else ""
        told.append(prefix + " ".join(sentences))
    return "\n".join(told)
