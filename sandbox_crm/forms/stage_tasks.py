"""Forms of stage tasks and of the schedule's preview: `stage_task.add`, `stage_task.update`."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from sandbox_crm.bench import Workbench
from sandbox_crm.fields import AtMost, ChoiceField, FlagField, Required, TextField, WholeField
from sandbox_crm.sales import choices
from sandbox_crm.sales.labels import OFFSET
from sandbox_crm.submitting import VersionedForm
from sandbox_crm.work.labels import PRIORITY, TASK_KIND


class StageTaskForm(VersionedForm):
    """A task that a stage calls for; ``offset_days`` may be negative (before the starting point)."""

    title = TextField(_l("Task"), [Required(), AtMost(200)])
    kind = ChoiceField(_l("Kind of task"), choices=TASK_KIND.items(), default="other")
    priority = ChoiceField(_l("Priority"), choices=PRIORITY.items(), default="normal")
    mandatory = FlagField(_l("Mandatory before the stage is left"))
    offset_days = WholeField(_l("Due after days"), [Required()], least=-3660, most=3660, default=0)
    offset_from = ChoiceField(_l("counted from"), choices=OFFSET.items(), default="stage_entry")
    workdays_only = FlagField(_l("Working days only"), default=True)
    duration_days = WholeField(_l("Takes days"), [Required()], least=1, most=3660, default=1)
    responsible_id = ChoiceField(_l("Responsible"), coerce=int, blank=_l("the opportunity’s owner"))
    segment_id = ChoiceField(_l("Only for the segment"), coerce=int, blank=_l("all clients"))
    product_id = ChoiceField(_l("Only for the product"), coerce=int, blank=_l("all products"))

    def __init__(self, bench: Workbench, obj: Any = None):
        super().__init__(obj=obj)
        self.responsible_id.offer(choices.users(bench))
        self.segment_id.offer(choices.segments(bench))
        offered, stored = choices.products(bench), self.product_id.object_data
        if stored is not None and stored not in dict(offered):
            offered = choices.products(bench, active=False)  # one that is withdrawn from sale stays until it is changed
        self.product_id.offer(offered)


class NewStageTaskForm(StageTaskForm):
    """The same for a new stage task."""

    row_version = None
