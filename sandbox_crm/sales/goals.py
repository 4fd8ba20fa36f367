"""Commands of sales goals in the five SMART parts (criterion 2.1.a) with the client data they need (1.2.a)."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from sandbox_crm.bench import Done, Refused, Workbench, check_version, command
from sandbox_crm.models.clients import Segment
from sandbox_crm.models.company import SalesUser
from sandbox_crm.models.sales import GOAL_METRICS, GOAL_STATUSES, Opportunity, Pipeline, Product, SalesGoal
from sandbox_crm.sales.writing import Problems, assign, refuse_in_use, stale

FIELDS = ("name", "specific", "metric", "target_value", "unit", "baseline_value", "achievable_why", "relevant_why",
          "product_id", "segment_id", "pipeline_id", "date_from", "date_to", "owner_id", "needed_fields")

#: unit of ``target_value`` and ``baseline_value``: money is kept in grosze and typed in zloty, the rest is whole numbers
METRIC_UNITS = {"won_value": "zł", "won_count": "szt.", "new_clients": "szt.", "offer_count": "szt.", "conversion": "%"}

#: data about clients that a goal may need, as ``table.column``
NEEDED_FIELDS = (
    "account.kind", "account.name", "account.nip", "account.regon", "account.krs", "account.legal_form",
    "account.industry", "account.size_bucket", "account.annual_revenue_gr", "account.website", "account.email",
    "account.phone", "account.address", "account.voivodeship", "account.source", "account.acquisition_method",
    "account.preferred_channel", "account.owner_id", "contact.first_name", "contact.last_name", "contact.title",
    "contact.department", "contact.email", "contact.phone", "contact.mobile", "contact.preferred_channel",
    "contact.decision_role", "contact.consent",
)


@command("goal.create")
def create(bench: Workbench, *, name: str, **fields: Any) -> Done:
    """Add a goal as a draft; its SMART parts may be open. ``target_value`` and ``baseline_value`` are grosze where
    the metric is won_value, else whole numbers (pieces, percent). ``needed_fields``: names from NEEDED_FIELDS.
    Raises Refused for dates that run backwards and targets not above zero, TypeError for unknown fields."""
    goal = SalesGoal(status="draft", needed_fields=[])
    assign(goal, {"name": name, **fields}, FIELDS)
    _check(bench, goal)
    return Done(bench.add(goal), f"Dodano cel sprzedaży „{goal.name}” jako szkic")


@command("goal.update")
def update(bench: Workbench, *, goal_id: int, row_version: int | None = None, **fields: Any) -> Done:
    """Change a goal; ``status`` may become draft or closed (to make it active: goal.activate)."""
    goal = bench.get(SalesGoal, goal_id)
    check_version(goal, row_version, fields, stale())
    with bench.session.no_autoflush:
        if fields.get("status") == "active" and goal.status != "active":
            raise Refused(_("A goal becomes active through “Activate”."), {"status": _("Use “Activate”.")})
        assign(goal, fields, (*FIELDS, "status"))
        _check(bench, goal)
    return Done(goal, f"Zmieniono cel sprzedaży „{goal.name}”")


@command("goal.activate")
def activate(bench: Workbench, *, goal_id: int, row_version: int | None = None) -> Done:
    """Put a goal to work. Only the impossible is refused: dates that run backwards, a target not above zero."""
    goal = bench.get(SalesGoal, goal_id)
    check_version(goal, row_version, {}, stale())
    _check(bench, goal)
    goal.status = "active"
    return Done(goal, f"Uruchomiono cel sprzedaży „{goal.name}”")


@command("goal.delete")
def delete(bench: Workbench, *, goal_id: int, row_version: int | str | None = None) -> Done:
    """Move a goal to the bin. Refused while an opportunity or a segment is bound to it."""
    goal = bench.get(SalesGoal, goal_id)
    check_version(goal, row_version, {}, stale())
    users = [name for entity, named in ((Opportunity, Opportunity.number), (Segment, Segment.name))
             for name in bench.session.scalars(select(named).where(
                 entity.goal_id == goal.id, entity.deleted_at.is_(None)).order_by(entity.id).limit(6))]
    refuse_in_use(goal.name, users)
    goal.deleted_at = bench.stamp
    return Done(goal, f"Przeniesiono do kosza cel sprzedaży „{goal.name}”")


def restore(bench: Workbench, goal_id: int) -> None:
    """Take a goal out of the bin. Refused while its product, segment or pipeline is there."""
    goal = bench.session.get_one(SalesGoal, goal_id)
    for entity, key in ((Product, goal.product_id), (Segment, goal.segment_id), (Pipeline, goal.pipeline_id)):
        scope = bench.session.get(entity, key) if key is not None else None
        if scope is not None and scope.deleted_at is not None:
            raise Refused(_("“%(name)s”, which this goal is about, is in the bin. Take it out first.", name=scope.name))
    goal.deleted_at = None


def _check(bench: Workbench, goal: SalesGoal) -> None:
    problems = Problems()
    problems.need(goal, "name", _("Enter the goal’s name."))
    problems.one_of(goal, "metric", GOAL_METRICS, empty=True)
    problems.one_of(goal, "status", GOAL_STATUSES)
    if goal.target_value is not None and goal.target_value <= 0:
        problems.add("target_value", _("The target must be greater than zero."))
    if goal.date_from and goal.date_to and goal.date_from >= goal.date_to:
        problems.add("date_to", _("The end date must be later than the start date."))
    goal.needed_fields = list(goal.needed_fields or [])
    unknown = [name for name in goal.needed_fields if name not in NEEDED_FIELDS]
    if unknown:
        problems.add("needed_fields", _("“%(value)s” is not on the list of values.", value=", ".join(unknown)))
    problems.reference(bench, Product, goal.product_id, "product_id")
    problems.segment_of_accounts(bench, goal.segment_id)
    problems.reference(bench, Pipeline, goal.pipeline_id, "pipeline_id")
    problems.reference(bench, SalesUser, goal.owner_id, "owner_id")
    if goal.metric in METRIC_UNITS and not goal.unit:
        goal.unit = METRIC_UNITS[goal.metric]
    problems.refuse()
