"""Market qualification 13881 as the register words it, and which methods decide each of its 39 criteria.

Sources: the ZRK entry and M.P. 2021 poz. 421 (texts, dates, codes); the methods are the institution's own map.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType
from typing import Any

from question_bank.content_file import DATA, read_document

EVIDENCE_ANALYSIS = "evidence_analysis"

OFFICIAL_METHOD_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "test": "test teoretyczny",
        "sandbox": "obserwacja w warunkach symulowanych (symulacja)",
        "observation": "obserwacja w warunkach symulowanych (symulacja)",
        "interview": "wywiad swobodny lub ustrukturyzowany (rozmowa z komisją)",
        EVIDENCE_ANALYSIS: "analiza dowodów i deklaracji",
    }
)
VALIDATION_METHODS = ("test", "sandbox", "observation", "interview")


#: how long before the review of the qualification in the register people are warned
NOTICE = timedelta(days=365)


class MethodRefused(ValueError):
    """A method that the qualification does not allow in a validation was asked for."""


@dataclass(frozen=True)
class Code:
    """An entry of an official classification, e.g. PKD 82.99."""

    code: str
    name: str


@dataclass(frozen=True)
class Registry:
    """What the register says about the qualification; dates are of the register, hours are the learner's work."""

    prk_level: int
    kind: str
    category: str
    announced_on: date
    included_on: date
    in_force_on: date
    next_review_on: date
    review_rule: str
    hours: int
    education: Code
    pkd: Code
    isced: Code
    journal: str
    legal_basis: str
    former_code: str
    applicant: str
    minister: str
    certifying_institutions: tuple[str, ...]
    validity_years: int
    renewal_practice_years: int


@dataclass(frozen=True)
class Wording:
    """The descriptive parts of the entry, word for word with white space collapsed."""

    characteristics: str
    target_groups: str
    entry_conditions: str
    required_qualifications: str
    typical_uses: str
    validity: str
    demand: str
    similar_qualifications: str
    validation_requirements: str
    consultation: str
    outcomes_characteristic: str


@dataclass(frozen=True)
class Criterion:
    """A verification criterion: `methods` decide it, `supporting` can lift a review or raise a flag."""

    code: str
    text: str
    methods: tuple[str, ...]
    supporting: tuple[str, ...]


@dataclass(frozen=True)
class LearningOutcome:
    """A learning outcome, e.g. 1.1, with its criteria in the order of the source."""

    code: str
    name: str
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True)
class OutcomeSet:
    """A set of learning outcomes, 1 or 2."""

    code: str
    name: str
    outcomes: tuple[LearningOutcome, ...]


@dataclass(frozen=True)
class Qualification:
    """The whole qualification: register data, wording, sets → outcomes → criteria."""

    number: str
    name: str
    registry: Registry
    wording: Wording
    sets: tuple[OutcomeSet, ...]

    @property
    def outcomes(self) -> tuple[LearningOutcome, ...]:
        """All eight outcomes in the order of the source."""
        return tuple(outcome for outcome_set in self.sets for outcome in outcome_set.outcomes)

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """All 39 criteria in the order of the source."""
        return tuple(criterion for outcome in self.outcomes for criterion in outcome.criteria)

    def criterion(self, code: str) -> Criterion:
        """The criterion with this code; KeyError naming the code when there is none."""
        for criterion in self.criteria:
            if criterion.code == code:
                return criterion
        raise KeyError(f"qualification {self.number} has no criterion {code!r}")

    def outcome_of(self, code: str) -> LearningOutcome:
        """The outcome that the criterion with this code verifies; KeyError when there is none."""
        self.criterion(code)
        return next(outcome for outcome in self.outcomes if outcome.code == code.rpartition(".")[0])

    def decided_by(self, method: str) -> tuple[Criterion, ...]:
        """The criteria that the method (test, sandbox, observation, interview) decides."""
        validation_method(method)
        return tuple(criterion for criterion in self.criteria if method in criterion.methods)

    def supported_by(self, method: str) -> tuple[Criterion, ...]:
        """The criteria that the method supports without deciding them."""
        validation_method(method)
        return tuple(criterion for criterion in self.criteria if method in criterion.supporting)

    def as_json(self) -> dict[str, Any]:
        """The catalogue for machines: number, name and sets → outcomes → criteria, nothing else."""
        return {
            "number": self.number,
            "name": self.name,
            "sets": [_set_json(outcome_set) for outcome_set in self.sets],
        }


def _set_json(outcome_set: OutcomeSet) -> dict[str, Any]:
    outcomes = [
        {
            "code": outcome.code,
            "name": outcome.name,
            "criteria": [
                {"code": c.code, "text": c.text, "methods": [*c.methods], "supporting": [*c.supporting]}
                for c in outcome.criteria
            ],
        }
        for outcome in outcome_set.outcomes
    ]
    return {"code": outcome_set.code, "name": outcome_set.name, "outcomes": outcomes}


def validation_method(method: str) -> str:
    """The method, if a validation may use it.

    MethodRefused for evidence analysis, which the source allows "wyłącznie na etapie przedłużania ważności
    certyfikatu", and for any unknown name.
    """
    if method == EVIDENCE_ANALYSIS:
        raise MethodRefused(
            f"„{OFFICIAL_METHOD_NAMES[method]}” is allowed only when a certificate is renewed, not in a validation"
        )
    if method not in VALIDATION_METHODS:
        raise MethodRefused(f"unknown method {method!r}; use one of {', '.join(VALIDATION_METHODS)}")
    return method


def review_is_near(day: date, today: date) -> bool:
    """Whether the register reviews the qualification within a year, or should have done so. PURE."""
    return today >= day - NOTICE


def official_names(methods: tuple[str, ...]) -> tuple[str, ...]:
    """Official Polish names of the methods for papers, each once, in the order given."""
    return tuple(dict.fromkeys(OFFICIAL_METHOD_NAMES[validation_method(method)] for method in methods))


@cache
def load_qualification() -> Qualification:
    """Qualification 13881 from the shipped data; read once."""
    data = read_document(DATA / "qualification.yaml").data
    return Qualification(
        number=data["number"],
        name=data["name"],
        registry=_registry(data["registry"]),
        wording=Wording(**data["wording"]),
        sets=tuple(_outcome_set(entry) for entry in data["sets"]),
    )


def _registry(data: dict[str, Any]) -> Registry:
    values = dict(data)
    for field in fields(Registry):
        if field.type is Code:
            values[field.name] = Code(**values[field.name])
    values["certifying_institutions"] = tuple(values["certifying_institutions"])
    return Registry(**values)


def _outcome_set(data: dict[str, Any]) -> OutcomeSet:
    outcomes = tuple(
        LearningOutcome(entry["code"], entry["name"], tuple(_criterion(c) for c in entry["criteria"]))
        for entry in data["outcomes"]
    )
    return OutcomeSet(data["code"], data["name"], outcomes)


def _criterion(data: dict[str, Any]) -> Criterion:
    methods = tuple(validation_method(method) for method in data["methods"])
    supporting = tuple(validation_method(method) for method in data["supporting"])
    return Criterion(data["code"], data["text"], methods, supporting)
