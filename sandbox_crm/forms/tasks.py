"""Forms of tasks: `task.create`, `task.update`, `task.set_progress`, `task.bulk_update`."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from sandbox_crm.bench import Workbench
from sandbox_crm.fields import AtMost, ChoiceField, FlagField, IdsField, IsoDateField, NoteField, Required, TextField, WholeField
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
    owner_id = ChoiceField(_l("Owner"), [Required(_l("Choose the task’s owner."))], coerce=int, blank=_l("choose"))
    account_id = ChoiceField(_l("Client’s account"), coerce=int, blank=_l("none"))
    contact_id = ChoiceField(_l("Contact person"), coerce=int, blank=_l("nobody"))
    opportunity_id = ChoiceField(_l("Opportunity"), coerce=int, blank=_l("none"))
    stage_id = ChoiceField(_l("Closes the stage"), coerce=int, blank=_l("none"))
    mandatory = FlagField(_l("Mandatory before the stage is left"))
    note = NoteField(_l("Note"), [AtMost(4000)])

    def __init__(self, bench: Workbench, obj: Any = None, started: dict[str, Any] | None = None):
        super().__init__(obj=obj)
        self.owner_id.offer(choices.users(bench))
        self.account_id.offer(choices.accounts(bench))
        self.contact_id.offer(choices.contacts(bench, (obj and obj.account_id) or (started or {}).get("account_id")))
        self.opportunity_id.offer(choices.opportunities(bench))
        self.stage_id.offer(choices.stages(bench, kinds=("open", "won", "lost")))
        if not self.is_submitted():
            for name, value in (started or {}).items():
                self[name].data = value


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


class QuickForm(CrmForm):
    """`task.update` from the row of a list: priority, progress and owner, without opening the task."""

    priority = ChoiceField(_l("Priority"), choices=PRIORITY.items())
    percent = WholeField(_l("Progress (%)"), [Required()], most=100)
    owner_id = ChoiceField(_l("Owner"), [Required(_l("Choose the task’s owner."))], coerce=int, blank=_l("choose"))

    def __init__(self, bench: Workbench):
        super().__init__()
        self.owner_id.offer(choices.users(bench))


class BulkForm(CrmForm):
    """One value for many tasks: ``task_ids`` repeated, ``field``, and the value in ``value`` typed for that field."""

    task_ids = IdsField()
    field = ChoiceField(_l("Set"), [Required(_l("Choose what to set."))], blank=_l("choose"))
    value = TextField(_l("to"))

    def __init__(self, bench: Workbench):
        super().__init__()
        self.values: dict[str, list[tuple[Any, Any]]] = {
            "priority": list(PRIORITY.items()), "status": list(STATUS.items()), "kind": list(TASK_KIND.items()),
            "owner_id": choices.users(bench)}
        labels = {"priority": _("Priority"), "status": _("Status"), "percent": _("Progress (%)"), "owner_id": _("Owner"),
                  "start_on": _("Start"), "due_on": _("Due date"), "kind": _("Kind of task")}
        self.field.offer([(name, labels[name]) for name in BULK_FIELDS])

    def validate_value(self, field: Any) -> None:
        """Read the value as the chosen field takes it."""
        field.data = read_value(self.field.data, field.data)


def read_value(name: str | None, text: str | None) -> Any:
    """A bulk value typed for a field of BULK_FIELDS; raises ValidationError. An empty date is None."""
    readers = {"due_on": IsoDateField.read, "start_on": IsoDateField.read}
    if name in readers:
        try:
            return readers[name](None, text) if text else None  # type: ignore[arg-type]
        except ValueError as fault:
            raise ValidationError(fault.args[0]) from fault
    if not text:
        raise ValidationError(_("Choose the value to set."))
    if name in ("owner_id", "percent"):
        if not text.isascii() or not text.isdigit():
            raise ValidationError(_("Write a whole number."))
        return int(text)
    return text
