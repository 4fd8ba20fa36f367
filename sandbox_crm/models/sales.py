"""Selling: products, goals, pipelines and their stages, opportunities."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import DDL, JSON, CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, event, text
from sqlalchemy.orm import Mapped, mapped_column

from sandbox_crm.models.record import Base, Record, one_of

PRODUCT_KINDS = ("product", "service")
VAT_CODES = ("23", "8", "5", "0", "zw", "np")
GOAL_METRICS = ("won_value", "won_count", "new_clients", "offer_count", "conversion")
GOAL_STATUSES = ("draft", "active", "closed")
STAGE_KINDS = ("open", "won", "lost")
GATES = ("none", "warn", "block")
#: colours that an open stage may have: none of them is the red, amber or green that say something by themselves
STAGE_COLORS = ("slate", "blue", "teal", "violet", "plum", "brown")
OFFSET_FROM = ("stage_entry", "opportunity_created", "expected_close")
VALUE_SOURCES = ("manual", "lines")
TASK_KINDS = ("phone", "email", "meeting", "offer", "other")
PRIORITIES = ("low", "normal", "high", "urgent")
#: how far from its beginning a task of a stage may lie, and how long it may take: ten years
MOST_DAYS = 3660
CONTACT_ROLES = ("decision_maker", "user", "adviser", "blocker")


class Product(Record, Base):
    """A product or service of the price list; ``price_net_gr`` per ``unit``."""

    __tablename__ = "product"
    __table_args__ = (CheckConstraint(one_of("kind", PRODUCT_KINDS), "kind"),
                      CheckConstraint(one_of("vat_code", VAT_CODES), "vat_code"),
                      CheckConstraint("price_net_gr >= 0", "price"))
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    kind: Mapped[str]
    category: Mapped[str | None]
    unit: Mapped[str]
    price_net_gr: Mapped[int]
    vat_code: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)
    description: Mapped[str | None]


class SalesGoal(Record, Base):
    """A sales goal (cel sprzedaży) in the five SMART parts; a draft may leave parts open."""

    __tablename__ = "sales_goal"
    __table_args__ = (CheckConstraint(one_of("status", GOAL_STATUSES), "status"),
                      CheckConstraint(f"metric IS NULL OR {one_of('metric', GOAL_METRICS)}", "metric"),
                      CheckConstraint("date_from IS NULL OR date_to IS NULL OR date_from < date_to", "dates"),
                      CheckConstraint("target_value IS NULL OR target_value > 0", "target"))
    name: Mapped[str]
    specific: Mapped[str | None]
    metric: Mapped[str | None]
    target_value: Mapped[int | None]
    unit: Mapped[str | None]
    baseline_value: Mapped[int | None]
    achievable_why: Mapped[str | None]
    relevant_why: Mapped[str | None]
    product_id: Mapped[int | None] = mapped_column(ForeignKey("product.id"))
    segment_id: Mapped[int | None] = mapped_column(ForeignKey("segment.id", use_alter=True))
    pipeline_id: Mapped[int | None] = mapped_column(ForeignKey("pipeline.id"))
    date_from: Mapped[date | None]
    date_to: Mapped[date | None]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("sales_user.id"))
    status: Mapped[str] = mapped_column(default="draft")
    needed_fields: Mapped[list[str]] = mapped_column(JSON, default=list)


class Pipeline(Record, Base):
    """A sales funnel (lejek sprzedaży); at most one is the default."""

    __tablename__ = "pipeline"
    __table_args__ = (Index("uq_pipeline_default", "is_default", unique=True,
                            sqlite_where=text("is_default AND deleted_at IS NULL")),)
    name: Mapped[str] = mapped_column(unique=True)
    description: Mapped[str | None]
    client_type: Mapped[str | None]
    product_scope: Mapped[str | None]
    sales_form: Mapped[str | None]
    is_default: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)


class Stage(Record, Base):
    """A stage (etap) of a pipeline. Every pipeline has exactly one stage of kind won (100%) and one of kind lost (0%);
    neither can be deleted, and no stage changes its kind (see GUARDS)."""

    __tablename__ = "stage"
    __table_args__ = (UniqueConstraint("pipeline_id", "name"), UniqueConstraint("id", "pipeline_id"),
                      CheckConstraint(one_of("kind", STAGE_KINDS), "kind"), CheckConstraint(one_of("gate", GATES), "gate"),
                      CheckConstraint(one_of("color", STAGE_COLORS), "color"),
                      CheckConstraint("kind = 'open' OR color IS NULL", "closing_color"),
                      CheckConstraint("probability BETWEEN 0 AND 100", "probability"),
                      CheckConstraint("(kind <> 'won' OR probability = 100) AND (kind <> 'lost' OR probability = 0)", "closing"),
                      CheckConstraint("expected_days IS NULL OR expected_days >= 0", "expected_days"),
                      Index("uq_stage_closing", "pipeline_id", "kind", unique=True,
                            sqlite_where=text("kind <> 'open' AND deleted_at IS NULL")),
                      Index("uq_stage_position", "pipeline_id", "position", unique=True,
                            sqlite_where=text("deleted_at IS NULL")))
    pipeline_id: Mapped[int] = mapped_column(ForeignKey("pipeline.id"), index=True)
    name: Mapped[str]
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(default="open")
    probability: Mapped[int] = mapped_column(default=0)
    expected_days: Mapped[int | None]
    entry_condition: Mapped[str | None]
    exit_condition: Mapped[str | None]
    gate: Mapped[str] = mapped_column(default="none")
    color: Mapped[str | None]


class StageTask(Record, Base):
    """A task that a stage calls for (zadanie etapu); a Task is made from it when an opportunity enters the stage: of a client
    of ``segment_id`` and with ``product_id`` among its lines, where these are given. Its ``row_version`` is the version that
    the tasks made from it remember."""

    __tablename__ = "stage_task"
    __table_args__ = (CheckConstraint(one_of("offset_from", OFFSET_FROM), "offset_from"),
                      CheckConstraint(one_of("kind", TASK_KINDS), "kind"),
                      CheckConstraint(one_of("priority", PRIORITIES), "priority"),
                      CheckConstraint(f"offset_days BETWEEN {-MOST_DAYS} AND {MOST_DAYS}", "offset"),
                      CheckConstraint(f"duration_days BETWEEN 1 AND {MOST_DAYS}", "duration"))
    stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id"), index=True)
    title: Mapped[str]
    kind: Mapped[str] = mapped_column(default="other")
    priority: Mapped[str] = mapped_column(default="normal")
    mandatory: Mapped[bool] = mapped_column(default=False)
    offset_days: Mapped[int] = mapped_column(default=0)
    offset_from: Mapped[str] = mapped_column(default="stage_entry")
    workdays_only: Mapped[bool] = mapped_column(default=True)
    duration_days: Mapped[int] = mapped_column(default=1)
    responsible_id: Mapped[int | None] = mapped_column(ForeignKey("sales_user.id"))
    segment_id: Mapped[int | None] = mapped_column(ForeignKey("segment.id"))
    product_id: Mapped[int | None] = mapped_column(ForeignKey("product.id"))
    position: Mapped[int] = mapped_column(default=0)


class Opportunity(Record, Base):
    """A sales opportunity (szansa sprzedaży); its result is its stage's kind. ``value_gr`` is net. A lost one has its
    reason, a won one a value above zero, both their closing date, an open one neither reason nor date (see GUARDS)."""

    __tablename__ = "opportunity"
    __table_args__ = (ForeignKeyConstraint(["stage_id", "pipeline_id"], ["stage.id", "stage.pipeline_id"]),
                      CheckConstraint(one_of("value_source", VALUE_SOURCES), "value_source"),
                      CheckConstraint("probability BETWEEN 0 AND 100", "probability"),
                      CheckConstraint("value_gr IS NULL OR value_gr >= 0", "value"))
    number: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    primary_contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    pipeline_id: Mapped[int] = mapped_column(ForeignKey("pipeline.id"), index=True)
    stage_id: Mapped[int] = mapped_column(index=True)
    value_gr: Mapped[int | None]
    value_source: Mapped[str] = mapped_column(default="manual")
    probability: Mapped[int] = mapped_column(default=0)
    probability_manual: Mapped[bool] = mapped_column(default=False)
    expected_close: Mapped[date | None]
    source: Mapped[str | None]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("sales_user.id"), index=True)
    next_step: Mapped[str | None]
    goal_id: Mapped[int | None] = mapped_column(ForeignKey("sales_goal.id"))
    opened_on: Mapped[date]
    stage_entered_on: Mapped[date]
    lost_reason: Mapped[str | None]
    lost_note: Mapped[str | None]
    closed_on: Mapped[date | None] = mapped_column(index=True)
    description: Mapped[str | None]
    name_fold: Mapped[str] = mapped_column(default="", index=True)


class OpportunityContact(Record, Base):
    """A person's part in an opportunity."""

    __tablename__ = "opportunity_contact"
    __table_args__ = (UniqueConstraint("opportunity_id", "contact_id"), CheckConstraint(one_of("role", CONTACT_ROLES), "role"))
    opportunity_id: Mapped[int] = mapped_column(ForeignKey("opportunity.id"), index=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id"))
    role: Mapped[str]


class OpportunityLine(Record, Base):
    """A line of an opportunity (pozycja): ``net = round_half_up(qty * price * (1 - discount))``."""

    __tablename__ = "opportunity_line"
    __table_args__ = (CheckConstraint("qty_milli > 0", "qty"), CheckConstraint("discount_pct BETWEEN 0 AND 100", "discount"),
                      CheckConstraint("price_net_gr >= 0", "price"), CheckConstraint(one_of("vat_code", VAT_CODES), "vat_code"))
    opportunity_id: Mapped[int] = mapped_column(ForeignKey("opportunity.id"), index=True)
    product_id: Mapped[int | None] = mapped_column(ForeignKey("product.id"))
    name: Mapped[str]
    qty_milli: Mapped[int]
    unit: Mapped[str]
    price_net_gr: Mapped[int]
    discount_pct: Mapped[int] = mapped_column(default=0)
    vat_code: Mapped[str]
    net_gr: Mapped[int]
    position: Mapped[int] = mapped_column(default=0)


class StageChange(Record, Base):
    """One move of an opportunity between stages, also back; appended, never updated (see GUARDS)."""

    __tablename__ = "stage_change"
    opportunity_id: Mapped[int] = mapped_column(ForeignKey("opportunity.id"), index=True)
    from_stage_id: Mapped[int | None] = mapped_column(ForeignKey("stage.id"))
    to_stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id"))
    changed_on: Mapped[date]
    changed_at: Mapped[datetime]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("sales_user.id"))
    days_in_from: Mapped[int | None]
    reason: Mapped[str | None]


