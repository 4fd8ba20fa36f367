"""A scenario's checks file: the checks and how they make up each criterion. Every fault is reported with its path."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, Discriminator, Field, Tag, TypeAdapter, ValidationError, model_validator

from scoring.checks.kinds import Check
from scoring.checks.language import CHECK_NAME, Part

CRITERION = r"^[12]\.\d\.[a-f]$"


class All(Part):
    """Every part must be met."""

    all: tuple[Node, ...] = Field(min_length=1)


class Any_(Part):
    """One part is enough: ways that are equally right."""

    any: tuple[Node, ...] = Field(min_length=1)


class AtLeast(Part):
    """So many parts must be met; from ``review_from`` on, fewer are a near miss (three readings: 3 met, 2 review)."""

    at_least: int = Field(ge=1)
    of: tuple[Node, ...] = Field(min_length=1)
    review_from: int | None = Field(None, ge=1)

    @model_validator(mode="after")
    def _possible(self) -> AtLeast:
        if self.at_least > len(self.of):
            raise ValueError(f"at_least is {self.at_least} but there are {len(self.of)} parts")
        if self.review_from is not None and self.review_from >= self.at_least:
            raise ValueError("review_from must be lower than at_least")
        return self


def _node_kind(value: Any) -> str:
    if isinstance(value, dict):
        return next((word for word in ("all", "any", "at_least") if word in value), "all")
    return {All: "all", Any_: "any", AtLeast: "at_least"}.get(type(value), "name")


Node = Annotated[Annotated[str, Tag("name")] | Annotated[All, Tag("all")] | Annotated[Any_, Tag("any")]
                 | Annotated[AtLeast, Tag("at_least")], Discriminator(_node_kind)]


def _number(key: Any) -> Any:
    """An occasion's number also as JSON keeps it, as text."""
    return int(key) if isinstance(key, str) and key in ("1", "2") else key


Occasion = Annotated[Literal[1, 2], BeforeValidator(_number)]


class CriterionRule(Part):
    """How a criterion's occasions are made up of checks; one occasion fully right is enough unless said otherwise."""

    occasions: dict[Occasion, Node] = Field(min_length=1)
    met_when: Literal["any_occasion", "all_occasions"] = "any_occasion"


class Document(Part):
    """The whole file. ``today`` is the scenario's date for judging a sandbox in which nothing was done."""

    checks: tuple[Check, ...] = Field(min_length=1)
    criteria: dict[Annotated[str, Field(pattern=CRITERION)], CriterionRule] = {}
    today: Annotated[str | None, BeforeValidator(lambda day: day if day is None else str(day))] = None

    @model_validator(mode="after")
    def _hangs_together(self) -> Document:
        faults = [*_repeated(self), *_unknown(self), *_uncounted(self), *_circles(self)]
        faults = faults or _unguarded(self)
        if faults:
            raise ValueError("; ".join(faults))
        return self

    def rule(self, criterion: str) -> CriterionRule:
        """The criterion's own rule, or all its deciding checks of each occasion."""
        if criterion in self.criteria:
            return self.criteria[criterion]
        occasions: dict[int, list[str]] = {}
        for check in self.checks:
            if check.criterion == criterion and check.effect == "decide":
                occasions.setdefault(check.occasion, []).append(check.id)
        return CriterionRule.model_validate({"occasions": {key: {"all": ids} for key, ids in sorted(occasions.items())}})

    @property
    def codes(self) -> tuple[str, ...]:
        """The criteria this file decides, in order of their codes."""
        decided = {check.criterion for check in self.checks if check.criterion and check.effect == "decide"}
        return tuple(sorted(decided | set(self.criteria)))


for _model in (All, Any_, AtLeast, CriterionRule, Document):
    _model.model_rebuild()


@dataclass(frozen=True)
class Problem:
    """One fault of a checks file: where it is and what is wrong."""

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


class ChecksRefused(ValueError):
    """The checks file has faults; ``problems`` names them all."""

    def __init__(self, problems: list[Problem]):
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


_DOCUMENT = TypeAdapter(Document)


