"""Fields and their values in words, for every table: labels and choices come from the forms in which people type them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Date, DateTime, select
from sqlalchemy.orm import Session

from app.polish.amounts import format_pln, format_quantity
from app.polish.dates import format_date, format_moment
from sandbox_crm.clients.labels import SHARED_LABELS
from sandbox_crm.forms.clients import AccountForm, ConsentForm, ContactForm
from sandbox_crm.forms.goals import ChangedGoalForm
from sandbox_crm.forms.messages import InteractionForm, MessageForm
from sandbox_crm.forms.offer_templates import TemplateForm
from sandbox_crm.forms.offers import OfferForm
from sandbox_crm.forms.opportunities import OpportunityForm
from sandbox_crm.forms.pipelines import PipelineForm, StageForm
from sandbox_crm.forms.products import ProductForm
from sandbox_crm.forms.reports import ReportForm
from sandbox_crm.forms.segments import SegmentForm
from sandbox_crm.forms.stage_tasks import StageTaskForm
from sandbox_crm.forms.tasks import ChangedTaskForm
from sandbox_crm.history.labels import MESSAGE_STATUS
from sandbox_crm.history.naming import name_by_id
from sandbox_crm.history.report_words import report_said
from sandbox_crm.models.company import DictionaryEntry
from sandbox_crm.models.everything import BY_TABLE
from sandbox_crm.offers.chips import compared
from sandbox_crm.offers.labels import OFFER_STATUS
from sandbox_crm.reports.labels import DICTIONARIES

FORMS: dict[str, type] = {
    "account": AccountForm, "contact": ContactForm, "consent": ConsentForm, "opportunity": OpportunityForm,
    "task": ChangedTaskForm, "interaction": InteractionForm, "message": MessageForm, "offer": OfferForm,
    "offer_template": TemplateForm, "pipeline": PipelineForm, "stage": StageForm, "stage_task": StageTaskForm,
    "product": ProductForm, "sales_goal": ChangedGoalForm, "segment": SegmentForm, "report": ReportForm,
}
#: fields that no form types in but that people follow
MORE: dict[str, dict[str, Any]] = {
    "opportunity": {"stage_id": _l("Stage"), "pipeline_id": _l("Pipeline"), "closed_on": _l("Closed on"),
                    "lost_reason": _l("Reason of the loss"), "lost_note": _l("Note on the loss"),
                    "probability_manual": _l("Probability set by hand")},
    "task": {"done_on": _l("Completed on"), "stage_task_id": _l("Made from the stage task"),
             "stage_task_version": _l("Version of the stage task")},
    "interaction": {"origin": _l("Whose entry")},
    "stage": {"position": _l("Place in the pipeline")},
    "segment": {"rule": _l("Rule")},
    "offer": {"status": _l("Status"), "sent_at": _l("Sent"), "valid_until": _l("Valid until"), "number": _l("Number"),
              "net_gr": _l("Net together"), "gross_gr": _l("Gross together")},
    "offer_template": {"blocks": _l("Blocks")},
    "report": {"filters": _l("Conditions"), "measures": _l("Measures"), "compare": _l("Comparison")},
    "message": {"status": _l("Status"), "read_on": _l("Read on"), "recipients": _l("To")},
}
_STATUSES = {"offer": OFFER_STATUS, "message": MESSAGE_STATUS}
_PERCENTAGES = ("percent", "probability", "discount_pct")


def label_of(table: str, field: str) -> Any:
    """What people call a field; None for a field that is nobody's business (keys for sorting, versions)."""
    more = MORE.get(table, {}).get(field)
    if more is not None:
        return more
    unbound = getattr(FORMS.get(table), field, None)
    if unbound is not None and getattr(unbound, "args", ()):
        return unbound.args[0]
    return SHARED_LABELS.get(field)


class ValueWords:
    """Values as people read them, for one open sandbox."""

    def __init__(self, session: Session):
        self.session = session
        self._codes: dict[tuple[str, str], str] | None = None

    def both(self, table: str, field: str, before: dict[str, Any], after: dict[str, Any]) -> tuple[str, str]:
        """A field of a row before and after a change."""
        if (table, field) == ("offer_template", "blocks"):
            return compared(before.get(field), after.get(field))
        return self.said(table, field, before.get(field), before), self.said(table, field, after.get(field), after)

    def said(self, table: str, field: str, value: Any, row: dict[str, Any]) -> str:
        """A plain value of a field in words; ``row`` is the image it stands in."""
        if value is None or value == "" or value == []:
            return "–"
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        special = report_said(field, value, row) if table == "report" else None
        if special is not None:
            return special
        if isinstance(value, dict) or (isinstance(value, list) and not all(isinstance(item, str) for item in value)):
            return _("(content)")
        if isinstance(value, list):
            return ", ".join(value)
        return self._typed(table, field, value) or self._amount(table, field, value, row) or str(value)

    def _typed(self, table: str, field: str, value: Any) -> str | None:
        column = BY_TABLE[table].__table__.columns.get(field) if table in BY_TABLE else None
        if column is not None and isinstance(column.type, DateTime):
            return format_moment(datetime.fromisoformat(value))
        if column is not None and isinstance(column.type, Date):
            return format_date(date.fromisoformat(value))
        target = next(iter(column.foreign_keys), None) if column is not None else None
        if target is not None:
            return name_by_id(self.session, "stage" if field == "stage_id" else target.target_fullname.split(".")[0], value)
        return self._choice(table, field, value)

    def _choice(self, table: str, field: str, value: Any) -> str | None:
        offered = dict(getattr(getattr(FORMS.get(table), field, None), "kwargs", {}).get("choices") or ())
        offered |= _STATUSES.get(table, {}) if field == "status" else {}
        if value in offered:
            return str(offered[value])
        if field in DICTIONARIES:
            return self._dictionary().get((DICTIONARIES[field], value))
        return None

    def _amount(self, table: str, field: str, value: Any, row: dict[str, Any]) -> str | None:
        if not isinstance(value, int):
            return None
        money = table == "sales_goal" and field in ("target_value", "baseline_value") and row.get("metric") == "won_value"
        if field.endswith("_gr") or money:
            return format_pln(value)
        if field.endswith("_milli"):
            return format_quantity(value)
        return f"{value}%" if field in _PERCENTAGES else None

    def _dictionary(self) -> dict[tuple[str, str], str]:
        if self._codes is None:
            rows = self.session.execute(select(DictionaryEntry.kind, DictionaryEntry.code, DictionaryEntry.label))
            self._codes = {(kind, code): label for kind, code, label in rows}
        return self._codes
