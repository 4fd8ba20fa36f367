"""The form of `opportunity.bulk_update`: ``opportunity_ids`` repeated, ``field``, and the value typed for that field."""

from __future__ import annotations

from flask_babel import gettext as _

from sandbox_crm.bench import Workbench
from sandbox_crm.fields import IdsField
from sandbox_crm.forms.bulk import BulkForm
from sandbox_crm.sales import choices
from sandbox_crm.sales.bulk import BULK_FIELDS


class OpportunityBulkForm(BulkForm):
    """One value for many opportunities; an emptied probability is the stage's again."""

    opportunity_ids = IdsField()

    def __init__(self, bench: Workbench):
        labels = {"stage_id": _("Stage"), "owner_id": _("Owner"), "expected_close": _("Expected close"),
                  "probability": _("Probability (%)"), "source": _("Source"), "goal_id": _("Sales goal")}
        none = [("", _("none"))]
        super().__init__({name: labels[name] for name in BULK_FIELDS}, {
            "stage_id": choices.stages(bench), "owner_id": choices.users(bench),
            "source": none + choices.dictionary(bench, "source"), "goal_id": none + choices.goals(bench)})
