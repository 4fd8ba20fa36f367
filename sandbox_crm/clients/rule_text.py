"""A segment's rule as people type it: rows of field, sign and value, and the filter that they mean."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.polish.amounts import Unreadable, format_amount, parse_amount
from app.polish.dates import format_date, parse_date
from app.polish.text import fold
from sandbox_crm.clients.choices import Choices, choices_of
from sandbox_crm.clients.labels import (
    ACCOUNT_LABELS,
    CONSENT_CHANNELS,
    CONSENT_STATUSES,
    CONTACT_LABELS,
    PURPOSES,
    SHARED_LABELS,
)
from sandbox_crm.models.clients import Consent
from sandbox_crm.reports.labels import OPERATORS
from sandbox_crm.reports.typing import Mistyped, read_value, written_value
from sandbox_crm.reports.words import one
from sandbox_crm.rules import RuleFault, consent_asked, path_of

_ACCOUNT_FIELDS: dict[str, Any] = {name: label for name, label in ACCOUNT_LABELS.items() if name != "description"} | {
    "verified_at": SHARED_LABELS["verified_at"],
    "created_at": _l("Added to the CRM"),
}
_CONTACT_FIELDS: dict[str, Any] = {
    name: label for name, label in CONTACT_LABELS.items() if name not in ("account_id", "notes")
} | {"anonymised_at": SHARED_LABELS["anonymised_at"], "created_at": _l("Added to the CRM")}
#: how a row names the consent for a channel and a purpose; its value is the status
CONSENT = "consent:"
Groups = list[tuple[Any, dict[str, Any]]]
#: the conditions of lists and reports, under the same names
SIGNS = OPERATORS
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


def rule_fields(session: Session, entity: str) -> Groups:
    """The fields that a rule over accounts, or over people, may ask about, under their heads."""
    if entity == "account":
        groups: Groups = [(_l("Account"), dict(_ACCOUNT_FIELDS))]
    else:
        groups = [(_l("Contact"), dict(_CONTACT_FIELDS)),
                  (_l("Account of the contact"), {f"account.{name}": label for name, label in _ACCOUNT_FIELDS.items()})]
    used = session.scalars(select(Consent.purpose).where(Consent.deleted_at.is_(None)).distinct())
    purposes = dict.fromkeys([*PURPOSES, *sorted(used)])
    asked = [(channel, purpose) for purpose in purposes for channel in CONSENT_CHANNELS]
    groups.append((_l("Consents"), {f"{CONSENT}{one[0]}:{one[1]}": consent_label(*one) for one in asked}))
    return groups


def consent_label(channel: str, purpose: str) -> str:
    """What a consent for a channel and a purpose is called."""
    return _("Consent: %(purpose)s, %(channel)s", purpose=PURPOSES.get(purpose, purpose),
             channel=CONSENT_CHANNELS.get(channel, channel))


def kind_of(entity: str, field: str) -> str:
    """The kind of a row's field, which says what signs it takes."""
    return "consent" if field.startswith(CONSENT) else path_of(entity, field).kind


def values_of(session: Session, entity: str, field: str) -> Choices:
    """What may be chosen as the value of a row's field; empty where it is typed."""
    if field.startswith(CONSENT):
        return list(CONSENT_STATUSES.items())
    try:
        kind = path_of(entity, field).kind
    except RuleFault:
        return []
    return [(True, _("yes")), (False, _("no"))] if kind == "bool" else choices_of(session, field.rpartition(".")[2])


def to_filter(session: Session, entity: str, join: str, rows: list[RuleRow]) -> dict[str, Any] | None:
    """The filter over the entity that the rows mean; None for no rows. Raises RuleUnclear."""
    other = "any" if join == "all" else "all"
    parts: list[dict[str, Any]] = []
    groups: dict[str, list[dict[str, Any]]] = {}
    known = {name for _head, fields in rule_fields(session, entity) for name in fields} if rows else set()
    for number, row in enumerate(rows, 1):
        if row.field not in known or row.op not in SIGNS:
            raise RuleUnclear(number, _l("Condition %(row)s: choose a field and a sign.", row=number))
        condition = _condition(session, entity, number, row)
        if not row.group:
            parts.append(condition)
            continue
        if row.group not in groups:
            groups[row.group] = []
            parts.append({other: groups[row.group]})
        groups[row.group].append(condition)
    return {join: parts} if parts else None


