"""Filters in SQL: the same meaning that `sandbox_crm.rules` gives them over plain state.

``condition(session, "opportunity", filters, today)`` is one expression for any ``select(Opportunity)``; related
fields are reached by correlated subqueries, so the statement needs no joins. Callers add ``deleted_at IS NULL``.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, and_, case, false, func, not_, or_, select, true
from sqlalchemy.orm import Session, aliased

from app.polish.text import fold
from sandbox_crm.computed import MONEY_METRIC
from sandbox_crm.entities import PART_OF, RELATIONS
from sandbox_crm.models.clients import Consent, Segment, SegmentMember
from sandbox_crm.models.everything import BY_TABLE
from sandbox_crm.models.indexes import KEYS, key
from sandbox_crm.models.sales import Stage
from sandbox_crm.models.searching import WORDS
from sandbox_crm.rules import (
    KEPT_LEVELS,
    OVERDUE,
    Path,
    check_filters,
    conditions,
    consent_asked,
    folded,
    group_of,
    is_group,
    path_of,
    relative_range,
)
from sandbox_crm.searching import SHORTEST, matching

#: searched columns that the index keeps in another form than filters compare
_OTHERWISE = {"phone", "mobile"}


def condition(session: Session, entity: str, filters: dict[str, Any] | None, today: date) -> ColumnElement[bool]:
    """The filter as a condition on ``entity``'s mapped class. Raises RuleFault for a filter that means nothing."""
    check_filters(entity, filters, levels=KEPT_LEVELS)
    return _group(session, entity, filters, today) if filters else true()


def selected_ids(session: Session, entity: str, filters: dict[str, Any] | None, today: date) -> list[int]:
    """Ids of the live records that a filter means, ascending."""
    kind = BY_TABLE[entity]
    wanted = select(kind.id).where(*living(entity), condition(session, entity, filters, today))
    return list(session.scalars(wanted.order_by(kind.id)))


def living(entity: str) -> list[ColumnElement[bool]]:
    """What holds of records that are not in the bin, neither themselves nor with the record that they are a part of."""
    kind = BY_TABLE[entity]
    made: list[ColumnElement[bool]] = [kind.deleted_at.is_(None)]
    for relation in PART_OF.get(entity, ()):
        column, table = RELATIONS[entity][relation]
        whole = aliased(BY_TABLE[table])
        tie = getattr(kind, column)
        there = select(whole.id).where(whole.id == tie, whole.deleted_at.is_(None)).correlate(kind).exists()
        made.append(or_(tie.is_(None), there) if kind.__table__.c[column].nullable else there)
    return made


def segment_ids(session: Session, segment: Segment, today: date) -> Any:
    """A select of the ids of a segment's live accounts, or people: its fixed list, or those its rule means now."""
    kind = BY_TABLE[segment.entity]
    wanted = aliased(kind)
    if segment.mode == "rule":
        check_filters(segment.entity, segment.rule, segments=False)
        meant = select(kind.id).where(condition(session, segment.entity, segment.rule, today))
    else:
        meant = select(getattr(SegmentMember, f"{segment.entity}_id")).where(
            SegmentMember.segment_id == segment.id, SegmentMember.deleted_at.is_(None))
    return select(wanted.id).where(wanted.deleted_at.is_(None), wanted.id.in_(meant.correlate(None)))


def column_of(entity: str, dotted: str) -> Any:
    """A field as an SQL expression on ``entity``'s mapped class, for sorting and showing."""
    return _column(BY_TABLE[entity], path_of(entity, dotted))


def _group(session: Session, entity: str, filters: dict[str, Any], today: date) -> ColumnElement[bool]:
    word, parts = group_of(filters)
    made = [_group(session, entity, part, today) if is_group(part) else _one(session, entity, part, today)
            for part in parts]
    return and_(true(), *made) if word == "all" else or_(false(), *made)


def _one(session: Session, entity: str, part: dict[str, Any], today: date) -> ColumnElement[bool]:
    path, op, value = path_of(entity, part["field"]), part["op"], part.get("value")
    column = _column(BY_TABLE[entity], path)
    if path.kind == "segment":
        return _membership(session, path.entity, column, op, value, today)
    if path.kind == "consent":
        return _consented(BY_TABLE[entity], path.entity, column, op, value)
    if path.field == "created_at" and (days := _asked_days(op, value, today)) is not None:
        return _added_between(_reach(BY_TABLE[entity], path.steps, lambda there: there.created_at), *days)
    if op in ("empty", "not_empty"):
        blank = column.is_(None) if path.kind not in ("text", "choice") else or_(column.is_(None), column == "")
        return blank if op == "empty" else not_(blank)
    if op == "relative":
        return _relative(BY_TABLE[entity], path, column, value, today)
    if op == "between" and (entity, path.field) in KEYS and not path.steps and path.kind == "date":
        low, high = value
        return and_(column.is_not(None), _days(entity, path, low, high))
    if op in ("contains", "starts"):
        near = _near(BY_TABLE[entity], path, value)
        held = _textual(column, op, folded(value))
        return held if near is None else and_(near, held)
    return _compared(column, op, _typed(path.kind, value))


