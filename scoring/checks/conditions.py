"""Whether a value meets a condition, and what to say when it does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from app.polish.dates import is_workday
from sandbox_crm.snapshot import State
from scoring.checks.language import Condition, DayRange, Value
from scoring.normalise import equal, normalise
from scoring.normalisers.identifiers import is_valid
from scoring.normalisers.letters import fold, text
from scoring.words import value_words

FILLED = "pole wypełnione"
#: turns a Value of the language into the plain values it may stand for
Resolve = Callable[[Value], tuple[Any, ...]]


@dataclass(frozen=True)
class Held:
    """How one operator, or a whole condition, came out. ``words``: what was expected, or how to say it once asked:
    of the many rows that a check holds against a condition it speaks of one."""

    holds: bool
    words: str | Callable[[], str] = ""
    expected: Any = None
    normalised: Any = None
    flags: tuple[str, ...] = ()
    slip: bool = False
    parts: tuple[Held, ...] = field(default=(), repr=False)

    @cached_property
    def expected_words(self) -> str:
        """What was expected, in Polish, after "powinno być"."""
        return self.words if isinstance(self.words, str) else self.words()


def holds(condition: Condition, kind: str, raw: Any, resolve: Resolve, state: State) -> Held:
    """Judge one condition on one value of a declared type; ``as`` in the condition overrides the type."""
    kind = condition.as_ or kind
    parts = tuple(_OPERATORS[name](condition, kind, raw, resolve, state) for name in condition.operators)
    failed = [part for part in parts if not part.holds]
    shown = failed or list(parts)
    return Held(not failed, lambda: _joined(condition, shown), [part.expected for part in parts],
                normalise(kind, raw), tuple(dict.fromkeys(flag for part in parts for flag in part.flags)),
                len(failed) == 1 and failed[0].slip, parts)


def _joined(condition: Condition, shown: list[Held]) -> str:
    """What was expected: asking for so many letters says that the field is not empty."""
    words = [part.expected_words for part in shown]
    return " i ".join(words if condition.min_chars is None else [one for one in words if one != FILLED])


def _eq(condition: Condition, kind: str, raw: Any, resolve: Resolve, state: State) -> Held:
    return _one_of(condition, kind, raw, resolve(condition.eq), state)


def _in(condition: Condition, kind: str, raw: Any, resolve: Resolve, state: State) -> Held:
    return _one_of(condition, kind, raw, tuple(one for value in condition.in_ or () for one in resolve(value)), state)


def _one_of(condition: Condition, kind: str, raw: Any, wanted: tuple[Any, ...], state: State) -> Held:
    matches = [equal(kind, raw, one, condition.tol or Decimal(0)) for one in wanted]
    hit = next((match for match in matches if match.equal), None)
    return Held(hit is not None, lambda: _any_words(state, kind, wanted), list(wanted), flags=hit.flags if hit else (),
                slip=any(match.slip for match in matches))


def _any_words(state: State, kind: str, wanted: tuple[Any, ...]) -> str:
    return " lub ".join(dict.fromkeys(value_words(state, kind, one) for one in wanted)) or "(nic)"


def _ne(condition: Condition, kind: str, raw: Any, resolve: Resolve, state: State) -> Held:
    return _none_of(condition, kind, raw, resolve(condition.ne), state)


def _not_in(condition: Condition, kind: str, raw: Any, resolve: Resolve, state: State) -> Held:
    return _none_of(condition, kind, raw, tuple(one for v in condition.not_in or () for one in resolve(v)), state)


def _none_of(condition: Condition, kind: str, raw: Any, refused: tuple[Any, ...], state: State) -> Held:
    inner = _one_of(condition, kind, raw, refused, state)
    return Held(not inner.holds, lambda: f"inna wartość niż {inner.expected_words}", inner.expected)


def _compared(name: str, words: str, test: Callable[[Any, Any], bool]) -> Callable[..., Held]:
    def compare(condition: Condition, kind: str, raw: Any, resolve: Resolve, state: State) -> Held:
        bounds = resolve(getattr(condition, name))
        value = _ordered(kind, raw)
        good = value is not None and bool(bounds) and all(test(value, _ordered(kind, bound)) for bound in bounds)
        return Held(good, f"{words} {value_words(state, kind, bounds[0] if bounds else None)}", list(bounds))

    return compare


def _between(condition: Condition, kind: str, raw: Any, resolve: Resolve, state: State) -> Held:
    (low, *_), (high, *_) = (resolve(bound) for bound in condition.between or (None, None))
    value = _ordered(kind, raw)
    good = value is not None and _ordered(kind, low) <= value <= _ordered(kind, high)
    return Held(good, f"od {value_words(state, kind, low)} do {value_words(state, kind, high)}", [low, high])


def _ordered(kind: str, raw: Any) -> Any:
    """A value as it is put in order: numbers as Decimal, dates and texts as text; None for nothing there."""
    settled = normalise(kind, raw)
    if settled is None or kind not in ("money", "quantity", "number", "integer", "percent"):
        return settled
    try:
        return Decimal(settled)
    except ArithmeticError:
        return None


def _empty(condition: Condition, kind: str, raw: Any, resolve: Resolve, state: State) -> Held:
    nothing = raw is None or raw == "" or raw == [] or raw == {} or (isinstance(raw, str) and not raw.strip())
    return Held(nothing == condition.empty, "pole puste" if condition.empty else FILLED, condition.empty)


def _contains(condition: Condition, kind: str, raw: Any, resolve: Resolve, state: State) -> Held:
    wanted = (condition.contains,) if isinstance(condition.contains, str) else condition.contains or ()
    have = fold(text(raw if isinstance(raw, str) else "" if raw is None else str(raw)))
    missing = [word for word in wanted if fold(text(word)) not in have]
    return Held(not missing, f"tekst zawierający: {', '.join(missing or wanted)}", list(wanted))


def _includes(condition: Condition, kind: str, raw: Any, resolve: Resolve, state: State) -> Held:
    inner = condition.as_ or "text"
    have = raw if isinstance(raw, list) else [] if raw is None else [raw]
    wanted = [one for value in condition.includes or () for one in resolve(value)]
    missing = [one for one in wanted if not any(equal(inner, item, one).equal for item in have)]
    return Held(not missing, f"lista z wartością: {value_words(state, inner, missing or wanted)}", wanted)


def _min_chars(condition: Condition, kind: str, raw: Any, resolve: Resolve, state: State) -> Held:
    length = len(text(raw)) if isinstance(raw, str) else 0
    return Held(length >= (condition.min_chars or 0), f"opis o długości co najmniej {condition.min_chars} znaków",
                condition.min_chars)


def _valid(condition: Condition, kind: str, raw: Any, resolve: Resolve, state: State) -> Held:
    wanted = condition.valid or "email"
    noun = {"nip": "NIP", "regon": "REGON", "email": "adres e-mail", "phone": "numer telefonu", "postcode": "kod pocztowy"}
    return Held(isinstance(raw, str) and is_valid(wanted, raw), f"poprawny {noun[wanted]}", wanted)


def _working_day(condition: Condition, kind: str, raw: Any, resolve: Resolve, state: State) -> Held:
    day = _day(raw)
    return Held(day is not None and is_workday(day) == condition.working_day,
                "dzień roboczy" if condition.working_day else "dzień wolny", condition.working_day)


def _days(condition: Condition, kind: str, raw: Any, resolve: Resolve, state: State) -> Held:
    span: DayRange = condition.days  # type: ignore[assignment]
    starts, day = resolve(span.from_), _day(raw)
    start = _day(starts[0]) if starts else None
    unit = "dni roboczych" if span.working else "dni"
    low, high = ("" if bound is None else str(bound) for bound in (span.min, span.max))
    words = f"od {low} do {high} {unit} od {value_words(state, 'date', starts[0] if starts else None)}"
    if day is None or start is None:
        return Held(False, words, [span.min, span.max])
    apart = days_apart(start, day, span.working)
    good = (span.min is None or apart >= span.min) and (span.max is None or apart <= span.max)
    return Held(good, words, [span.min, span.max])


def days_apart(start: date, end: date, working: bool) -> int:
    """Days from ``start`` to ``end``, negative when it lies before; working days are counted after ``start``."""
    if not working:
        return (end - start).days
    step = 1 if end >= start else -1
    days = (start + timedelta(days=step * place) for place in range(1, abs((end - start).days) + 1))
    return step * sum(is_workday(day) for day in days)


def _day(raw: Any) -> date | None:
    settled = normalise("date", raw)
    try:
        return date.fromisoformat(settled) if isinstance(settled, str) else None
    except ValueError:
        return None


_OPERATORS: dict[str, Callable[..., Held]] = {
    "eq": _eq, "ne": _ne, "in_": _in, "not_in": _not_in, "between": _between, "empty": _empty, "contains": _contains,
    "includes": _includes, "min_chars": _min_chars, "valid": _valid, "working_day": _working_day, "days": _days,
    "gt": _compared("gt", "więcej niż", lambda a, b: a > b), "ge": _compared("ge", "co najmniej", lambda a, b: a >= b),
    "lt": _compared("lt", "mniej niż", lambda a, b: a < b), "le": _compared("le", "co najwyżej", lambda a, b: a <= b),
}
