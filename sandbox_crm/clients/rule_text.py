"""A segment's rule as people type it: rows of field, sign and value, and the filter that they mean."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from app.polish.amounts import Unreadable, format_amount, parse_amount
from app.polish.dates import format_date, parse_date
from app.polish.text import fold
from sandbox_crm.clients.choices import choices_of
from sandbox_crm.clients.labels import ACCOUNT_LABELS, SHARED_LABELS
from sandbox_crm.rules import FIELDS

RULE_FIELDS: dict[str, Any] = {name: label for name, label in ACCOUNT_LABELS.items() if name != "description"} | {
    "verified_at": SHARED_LABELS["verified_at"],
    "created_at": _l("Added to the CRM"),
}
SIGNS: dict[str, Any] = {
    "eq": _l("is equal to"),
    "ne": _l("is not equal to"),
    "in": _l("is one of (separate with ;)"),
    "contains": _l("contains"),
    "starts": _l("begins with"),
    "empty": _l("is empty"),
    "not_empty": _l("is not empty"),
    "lt": _l("is less than"),
    "le": _l("is at most"),
    "gt": _l("is more than"),
    "ge": _l("is at least"),
    "between": _l("is between (separate with ;)"),
}
JOINS = {"all": _l("all conditions hold"), "any": _l("at least one condition holds")}
NO_VALUE = ("empty", "not_empty")
MANY = ("in", "between")


class RuleUnclear(ValueError):
    """A row of a rule that cannot be read; ``row`` counts from 1, ``message`` is for people."""

    def __init__(self, row: int, message: Any):
        super().__init__(str(message))
        self.row, self.message = row, message


@dataclass(frozen=True)
class RuleRow:
    """One condition as typed. ``group``: empty, or the letter of a group whose conditions are joined the other way."""

    field: str
    op: str
    value: str = ""
    group: str = ""


def to_filter(session: Session, join: str, rows: list[RuleRow]) -> dict[str, Any] | None:
    """The filter that the rows mean; None for no rows. Raises RuleUnclear."""
    other = "any" if join == "all" else "all"
    parts: list[dict[str, Any]] = []
    groups: dict[str, list[dict[str, Any]]] = {}
    for number, row in enumerate(rows, 1):
        condition = _condition(session, number, row)
        if not row.group:
            parts.append(condition)
            continue
        if row.group not in groups:
            groups[row.group] = []
            parts.append({other: groups[row.group]})
        groups[row.group].append(condition)
    return {join: parts} if parts else None


def from_filter(session: Session, rule: dict[str, Any] | None) -> tuple[str, list[RuleRow]]:
    """The join and the rows of a stored rule."""
    if not rule:
        return "all", []
    ((join, parts),) = rule.items()
    rows, letters = [], iter("ABCDEFGHIJKLMNOPQRST")
    for part in parts:
        if "field" in part:
            rows.append(_row(session, part, ""))
        else:
            ((inner_join, inner_parts),) = part.items()
            # A group joined like the whole says nothing of its own; one that is joined otherwise keeps a letter.
            letter = "" if inner_join == join else next(letters)
            rows += [_row(session, inner, letter) for inner in inner_parts]
    return join, rows


def in_words(session: Session, rule: dict[str, Any] | None) -> tuple[Any, list[str]]:
    """How the conditions are joined, and each of them in words."""
    join, rows = from_filter(session, rule)
    words = []
    for row in rows:
        group = f"[{row.group}] " if row.group else ""
        words.append(f"{group}{RULE_FIELDS.get(row.field, row.field)} {SIGNS[row.op]} {row.value}".strip())
    return JOINS[join], words


def _condition(session: Session, number: int, row: RuleRow) -> dict[str, Any]:
    if row.field not in RULE_FIELDS or row.op not in SIGNS:
        raise RuleUnclear(number, _l("Condition %(row)s: choose a field and a sign.", row=number))
    if row.op in NO_VALUE:
        return {"field": row.field, "op": row.op}
    texts = [text.strip() for text in row.value.split(";")] if row.op in MANY else [row.value.strip()]
    texts = [text for text in texts if text]
    if not texts or (row.op == "between" and len(texts) != 2):
        raise RuleUnclear(number, _l("Condition %(row)s: give the value (two values separated with ; for a range).", row=number))
    values = [_typed(session, number, row.field, text) for text in texts]
    return {"field": row.field, "op": row.op, "value": values if row.op in MANY else values[0]}


def _typed(session: Session, number: int, field: str, text: str) -> Any:
    kind = FIELDS["account"][field]
    if kind == "money":
        try:
            return parse_amount(text)
        except Unreadable as fault:
            raise RuleUnclear(
                number, _l("Condition %(row)s: this is not an amount. Write it like 1 234,56.", row=number)
            ) from fault
    if kind == "date":
        try:
            return parse_date(text).isoformat()
        except ValueError as fault:
            raise RuleUnclear(
                number, _l("Condition %(row)s: this is not a date. Write it like 24.12.2026.", row=number)
            ) from fault
    for code, label in choices_of(session, field):
        if fold(text) in (fold(str(code)), fold(str(label))):
            return code
    if kind in ("choice", "ref") and choices_of(session, field):
        raise RuleUnclear(number, _l("Condition %(row)s: the value is not on the list of this field.", row=number))
    return text


def _row(session: Session, condition: dict[str, Any], group: str) -> RuleRow:
    value = condition.get("value")
    values = value if isinstance(value, list) else [] if value is None else [value]
    shown = "; ".join(_shown(session, condition["field"], one) for one in values)
    return RuleRow(condition["field"], condition["op"], shown, group)


def _shown(session: Session, field: str, value: Any) -> str:
    if FIELDS["account"].get(field) == "money" and isinstance(value, int):
        return format_amount(value)
    if FIELDS["account"].get(field) == "date":
        return format_date(date.fromisoformat(value))
    for code, label in choices_of(session, field):
        if code == value:
            return str(label)
    return str(value)