def _typed(kind: str, value: Any) -> Any:
    """Plain dates as the database's type takes them."""
    if isinstance(value, list):
        return [_typed(kind, item) for item in value]
    return date.fromisoformat(value) if kind == "date" and value is not None else value


def _compared(column: Any, op: str, value: Any) -> ColumnElement[bool]:
    """A comparison that names the column once: a related field is a subquery, and each naming is one more look-up for
    every record. An empty column answers with NULL, which no list or group counts as true."""
    if op in ("eq", "ne"):
        same, other = (column.is_(None), column.is_not(None)) if value is None else (
            column == value, column.is_distinct_from(value))
        return same if op == "eq" else other
    if op == "in":
        return column.in_(value)
    if op == "between":
        low, high = value
        if low is not None and high is not None:
            return column.between(low, high)
        return column >= low if low is not None else column <= high if high is not None else column.is_not(None)
    return {"lt": column < value, "le": column <= value, "gt": column > value, "ge": column >= value}[op]


def _textual(column: Any, op: str, part: str) -> ColumnElement[bool]:
    text = func.coalesce(column, "")
    for marked, plain in zip("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ", "acelnoszzacelnoszz", strict=True):
        text = func.replace(text, marked, plain)
    text = func.lower(text)  # SQLite's own lower() knows ASCII only, as `folded` does
    found = func.instr(text, part) > 0 if op == "contains" else func.substr(text, 1, len(part)) == part
    return and_(column.is_not(None), found if part else true())


def _near(kind: Any, path: Path, value: str) -> ColumnElement[bool] | None:
    """Records that may hold a text, from the index of words; None where the index does not know the field. It is wider
    than the filter (it looks into every searched field), so it only leads to the records that the filter then judges."""
    there = BY_TABLE[path.entity]
    known = {"name" if name == "name_fold" else name for name in WORDS.get(there, ())} - _OTHERWISE
    # Quotation marks and the like stand differently in the index; such a text is looked for without it.
    if path.field not in known or len(path.steps) > 1 or len(value) < SHORTEST or fold(value) != folded(value):
        return None
    tie = getattr(kind, path.steps[0][0]) if path.steps else kind.id
    return tie.in_(matching(there, value))


def _relative(kind: Any, path: Path, column: Any, value: str, today: date) -> ColumnElement[bool]:
    if value != OVERDUE:
        first, last = relative_range(value, today)
        return and_(column.is_not(None), _days(kind.__tablename__, path, first.isoformat(), last.isoformat(), column))
    yesterday = (today - timedelta(days=1)).isoformat()
    passed = and_(column.is_not(None), _days(kind.__tablename__, path, None, yesterday, column))
    if path.entity in ("task", "offer"):
        over = ("completed", "cancelled") if path.entity == "task" else ("accepted", "rejected")
        return and_(passed, _reach(kind, path.steps, lambda there: there.status).not_in(over))
    if path.entity == "opportunity":
        stage = aliased(Stage)

        def stage_kind(there: Any) -> Any:
            return select(stage.kind).where(stage.id == there.stage_id).correlate(there).scalar_subquery()

        return and_(passed, _reach(kind, path.steps, stage_kind) == "open")
    return passed


def _days(entity: str, path: Path, low: str | None, high: str | None, column: Any = None) -> ColumnElement[bool]:
    """A date between two days, both included. Where lists are sorted by the date, its sort key is asked instead of the
    column: the same days, found through the very index that puts them in order."""
    if path.steps or (entity, path.field) not in KEYS:
        ends = (date.fromisoformat(end) if end else None for end in (low, high))
    else:
        column, ends = key(entity, path.field), iter((low, high))
    first, last = ends
    return and_(true(), *([column >= first] if first is not None else []), *([column <= last] if last is not None else []))


def _membership(session: Session, there: str, column: Any, op: str, value: Any, today: date) -> ColumnElement[bool]:
    keys = value if op == "in" else [value]
    wanted = select(Segment).where(Segment.id.in_(keys), Segment.deleted_at.is_(None), Segment.entity == there)
    inside = or_(false(), *(column.in_(segment_ids(session, one, today)) for one in session.scalars(wanted)))
    member = and_(column.is_not(None), inside)
    return not_(member) if op == "ne" else member


