"""Filters over plain state: which records a list, a segment's rule or a report means. PURE: no database, no clock.

A filter is ``{"all": [part…]}`` or ``{"any": [part…]}``; a part is a condition ``{"field", "op", "value"}`` or one
more such group (groups that people make stand one level deep). An empty filter means every record. Fields are columns of
the entity or dotted paths through its relations (``stage.kind``, ``account.owner.name``). `sandbox_crm.filters` gives the
same meaning in SQL; both read the tables of `sandbox_crm.entities`.

Meaning: an empty value equals nothing but ``None``; ``ne`` holds for an empty value; comparisons never do; text
is compared exactly by ``eq`` and ``in``, and without case and Polish marks by ``contains`` and ``starts``; ranges
hold both their ends.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sandbox_crm.computed import COMPUTED
from sandbox_crm.entities import FIELDS, PART_OF, RELATIONS
from sandbox_crm.snapshot import Row, State, live

_COMPARING = frozenset({"eq", "ne", "in", "lt", "le", "gt", "ge", "between", "empty", "not_empty"})
_TEXTUAL = frozenset({"eq", "ne", "in", "contains", "starts", "empty", "not_empty"})
#: kind of value -> operators it takes
OPERATORS: dict[str, frozenset[str]] = {
    "text": _TEXTUAL, "choice": _TEXTUAL, "number": _COMPARING, "quantity": _COMPARING, "money": _COMPARING,
    "percent": _COMPARING,
    "date": _COMPARING | {"relative"}, "bool": frozenset({"eq", "ne"}), "moment": frozenset({"empty", "not_empty"}),
    "ref": frozenset({"eq", "ne", "in", "empty", "not_empty"}), "segment": frozenset({"eq", "ne", "in"}),
    "consent": frozenset({"eq", "ne"}),
}
#: a person's consent is asked about as ``status:channel:purpose``; what was never spoken of is not_asked
CONSENT_STATUSES = ("not_asked", "granted", "refused", "withdrawn")
CONSENT_CHANNELS = ("email", "phone", "sms", "automatic")
RELATIVE_DAYS = ("yesterday", "today", "tomorrow", "last_week", "this_week", "next_week", "last_month", "this_month",
                 "next_month", "last_quarter", "this_quarter", "next_quarter", "last_year", "this_year", "next_year")
RELATIVE_COUNTED = ("next_n_days", "last_n_days")
OVERDUE = "overdue"
#: how deep groups stand in the filter of a saved list: it holds what was typed above the list beside a filter that was put
#: together, which has groups of its own
KEPT_LEVELS = 2
_MARKS = str.maketrans("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ", "acelnoszzacelnoszz")
_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")


class RuleFault(ValueError):
    """A filter that means nothing. ``reason``: field, op, value or shape; ``what`` names the culprit."""

    def __init__(self, reason: str, what: Any):
        super().__init__(f"{reason}: {what}")
        self.reason, self.what = reason, what


@dataclass(frozen=True)
class Path:
    """A field reached from an entity: relations to follow, the entity they end at, the field and its kind."""

    steps: tuple[tuple[str, str], ...]
    entity: str
    field: str
    kind: str


def path_of(entity: str, dotted: Any) -> Path:
    """The field that ``dotted`` names, seen from ``entity``. Raises RuleFault where there is none."""
    *relations, field = str(dotted).split(".")
    steps, here = [], entity
    for relation in relations:
        found = RELATIONS.get(here, {}).get(relation)
        if found is None:
            raise RuleFault("field", dotted)
        steps.append(found)
        here = found[1]
    kind = FIELDS.get(here, {}).get(field)
    if kind is None:
        raise RuleFault("field", dotted)
    return Path(tuple(steps), here, field, kind)


def folded(text: str) -> str:
    """Text without case and Polish marks; exactly what `sandbox_crm.filters` does in SQL."""
    return text.translate(_MARKS).translate(_LOWER)


def row_at(state: State, row: Row, path: Path) -> Row | None:
    """The related row at the end of a path; None where a link is empty."""
    here: Row | None = row
    for column, table in path.steps:
        key = here.get(column) if here else None
        here = state.get(table, {}).get(key) if key is not None else None
    return here


def value_at(state: State, row: Row, path: Path) -> Any:
    """The value a path leads to, as plain JSON; None where a link on the way is empty."""
    there = row_at(state, row, path)
    if there is None:
        return None
    if path.field in COMPUTED:
        return COMPUTED[path.field](state, there)
    return there.get("id" if path.kind in ("segment", "consent") else path.field)


def relative_range(value: str, today: date) -> tuple[date, date]:
    """First and last day of a relative range; weeks begin on Monday. ``next_n_days:7`` is today and six days more,
    ``last_n_days:7`` today and six days before. Raises RuleFault for an unknown range."""
    name, _, count = str(value).partition(":")
    if name in RELATIVE_COUNTED and count.isascii() and count.isdigit() and 1 <= int(count) <= 3660:
        span = timedelta(days=int(count) - 1)
        return (today, today + span) if name == "next_n_days" else (today - span, today)
    if name not in RELATIVE_DAYS or count:
        raise RuleFault("value", value)
    if name in ("yesterday", "today", "tomorrow"):
        day = today + timedelta(days=("yesterday", "today", "tomorrow").index(name) - 1)
        return day, day
    which, unit = name.split("_")
    return period(unit, today, {"last": -1, "this": 0, "next": 1}[which])


def period(unit: str, day: date, shift: int = 0) -> tuple[date, date]:
    """First and last day of the day, week, month, quarter or year around ``day``, ``shift`` such units later."""
    if unit == "day":
        return day + timedelta(days=shift), day + timedelta(days=shift)
    if unit == "week":
        monday = day - timedelta(days=day.weekday()) + timedelta(weeks=shift)
        return monday, monday + timedelta(days=6)
    months = {"month": 1, "quarter": 3, "year": 12}[unit]
    first = (day.year * 12 + day.month - 1) // months * months + shift * months
    last = first + months - 1
    end = calendar.monthrange(last // 12, last % 12 + 1)[1]
    return date(first // 12, first % 12 + 1, 1), date(last // 12, last % 12 + 1, end)


def group_of(filters: Any) -> tuple[str, list[Any]]:
    """A group's word and parts; raises RuleFault where it is no group."""
    if not isinstance(filters, dict) or len(filters) != 1 or next(iter(filters)) not in ("all", "any"):
        raise RuleFault("shape", filters)
    word, parts = next(iter(filters.items()))
    if not isinstance(parts, list):
        raise RuleFault("shape", filters)
    return word, parts