_KIND = "(SELECT kind FROM stage WHERE id = NEW.stage_id)"
#: what an opportunity must never be -> what the database says of it
OUTCOMES = {
    f"{_KIND} = 'lost' AND NEW.lost_reason IS NULL": "a lost opportunity needs its reason",
    f"{_KIND} <> 'lost' AND NEW.lost_reason IS NOT NULL": "only a lost opportunity has a reason for the loss",
    f"{_KIND} = 'won' AND coalesce(NEW.value_gr, 0) <= 0": "a won opportunity needs a value above zero",
    f"({_KIND} = 'open') = (NEW.closed_on IS NOT NULL)": "an opportunity has a closing date exactly when it is closed",
}
#: rules that a CHECK cannot hold, since they look at another row or at the row as it was: ``(table, act, rules)``
GUARDS: tuple[tuple[Any, str, dict[str, str]], ...] = (
    (Opportunity, "INSERT", OUTCOMES),
    (Opportunity, "UPDATE OF stage_id, lost_reason, value_gr, closed_on", OUTCOMES),
    (Stage, "UPDATE OF kind, deleted_at", {
        "NEW.kind <> OLD.kind": "a stage keeps its kind",
        "NEW.kind <> 'open' AND NEW.deleted_at IS NOT NULL": "a pipeline keeps its won and its lost stage"}),
    (StageChange, "UPDATE", {"1": "stage_change is append-only"}),
    (StageChange, "DELETE", {"1": "stage_change is append-only"}),
)
for _entity, _act, _rules in GUARDS:
    _table = _entity.__table__
    _body = " ".join(f"SELECT RAISE(ABORT, '{_words}') WHERE {_case};" for _case, _words in _rules.items())
    event.listen(_table, "after_create", DDL(
        f"CREATE TRIGGER {_table.name}_guard_{_act.split()[0].lower()} BEFORE {_act} ON {_table.name} BEGIN {_body} END"))


def plain_lines(lines: list[OpportunityLine]) -> list[dict[str, Any]]:
    """Opportunity lines as plain values, in order, for an offer's snapshot."""
    wanted = ("product_id", "name", "qty_milli", "unit", "price_net_gr", "discount_pct", "vat_code", "net_gr", "position")
    return [{name: getattr(line, name) for name in wanted} for line in sorted(lines, key=lambda line: line.position)]