def _consented(kind: Any, there: str, column: Any, op: str, value: str) -> ColumnElement[bool]:
    """The latest entry about a person, a channel and a purpose says what is asked; none is the same as not asked."""
    status, channel, purpose = consent_asked(value)
    said = aliased(Consent)
    latest = (select(said.status).where(getattr(said, f"{there}_id") == column, said.channel == channel,
                                        said.purpose == purpose, said.deleted_at.is_(None))
              .order_by(said.id.desc()).limit(1).correlate(kind).scalar_subquery())
    holds = and_(column.is_not(None), func.coalesce(latest, "not_asked") == status)
    return not_(holds) if op == "ne" else holds


def value_of(there: Any, path: Path) -> Any:
    """The field at the end of a path, on the record that it ends at."""
    if path.field in _COMPUTED:
        return _COMPUTED[path.field](there)
    return there.id if path.kind in ("segment", "consent") else getattr(there, path.field)


def _added_on(there: Any) -> Any:
    """The day in Warsaw of a moment in UTC: two hours ahead from the last Sunday of March to that of October, 1:00 UTC."""
    at = there.created_at
    year = func.strftime("%Y", at)
    first, last = (func.date(year + f"-{month}-25", "weekday 0") + " 01:00:00" for month in ("03", "10"))
    return func.date(at, case((and_(at.op(">=")(first), at.op("<")(last)), "+2 hours"), else_="+1 hour"), type_=Date())


def _asked_days(op: str, value: Any, today: date) -> tuple[date | None, date | None] | None:
    """The first and the last day that a comparison of days means; None where it means no such range."""
    if op == "relative":
        return None if value == OVERDUE else relative_range(value, today)
    if op == "between":
        low, high = (date.fromisoformat(end) if end is not None else None for end in value)
        return low, high
    if op not in ("eq", "lt", "le", "gt", "ge") or value is None:
        return None
    day = date.fromisoformat(value)
    if op in ("lt", "gt") and day in (date.min, date.max):
        return None
    return {"eq": (day, day), "le": (None, day), "ge": (day, None), "lt": (None, day - timedelta(days=op == "lt")),
            "gt": (day + timedelta(days=op == "gt"), None)}[op]


def _added_between(column: Any, first: date | None, last: date | None) -> ColumnElement[bool]:
    """The days of `_added_on` as the moments between which they lie: the moment as it is stored is compared, so that no
    record has to be computed and an index can be asked."""
    held = [column.is_not(None)]
    held += [column >= _midnight(first)] if first is not None else []
    held += [column < _midnight(last + timedelta(days=1))] if last is not None and last != date.max else []
    return and_(*held)


def _midnight(day: date) -> datetime:
    """The beginning of a day in Warsaw, in UTC. The hour changes after midnight of a last Sunday."""
    last = [date(day.year, month, 31) for month in (3, 10)]
    spring, autumn = (one - timedelta(days=(one.weekday() + 1) % 7) for one in last)
    begins = datetime.combine(day, time.min)
    return begins if day == date.min else begins - timedelta(hours=2 if spring < day <= autumn else 1)


def _goal(column: str, money: bool) -> Any:
    def made(there: Any) -> Any:
        asked = there.metric == MONEY_METRIC if money else there.metric.is_distinct_from(MONEY_METRIC)
        return case((asked, getattr(there, column)))

    return made


def _current(there: Any) -> Any:
    """Nothing later was said of the same person, purpose and channel."""
    later = aliased(Consent)
    same = (getattr(later, name).is_not_distinct_from(getattr(there, name))
            for name in ("contact_id", "account_id", "purpose", "channel"))
    return not_(select(later.id).where(later.id > there.id, later.deleted_at.is_(None), *same).correlate(there).exists())


#: as `sandbox_crm.computed.COMPUTED`, of a record in SQL
_COMPUTED: dict[str, Callable[[Any], Any]] = {
    "weighted_gr": lambda there: (there.value_gr * there.probability * 2 + 100) // 200, "created_at": _added_on,
    "current": _current, "full_name": lambda there: there.first_name + " " + there.last_name,
    "target_gr": _goal("target_value", True), "baseline_gr": _goal("baseline_value", True),
    "target_count": _goal("target_value", False), "baseline_count": _goal("baseline_value", False),
}


def _column(kind: Any, path: Path) -> Any:
    return _reach(kind, path.steps, lambda there: value_of(there, path))


def _reach(kind: Any, steps: tuple[tuple[str, str], ...], ending: Any) -> Any:
    """``ending`` of the record at the end of ``steps``, as nested correlated subqueries."""
    if not steps:
        return ending(kind)
    (column, table), *rest = steps
    there = aliased(BY_TABLE[table])
    inner = _reach(there, tuple(rest), ending)
    return select(inner).where(there.id == getattr(kind, column)).correlate(kind).scalar_subquery()


def asked_fields(filters: dict[str, Any] | None) -> list[str]:
    """The fields a filter asks about, in order, once each."""
    return list(dict.fromkeys(part["field"] for part in conditions(filters)))
