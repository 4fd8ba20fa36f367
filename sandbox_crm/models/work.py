"""Daily work: tasks, the history of a client, saved views, reports."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sandbox_crm.models.record import Base, Record, append_only, one_of
from sandbox_crm.models.sales import PRIORITIES as PRIORITIES
from sandbox_crm.models.sales import TASK_KINDS as TASK_KINDS

TASK_STATUSES = ("not_started", "in_progress", "on_hold", "completed", "cancelled")
INTERACTION_KINDS = ("phone", "email", "meeting", "offer", "note", "visit")
DIRECTIONS = ("outgoing", "incoming", "internal")
#: who wrote an event down: the candidate, an assessor in the talk, or the course of events of the scenario
ORIGINS = ("candidate", "assessor", "system")
VIEW_KINDS = ("list", "board", "calendar")
REPORT_ENTITIES = ("account", "contact", "opportunity", "opportunity_line", "opportunity_contact", "stage_change", "task",
                   "offer", "offer_line", "product", "sales_goal", "interaction", "message", "consent", "verification")
REPORT_KINDS = ("table", "pivot", "bar", "stacked_bar", "line", "pie", "funnel", "figure")


class Task(Record, Base):
    """A task (zadanie). A task with ``stage_id`` is an act that closes a stage of its opportunity (czynność etapu). One that
    was made from a stage task remembers it and the version that this one then had."""

    __tablename__ = "task"
    __table_args__ = (
        CheckConstraint(one_of("kind", TASK_KINDS), "kind"),
        CheckConstraint(one_of("status", TASK_STATUSES), "status"),
        CheckConstraint(one_of("priority", PRIORITIES), "priority"),
        CheckConstraint("percent BETWEEN 0 AND 100", "percent"),
        CheckConstraint("(percent = 100) = (status = 'completed')", "done"),
        CheckConstraint("(done_on IS NOT NULL) = (status = 'completed')", "done_on"),
        CheckConstraint("start_on IS NULL OR due_on IS NULL OR start_on <= due_on", "dates"),
        CheckConstraint("stage_task_version IS NULL OR (stage_task_id IS NOT NULL AND stage_task_version > 0)",
                        "version_of_a_stage_task"),
        CheckConstraint("due_time GLOB '[0-2][0-9]:[0-5][0-9]' AND due_time < '24:00'", "due_time"),
    )
    title: Mapped[str]
    kind: Mapped[str] = mapped_column(default="other")
    status: Mapped[str] = mapped_column(default="not_started")
    priority: Mapped[str] = mapped_column(default="normal")
    percent: Mapped[int] = mapped_column(default=0)
    start_on: Mapped[date | None]
    due_on: Mapped[date | None] = mapped_column(index=True)
    due_time: Mapped[str | None]
    done_on: Mapped[date | None]
    owner_id: Mapped[int] = mapped_column(ForeignKey("sales_user.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    opportunity_id: Mapped[int | None] = mapped_column(ForeignKey("opportunity.id"), index=True)
    stage_id: Mapped[int | None] = mapped_column(ForeignKey("stage.id"))
    stage_task_id: Mapped[int | None] = mapped_column(ForeignKey("stage_task.id"))
    stage_task_version: Mapped[int | None]
    mandatory: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str | None]


class Interaction(Record, Base):
    """An event in a client's history (zdarzenie w historii); appended, corrected by another one. ``origin`` None: it was there
    at the start, or was kept by a CRM that did not say it."""

    __tablename__ = "interaction"
    __table_args__ = (
        CheckConstraint(one_of("kind", INTERACTION_KINDS), "kind"),
        CheckConstraint(one_of("direction", DIRECTIONS), "direction"),
        CheckConstraint(one_of("origin", ORIGINS), "origin"),
    )
    kind: Mapped[str]
    direction: Mapped[str] = mapped_column(default="outgoing")
    happened_on: Mapped[date]
    subject: Mapped[str]
    body: Mapped[str | None]
    result: Mapped[str | None]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"))
    opportunity_id: Mapped[int | None] = mapped_column(ForeignKey("opportunity.id"), index=True)
    offer_id: Mapped[int | None] = mapped_column(ForeignKey("offer.id"))
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("sales_user.id"))
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("interaction.id"))
    origin: Mapped[str | None]


class SavedView(Record, Base):
    """A saved list (zapisany widok). ``filters``: see `sandbox_crm.filters`; ``date_from``/``date_to`` fix a range;
    ``columns`` are names in their order (see `sandbox_crm.lists.columns`), None: those that the list shows unasked."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("entity", "name"), CheckConstraint(one_of("kind", VIEW_KINDS), "kind"))
    entity: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str] = mapped_column(default="list")
    filters: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    date_from: Mapped[date | None]
    date_to: Mapped[date | None]
    sort: Mapped[str | None]
    group_by: Mapped[str | None]
    columns: Mapped[list[str] | None] = mapped_column(JSON)


class Report(Record, Base):
    """A report's definition (raport). ``filters`` as in SavedView; ``measures``: [{"func","field"}]; ``group_by``: 0-2 fields;
    ``empty_periods``: periods without records are shown with nothing in them. ``sort_by``: a field, or of a grouped report one
    of its measures ("count", "sum:value_gr"); ``top``: only so many records, or first groups, from the top of that order."""

    __tablename__ = "report"
    __table_args__ = (
        CheckConstraint(one_of("entity", REPORT_ENTITIES), "entity"),
        CheckConstraint(one_of("kind", REPORT_KINDS), "kind"),
        CheckConstraint("top BETWEEN 1 AND 1000", "top"),
    )
    name: Mapped[str]
    entity: Mapped[str]
    columns: Mapped[list[str]] = mapped_column(JSON, default=list)
    filters: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    group_by: Mapped[list[str]] = mapped_column(JSON, default=list)
    date_field: Mapped[str | None]
    date_bucket: Mapped[str | None]
    empty_periods: Mapped[bool] = mapped_column(default=True, server_default="1")
    measures: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    compare: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    sort_by: Mapped[str | None]
    sort_down: Mapped[bool] = mapped_column(default=False, server_default="0")
    top: Mapped[int | None]
    kind: Mapped[str] = mapped_column(default="table")
    purpose: Mapped[str | None]
    why_kind: Mapped[str | None]
    conclusion: Mapped[str | None]


class ReportRun(Record, Base):
    """A report as generated at one moment; frozen. ``definition`` copies the report; ``rows``/``totals`` are its result."""

    __tablename__ = "report_run"
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), index=True)
    ran_at: Mapped[datetime]
    as_of: Mapped[date]
    definition: Mapped[dict[str, Any]] = mapped_column(JSON)
    filter_words: Mapped[str]
    rows: Mapped[list[Any]] = mapped_column(JSON)
    totals: Mapped[dict[str, Any]] = mapped_column(JSON)
    record_ids: Mapped[list[int]] = mapped_column(JSON, default=list)
    sha256: Mapped[str]


# A merge moves events to the account and the person that stay; what was said of them does not change with it.
append_only(Interaction, "OF kind, direction, happened_on, subject, body, result, opportunity_id, offer_id, message_id, user_id, "
                         "corrects_id, origin, deleted_at")
append_only(ReportRun)
