"""What judging a sandbox yields: a finding per check, a finding per criterion. Plain, ordered, the same bytes every time."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Result = Literal["met", "not_met", "not_assessable", "error"]
CriterionResult = Literal["met", "not_met", "review", "not_assessable", "error"]


@dataclass(frozen=True)
class Finding:
    """What one check established. ``records``: [{"table","id","label"}]; ``journal``: sequence numbers of the entries
    relied on; ``as_of``: the entry up to which the state was read (None: the end). ``tried``: whether there was an
    attempt at all. Times and run lengths are no part of a finding, so that equal evidence gives equal bytes."""

    check_id: str
    criterion: str | None
    occasion: int
    kind: str
    result: Result
    near_miss: bool = False
    tried: bool = False
    effect: str = "decide"
    rationale_pl: str = ""
    expected: Any = None
    actual_raw: Any = None
    actual_normalised: Any = None
    records: tuple[dict[str, Any], ...] = ()
    journal: tuple[int, ...] = ()
    as_of: int | None = None
    near_misses: tuple[dict[str, Any], ...] = ()
    flags: tuple[str, ...] = ()

    def to_plain(self) -> dict[str, Any]:
        """The finding as plain JSON values."""
        return _plain(asdict(self))


@dataclass(frozen=True)
class OccasionFinding:
    """One of the two occasions of a criterion."""

    occasion: int
    result: CriterionResult
    tried: bool
    check_ids: tuple[str, ...]


@dataclass(frozen=True)
class CriterionFinding:
    """What the sandbox says about a criterion. The members decide; this only proposes."""

    criterion: str
    result: CriterionResult
    occasions: tuple[OccasionFinding, ...]
    findings: tuple[Finding, ...]
    rationale_pl: str
    flags: tuple[str, ...] = ()

    def to_plain(self) -> dict[str, Any]:
        """The finding as plain JSON values."""
        return _plain(asdict(self))


@dataclass(frozen=True)
class Judgement:
    """A whole sandbox judged: criteria, findings that belong to none, and what it was judged by."""

    criteria: tuple[CriterionFinding, ...]
    others: tuple[Finding, ...]
    sources: dict[str, Any] = field(default_factory=dict)

    def to_plain(self) -> dict[str, Any]:
        """The judgement as plain JSON values."""
        return _plain(asdict(self))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    return value if value is None or isinstance(value, str | int | bool) else str(value)