def is_group(part: Any) -> bool:
    """Whether a part of a filter is a group rather than a condition."""
    return isinstance(part, dict) and "field" not in part


def conditions(filters: dict[str, Any] | None) -> Iterator[dict[str, Any]]:
    """Every condition of a filter, in order."""
    if filters:
        for part in group_of(filters)[1]:
            yield from conditions(part) if is_group(part) else (part,)


def check_filters(entity: str, filters: dict[str, Any] | None, segments: bool = True, levels: int = 1) -> None:
    """Raises RuleFault unless the filter means something over ``entity``; ``segments``: may it ask for membership;
    ``levels``: how deep its groups may stand."""
    if not filters:
        return
    for part in group_of(filters)[1]:
        if not is_group(part):
            _check_condition(entity, part, segments)
        elif levels and group_of(part):
            check_filters(entity, part, segments, levels - 1)
        else:
            raise RuleFault("shape", filters)


def _check_condition(entity: str, condition: dict[str, Any], segments: bool) -> None:
    if not isinstance(condition, dict) or set(condition) - {"field", "op", "value"}:
        raise RuleFault("shape", condition)
    path, op, value = path_of(entity, condition.get("field")), condition.get("op"), condition.get("value")
    if path.kind == "segment" and not segments:
        raise RuleFault("field", condition["field"])
    if op not in OPERATORS[path.kind]:
        raise RuleFault("op", op)
    if op in ("empty", "not_empty"):
        return
    if op == "relative":
        if value != OVERDUE:
            relative_range(value, date(2026, 1, 1))
    elif op == "in" or op == "between":
        wrong = not isinstance(value, list) or (op == "between" and (len(value) != 2 or value == [None, None]))
        if wrong or any(not fits(path.kind, item) for item in value if item is not None or op == "in"):
            raise RuleFault("value", value)
    elif not (value is None and op in ("eq", "ne")) and not fits(path.kind, value):
        raise RuleFault("value", value)


def fits(kind: str, value: Any) -> bool:
    """Whether a plain value is of a field's kind."""
    if kind == "bool":
        return isinstance(value, bool)
    if kind in ("number", "quantity", "money", "percent", "ref", "segment"):
        return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 1 << 63  # what a database holds
    if kind == "consent":
        status, channel, purpose = consent_asked(value)
        return status in CONSENT_STATUSES and channel in CONSENT_CHANNELS and bool(purpose)
    if kind == "date":
        try:
            return date.fromisoformat(value).isoformat() == value
        except (TypeError, ValueError):
            return False
    return isinstance(value, str)


def consent_asked(value: Any) -> tuple[str, str, str]:
    """Status, channel and purpose of a condition on a consent; empty where it is none."""
    status, _colon, rest = str(value).partition(":")
    channel, _colon, purpose = rest.partition(":")
    return status, channel, purpose