def from_filter(session: Session, entity: str, rule: dict[str, Any] | None) -> tuple[str, list[RuleRow]]:
    """The join and the rows of a stored rule."""
    if not rule:
        return "all", []
    ((join, parts),) = rule.items()
    rows, letters = [], iter("ABCDEFGHIJKLMNOPQRST")
    for part in parts:
        if "field" in part:
            rows.append(_row(session, entity, part, ""))
        else:
            ((inner_join, inner_parts),) = part.items()
            # A group joined like the whole says nothing of its own; one that is joined otherwise keeps a letter.
            letter = "" if inner_join == join else next(letters)
            rows += [_row(session, entity, inner, letter) for inner in inner_parts]
    return join, rows


def in_words(session: Session, entity: str, rule: dict[str, Any] | None) -> tuple[Any, list[str]]:
    """How the conditions are joined, and each of them in words."""
    join, rows = from_filter(session, entity, rule)
    called = {name: f"{head}: {label}" if name.startswith("account.") else label
              for head, fields in rule_fields(session, entity) for name, label in fields.items()}
    words: dict[str, list[str]] = {}
    for number, row in enumerate(rows):
        said = f"{called.get(row.field, row.field)}{_sign_words(row)}"
        words.setdefault(row.group or str(number), []).append(said)
    inside = f" {_('or') if join == 'all' else _('and')} "
    return JOINS[join], [inside.join(several) for several in words.values()]


def _sign_words(row: RuleRow) -> str:
    """A sign and a value after the name of the field: a range by its ends, a period and an empty field after a colon."""
    sign = one(SIGNS[row.op], get_locale().language)
    if row.op in NO_VALUE:
        return f": {sign}"
    if row.op == "relative":
        return f": {row.value}"
    if row.op == "between":
        ends = zip((_("from"), _("to")), (end.strip() for end in row.value.split(";")), strict=True)
        return "".join(f" {word} {end}" for word, end in ends if end)
    return f" {sign}: {row.value.replace(';', ',')}" if row.op == "in" else f" {sign} {row.value}"


def _condition(session: Session, entity: str, number: int, row: RuleRow) -> dict[str, Any]:
    if row.op in NO_VALUE and not row.field.startswith(CONSENT):
        return {"field": row.field, "op": row.op}
    texts = [text.strip() for text in row.value.split(";")] if row.op in MANY else [row.value.strip()]
    texts = [text for text in texts if text or row.op == "between"]  # a range may be open at one end
    if row.field.startswith(CONSENT) and row.op not in ("eq", "ne"):
        raise RuleUnclear(number, _l("Condition %(row)s: a consent is equal to a state or is not.", row=number))
    if row.op == "relative":
        return {"field": row.field, "op": row.op, "value": _period(entity, number, row)}
    if not any(texts) or (row.op == "between" and len(texts) != 2):
        raise RuleUnclear(number, _l("Condition %(row)s: give the value (two values separated with ; for a range).", row=number))
    values = [_typed(session, entity, number, row.field, text) if text else None for text in texts]
    if row.field.startswith(CONSENT):
        return {"field": "consent", "op": row.op, "value": f"{values[0]}:{row.field.removeprefix(CONSENT)}"}
    return {"field": row.field, "op": row.op, "value": values if row.op in MANY else values[0]}


def _period(entity: str, number: int, row: RuleRow) -> Any:
    try:
        return read_value(path_of(entity, row.field), "relative", row.value, [])
    except Mistyped as fault:
        raise RuleUnclear(number, _l("Condition %(row)s: the period is not one of the list.", row=number)) from fault


def _typed(session: Session, entity: str, number: int, field: str, text: str) -> Any:
    kind = "choice" if field.startswith(CONSENT) else path_of(entity, field).kind
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
    offered = values_of(session, entity, field)
    for code, label in offered:
        if fold(text) in (fold(str(code)), fold(str(label))):
            return code
    if kind in ("choice", "ref", "bool") and offered:
        raise RuleUnclear(number, _l("Condition %(row)s: the value is not on the list of this field.", row=number))
    return text


def _row(session: Session, entity: str, condition: dict[str, Any], group: str) -> RuleRow:
    field, value = condition["field"], condition.get("value")
    if field == "consent":
        status, channel, purpose = consent_asked(value)
        return RuleRow(f"{CONSENT}{channel}:{purpose}", condition["op"], str(CONSENT_STATUSES.get(status, status)), group)
    if condition["op"] == "relative":
        return RuleRow(field, "relative", written_value(path_of(entity, field), "relative", value, []), group)
    values = value if isinstance(value, list) else [] if value is None else [value]
    shown = "; ".join(_shown(session, entity, field, one) for one in values)
    return RuleRow(field, condition["op"], shown, group)


def _shown(session: Session, entity: str, field: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool) and path_of(entity, field).kind == "money":
        return format_amount(value)
    if path_of(entity, field).kind == "date":
        return format_date(date.fromisoformat(value))
    for code, label in values_of(session, entity, field):
        if code == value:
            return str(label)
    return str(value)
