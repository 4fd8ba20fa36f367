"""The form of a segment. The rule is typed as the conditions of lists and reports are, in rows ``rule-<n>-field``,
``rule-<n>-op``, ``rule-<n>-value``, ``rule-<n>-group`` with ``rule-join`` ("all" or "any") over them; rows without a field
and a value are left out. The conditions of a group are joined the other way than the whole."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import FieldList, FormField

from sandbox_crm.clients import choices, labels
from sandbox_crm.clients.rule_text import (
    JOINS,
    SIGNS,
    RuleRow,
    RuleUnclear,
    from_filter,
    kind_of,
    rule_fields,
    to_filter,
    values_of,
)
from sandbox_crm.fields import NONE, NOT_GIVEN, AtMost, ChoiceField, Required, TextField
from sandbox_crm.forms.conditions import MOST_ROWS, SPARE_ROWS, ConditionRow, letters_of
from sandbox_crm.models.clients import Segment
from sandbox_crm.reports.labels import RELATIVE
from sandbox_crm.reports.words import one
from sandbox_crm.rules import OPERATORS
from sandbox_crm.submitting import VersionedForm


class SegmentForm(VersionedForm):
    """segment.create and segment.update. What a new segment is made of (``entity``) is chosen before the form is filled in;
    it never changes, so the form of an existing one does not send it."""

    NOT_ARGS = (*VersionedForm.NOT_ARGS, "filters", "filters_match")

    name = TextField(_l("Name of the segment"), [Required(), AtMost(200)])
    entity = ChoiceField(_l("Segment of"), choices=labels.SEGMENT_ENTITIES.items(), default="account")
    mode = ChoiceField(_l("How members are chosen"), choices=labels.SEGMENT_MODES.items(), default="static")
    goal_id = ChoiceField(_l("Sales goal"), coerce=int, blank=NONE)
    product_id = ChoiceField(_l("Product"), coerce=int, blank=NONE)
    product_category = TextField(_l("Product category"), [AtMost(100)])
    channel = ChoiceField(_l("Channel"), choices=labels.CHANNELS.items(), blank=NOT_GIVEN)
    purpose = TextField(_l("What the segment is for"), [AtMost(500)])
    filters_match = ChoiceField(_l("An account belongs when"), name="rule-join", choices=JOINS.items(), default="all")
    filters = FieldList(FormField(ConditionRow), name="rule", max_entries=MOST_ROWS)

    def __init__(self, session: Session, segment: Segment | None = None, entity: str = "account"):
        self.session = session
        join, rows = from_filter(session, segment.entity if segment else entity, segment.rule if segment else None)
        stored = {"filters_match": join, "filters": [vars(row) for row in rows]}
        super().__init__(obj=segment, **stored, **({} if segment else {"entity": entity}))
        known = segment.entity if segment else self.entity.data
        self.of = known if known in labels.SEGMENT_ENTITIES else "account"
        if segment:
            del self.entity
        self.goal_id.offer(choices.goals(session))
        self.product_id.offer(choices.products(session))
        self._offer_conditions()
        self.rule: dict[str, Any] | None = None
        self.rule_fault: Any = None

    def _offer_conditions(self) -> None:
        """Fill the lists to choose from, and add rows to go on with."""
        bare = sum(not row.form.field.data for row in self.filters)
        for _row in range(min(SPARE_ROWS - bare, MOST_ROWS - len(self.filters))):
            self.filters.append_entry()
        self.groups = [(head, list(fields.items())) for head, fields in rule_fields(self.session, self.of)]
        self.every = [pair for _head, fields in self.groups for pair in fields]
        if self.of == "contact":
            self.filters_match.label.text = _l("A person belongs when")
        for row in self.filters:
            row.form.field.offer(self.every)
            row.form.op.offer((op, one(pair, get_locale().language)) for op, pair in SIGNS.items())

    @property
    def only_counts(self) -> bool:
        """Whether the form was sent to count what its rule means, and not to save anything."""
        return self.is_submitted() and "count" in request.form

    @property
    def letters(self) -> str:
        """The groups that the page offers."""
        return letters_of(self.filters)

    @property
    def hints(self) -> dict[str, list[str]]:
        """Field -> the values that can be chosen; every consent has the same ones."""
        return {field: [str(label) for _code, label in options] for field, _label in self.every
                if (options := values_of(self.session, self.of, field))}

    @property
    def relative(self) -> list[str]:
        """Periods in words."""
        return [one(pair, get_locale().language) for pair in RELATIVE.values()]

    @property
    def script(self) -> dict[str, Any]:
        """What the script of the rows needs, as `sandbox_crm.forms.conditions.for_script` gives it for a list."""
        hints = self.hints
        fields = {field: [kind_of(self.of, field), f"hints-{field}" if field in hints else ""] for field, _label in self.every}
        return {"fields": fields, "signs": {kind: [op for op in SIGNS if op in taken] for kind, taken in OPERATORS.items()}}

    def validate(self, extra_validators: Any = None) -> bool:
        """Also reads the rule."""
        sound = super().validate(extra_validators)
        if self.mode.data != "rule":
            return sound
        typed = [row.form for row in self.filters if row.form.field.data or row.form.value.data]
        rows = [RuleRow(*(one.data or "" for one in (row.field, row.op, row.value, row.group))) for row in typed]
        try:
            self.rule = to_filter(self.session, self.of, self.filters_match.data, rows)
        except RuleUnclear as unclear:
            self.rule_fault = unclear.message
            typed[unclear.row - 1].value.errors = [unclear.message]
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
