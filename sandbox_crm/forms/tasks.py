"""Forms of tasks: `task.create`, `task.update`, `task.set_progress`, `task.bulk_update`."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sandbox_crm.bench import Workbench
from sandbox_crm.fields import (
    CHOOSE,
    NONE,
    AtMost,
    ChoiceField,
    FlagField,
    IdsField,
    IsoDateField,
    NoteField,
    Required,
    TextField,
    WholeField,
)
from sandbox_crm.forms import bulk
from sandbox_crm.picking import RecordField
from sandbox_crm.sales import choices
from sandbox_crm.submitting import CrmForm, VersionedForm
from sandbox_crm.work.labels import PRIORITY, STATUS, TASK_KIND
from sandbox_crm.work.tasks import BULK_FIELDS


class TaskForm(VersionedForm):
    """A task."""

    title = TextField(_l("Task"), [Required(), AtMost(200)])
    kind = ChoiceField(_l("Kind of task"), choices=TASK_KIND.items(), default="other")
    priority = ChoiceField(_l("Priority"), choices=PRIORITY.items(), default="normal")
    start_on = IsoDateField(_l("Start"))
    due_on = IsoDateField(_l("Due date"))
    due_time = TextField(_l("Time (HH:MM)"), [AtMost(5)])
    owner_id = ChoiceField(_l("Owner"), [Required(_l("Choose the task’s owner."))], coerce=int, blank=CHOOSE)
    account_id = RecordField(_l("Client’s account"), of="account", blank=NONE)
    contact_id = RecordField(_l("Contact person"), of="contact", blank=NONE)
    opportunity_id = RecordField(_l("Opportunity"), of="opportunity", blank=NONE)
    stage_id = ChoiceField(_l("Closes the stage"), coerce=int, blank=NONE)
    mandatory = FlagField(_l("Mandatory before the stage is left"))
    note = NoteField(_l("Note"), [AtMost(4000)])

    def __init__(self, bench: Workbench, obj: Any = None, started: dict[str, Any] | None = None):
        super().__init__(obj=obj)
        self.owner_id.offer(choices.users(bench))
        self.stage_id.offer(choices.stages(bench, kinds=("open", "won", "lost")))
        if not self.is_submitted():
            for name, value in (started or {}).items():
                self[name].data = value
        self.account_id.offer_records(bench.session)
        self.contact_id.offer_records(bench.session, self.account_id.data)
        self.opportunity_id.offer_records(bench.session, self.account_id.data)


class NewTaskForm(TaskForm):
    """A new task."""

    row_version = None


class ChangedTaskForm(TaskForm):
    """A task that exists, with its status and progress."""

    status = ChoiceField(_l("Status"), choices=STATUS.items())
    percent = WholeField(_l("Progress (%)"), most=100)


class ProgressForm(VersionedForm):
    """How far a task is; both may be sent, one may be left empty."""

    percent = WholeField(_l("Progress (%)"), most=100)
    status = ChoiceField(_l("Status"), choices=STATUS.items(), blank=_l("as the progress says"))


class DueForm(VersionedForm):
    """`task.update` from the calendar: another day, and another time of it or none."""

    due_on = IsoDateField(_l("Due date"), [Required(_l("Enter the day."))])
    due_time = TextField(_l("Time (HH:MM)"), [AtMost(5)])


class QuickForm(CrmForm):
    """`task.update` from the row of a list: priority, progress and owner, without opening the task."""

    priority = ChoiceField(_l("Priority"), choices=PRIORITY.items())
    percent = WholeField(_l("Progress (%)"), [Required()], most=100)
    owner_id = ChoiceField(_l("Owner"), [Required(_l("Choose the task’s owner."))], coerce=int, blank=CHOOSE)

    def __init__(self, bench: Workbench):
        super().__init__()
        self.owner_id.offer(choices.users(bench))


class BulkForm(bulk.BulkForm):
    """One value for many tasks: ``task_ids`` repeated, ``field``, and the value in ``value`` typed for that field."""

    task_ids = IdsField()

    def __init__(self, bench: Workbench):
        labels = {"priority": _("Priority"), "status": _("Status"), "percent": _("Progress (%)"), "owner_id": _("Owner"),
                  "start_on": _("Start"), "due_on": _("Due date"), "kind": _("Kind of task")}
        super().__init__({name: labels[name] for name in BULK_FIELDS}, {
            "priority": list(PRIORITY.items()), "status": list(STATUS.items()), "kind": list(TASK_KIND.items()),
            "owner_id": choices.users(bench)})