def read_document(data: Any) -> Document:
    """The checks file as a model. Raises ChecksRefused with every fault found."""
    try:
        return _DOCUMENT.validate_python(data)
    except ValidationError as error:
        faults = error.errors(include_url=False)
        told = [fault for fault in faults if not (fault["type"] == "too_short" and len(faults) > 1)]
        raise ChecksRefused([_problem(data, fault) for fault in told]) from error


def _problem(data: Any, fault: Any) -> Problem:
    place = list(fault["loc"])
    path = ".".join(str(step) for step in place) or "file"
    if len(place) > 1 and place[0] == "checks" and isinstance(place[1], int):
        entry = data["checks"][place[1]]
        name = entry.get("id") if isinstance(entry, dict) else None
        path = f"{path} ({name})" if name else path
    return Problem(path, fault["msg"].removeprefix("Value error, "))


def named(node: Any) -> Iterator[str]:
    """Ids of the checks in a tree, in order."""
    if isinstance(node, str):
        yield node
    else:
        parts = node.of if isinstance(node, AtLeast) else node.all if isinstance(node, All) else node.any
        for part in parts:
            yield from named(part)


def mentioned(value: Any) -> Iterator[str]:
    """Ids of the checks that a check mentions as ``@check`` anywhere in it, in the order of the fields."""
    if isinstance(value, BaseModel):
        value = {name: getattr(value, name) for name in type(value).model_fields if name in value.model_fields_set}
    if isinstance(value, dict):
        for item in value.values():
            yield from mentioned(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from mentioned(item)
    elif isinstance(value, str) and (found := CHECK_NAME.fullmatch(value)):
        yield found[1]


def depends_on(check: Any) -> tuple[str, ...]:
    """Ids of the checks that must be met before this one can be judged."""
    return tuple(dict.fromkeys([*check.requires, *mentioned(check)]))


def _repeated(document: Document) -> list[str]:
    ids = [check.id for check in document.checks]
    return [f"the id {name} is used more than once" for name in sorted({name for name in ids if ids.count(name) > 1})]


def _unknown(document: Document) -> list[str]:
    ids = {check.id for check in document.checks}
    faults = [f"{check.id} refers to {name}, and there is no such check"
              for check in document.checks for name in depends_on(check) if name not in ids]
    for code, rule in document.criteria.items():
        faults += [f"criterion {code} names {name}, and there is no such check"
                   for node in rule.occasions.values() for name in named(node) if name not in ids]
    return faults


def _uncounted(document: Document) -> list[str]:
    """Checks that claim to decide a criterion whose rule does not name them."""
    faults = []
    flags = {check.id for check in document.checks if check.effect == "flag"}
    for code, rule in document.criteria.items():
        used = {name for node in rule.occasions.values() for name in named(node)}
        faults += [f"{check.id} decides {code} but its rule does not name it; name it or write effect: flag"
                   for check in document.checks
                   if check.criterion == code and check.effect == "decide" and check.id not in used]
        faults += [f"criterion {code} names {name}, which may only flag" for name in sorted(used & flags)]
    return faults


def _unguarded(document: Document) -> list[str]:
    """Negative checks whose guards are all negative themselves, so that doing nothing would meet the chain."""
    checks = {check.id: check for check in document.checks}

    def proves_work(name: str) -> bool:
        check = checks[name]
        return not check.holds_for_nobody or any(proves_work(other) for other in depends_on(check))

    return [f"{check.id} could be met by doing nothing, and so could everything it requires; require a positive check"
            for check in document.checks if check.holds_for_nobody and not proves_work(check.id)]


def _circles(document: Document) -> list[str]:
    """Checks that wait for themselves."""
    waits = {check.id: depends_on(check) for check in document.checks}
    faults, sound = [], set()

    def walk(name: str, way: tuple[str, ...]) -> None:
        if name in way:
            faults.append(f"checks wait for each other in a circle: {' → '.join([*way[way.index(name):], name])}")
        elif name not in sound:
            for other in waits.get(name, ()):
                walk(other, (*way, name))
            sound.add(name)

    for name in waits:
        walk(name, ())
    return faults