def matches(state: State, entity: str, row: Row, filters: dict[str, Any] | None, today: date) -> bool:
    """Whether a row is meant by a filter. Raises RuleFault for a filter that means nothing."""
    if not filters:
        return True
    word, parts = group_of(filters)
    results = (matches(state, entity, row, part, today) if is_group(part) else
               _holds(state, path_of(entity, part.get("field")), row, part, today) for part in parts)
    return all(results) if word == "all" else any(results)


def selected(state: State, entity: str, filters: dict[str, Any] | None, today: date) -> list[Row]:
    """The live rows that a filter means, by id."""
    check_filters(entity, filters, levels=KEPT_LEVELS)
    return [row for row in living(state, entity) if matches(state, entity, row, filters, today)]


def living(state: State, entity: str) -> Iterator[Row]:
    """Rows that are not in the bin, neither themselves nor with the record that they are a part of."""
    wholes = [RELATIONS[entity][relation] for relation in PART_OF.get(entity, ())]
    for row in live(state, entity):
        there = [state[table][row[column]] for column, table in wholes if row.get(column) is not None]
        if all(one["deleted_at"] is None for one in there):
            yield row


def segment_members(state: State, segment: Row, today: date) -> set[int]:
    """Ids of the live accounts, or people, in a segment: its fixed list, or those its rule means now."""
    entity = entity_of(segment)
    if segment["mode"] == "rule":
        check_filters(entity, segment["rule"], segments=False)
        return {row["id"] for row in selected(state, entity, segment["rule"], today)}
    listed = {row.get(f"{entity}_id") for row in live(state, "segment_member") if row["segment_id"] == segment["id"]}
    return {row["id"] for row in live(state, entity) if row["id"] in listed}


def entity_of(segment: Row) -> str:
    """What a segment is made of: account or contact. Those that were made before people had segments are of accounts."""
    return str(segment.get("entity") or "account")


def _holds(state: State, path: Path, row: Row, condition: dict[str, Any], today: date) -> bool:
    op, wanted, value = condition["op"], condition.get("value"), value_at(state, row, path)
    if path.kind == "segment":
        return _in_segments(state, path.entity, value, op, wanted, today)
    if path.kind == "consent":
        return _consented(state, path.entity, value, op, wanted)
    if op == "relative":
        return value is not None and _relative(state, path, row, value, wanted, today)
    if op in ("empty", "not_empty"):
        return (value is None or value == "") == (op == "empty")
    if op in ("eq", "ne"):
        return (value == wanted) == (op == "eq")
    if value is None:
        return False
    if op == "in":
        return value in wanted
    if op in ("contains", "starts"):
        have, part = folded(value), folded(wanted)
        return part in have if op == "contains" else have.startswith(part)
    low, high = wanted if op == "between" else (None, None)
    return {"lt": lambda: value < wanted, "le": lambda: value <= wanted, "gt": lambda: value > wanted,
            "ge": lambda: value >= wanted,
            "between": lambda: (low is None or low <= value) and (high is None or value <= high)}[op]()


def _relative(state: State, path: Path, row: Row, value: str, wanted: str, today: date) -> bool:
    if wanted == OVERDUE:
        return value < today.isoformat() and still_open(state, path.entity, row_at(state, row, path))
    first, last = relative_range(wanted, today)
    return first.isoformat() <= value <= last.isoformat()


def still_open(state: State, entity: str, row: Row | None) -> bool:
    """Whether a passed date still matters: not for a task that is completed or cancelled, an opportunity that is won
    or lost, an offer that was answered."""
    if row is None:
        return False
    if entity == "task":
        return row["status"] not in ("completed", "cancelled")
    if entity == "opportunity":
        return state.get("stage", {}).get(row["stage_id"], {}).get("kind") == "open"
    return entity != "offer" or row["status"] not in ("accepted", "rejected")


def _in_segments(state: State, entity: str, record_id: int | None, op: str, wanted: Any, today: date) -> bool:
    known = [state["segment"][key] for key in (wanted if op == "in" else [wanted]) if key in state.get("segment", {})]
    found = any(record_id in segment_members(state, one, today)
                for one in known if one["deleted_at"] is None and entity_of(one) == entity)
    return found == (op != "ne")


def _consented(state: State, entity: str, record_id: int | None, op: str, wanted: str) -> bool:
    """Whether the latest entry about a person, a channel and a purpose says what is asked."""
    status, channel, purpose = consent_asked(wanted)
    said = [row["status"] for row in live(state, "consent")
            if row.get(f"{entity}_id") == record_id and (row["channel"], row["purpose"]) == (channel, purpose)]
    found = record_id is not None and (said[-1] if said else "not_asked") == status
    return found == (op != "ne")
