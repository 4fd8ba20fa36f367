"""The form of a segment. The rule is typed in rows ``rule-<n>-field``, ``rule-<n>-op``, ``rule-<n>-value``,
``rule-<n>-group`` with ``rule-join`` ("all" or "any") over them; rows without a field are left out. Values are typed
as people say them: names from lists, amounts in złoty."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from sandbox_crm.clients import choices, labels
from sandbox_crm.clients.rule_text import JOINS, RuleRow, RuleUnclear, from_filter, to_filter
from sandbox_crm.fields import NONE, NOT_GIVEN, AtMost, ChoiceField, Required, TextField
from sandbox_crm.models.clients import Segment
from sandbox_crm.submitting import VersionedForm

SPARE_ROWS = 6
MOST_ROWS = 20
#: letters of the groups that the form offers; a stored rule may use more of them
GROUPS = "ABCDE"


class SegmentForm(VersionedForm):
    """segment.create and segment.update. What a new segment is made of (``entity``) is chosen before the form is filled in;
    it never changes, so the form of an existing one does not send it."""

    name = TextField(_l("Name of the segment"), [Required(), AtMost(200)])
    entity = ChoiceField(_l("Segment of"), choices=labels.SEGMENT_ENTITIES.items(), default="account")
    mode = ChoiceField(_l("How members are chosen"), choices=labels.SEGMENT_MODES.items(), default="static")
    goal_id = ChoiceField(_l("Sales goal"), coerce=int, blank=NONE)
    product_id = ChoiceField(_l("Product"), coerce=int, blank=NONE)
    product_category = TextField(_l("Product category"), [AtMost(100)])
    channel = ChoiceField(_l("Channel"), choices=labels.CHANNELS.items(), blank=NOT_GIVEN)
    purpose = TextField(_l("What the segment is for"), [AtMost(500)])

    def __init__(self, session: Session, segment: Segment | None = None, entity: str = "account"):
        super().__init__(obj=segment, **({} if segment else {"entity": entity}))
        self.session = session
        known = segment.entity if segment else self.entity.data
        self.of = known if known in labels.SEGMENT_ENTITIES else "account"
        if segment:
            del self.entity
        self.goal_id.offer(choices.goals(session))
        self.product_id.offer(choices.products(session))
        self.join, rows = from_filter(session, self.of, segment.rule if segment else None)
        if self.is_submitted():
            self.join, rows = _sent()
        self.rows = rows
        self.rule: dict[str, Any] | None = None
        self.rule_fault: Any = None

    @property
    def only_counts(self) -> bool:
        """Whether the form was sent to count what its rule means, and not to save anything."""
        return self.is_submitted() and "count" in request.form

    @property
    def shown_rows(self) -> list[RuleRow]:
        """The rows to type in: those given and a few empty ones."""
        return [*self.rows, *[RuleRow("", "eq")] * SPARE_ROWS][:MOST_ROWS]

    def validate(self, extra_validators: Any = None) -> bool:
        """Also reads the rule."""
        sound = super().validate(extra_validators)
        if self.mode.data != "rule":
            return sound
        try:
            self.rule = to_filter(self.session, self.of, self.join, self.rows)
        except RuleUnclear as unclear:
            self.rule_fault = unclear.message
        return sound and self.rule_fault is None

    @property
    def faults(self) -> list[tuple[str, Any]]:
        """With the rule's own fault, and what the command said about the rule."""
        said = self.refusal.fields.get("rule") if self.refusal else None
        return super().faults + [("rule", message) for message in (self.rule_fault, said) if message]

    @property
    def args(self) -> dict[str, Any]:
        """With the rule as a filter."""
        return {**super().args, "rule": self.rule}


def _sent() -> tuple[str, list[RuleRow]]:
    join = request.form.get("rule-join", "all")
    rows = []
    for number in range(MOST_ROWS):
        field, op, value, group = (request.form.get(f"rule-{number}-{part}", "") for part in ("field", "op", "value", "group"))
        if field or value.strip():
            rows.append(RuleRow(field, op, value, group if group in GROUPS else ""))
    return join if join in JOINS else "all", rows
