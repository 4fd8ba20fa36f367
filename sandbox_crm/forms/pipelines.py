"""Forms of pipelines and their stages: `pipeline.create`, `pipeline.update`, `stage.add`, `stage.update`, `stage.move`,
`stage.delete`. The stage rows of a new pipeline are named ``stages-0-name``, ``stages-0-probability`` and so on."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import FieldList, Form, FormField

from sandbox_crm.fields import CHOOSE, AtMost, ChoiceField, FlagField, NoteField, Required, TextField, WholeField
from sandbox_crm.sales.labels import COLOR, GATE
from sandbox_crm.submitting import CrmForm, VersionedForm


class PipelineForm(VersionedForm):
    """What a pipeline is for."""

    name = TextField(_l("Pipeline’s name"), [Required(), AtMost(120)])
    description = NoteField(_l("Description"), [AtMost(4000)])
    client_type = TextField(_l("Kind of clients"), [AtMost(200)])
    product_scope = TextField(_l("Products and services"), [AtMost(200)])
    sales_form = TextField(_l("Form of sale"), [AtMost(200)])
    is_default = FlagField(_l("Default pipeline"))
    active = FlagField(_l("In use"), default=True)


class StageRow(Form):
    """One open stage of a new pipeline; a row left wholly empty does not count."""

    name = TextField(_l("Stage’s name"), [AtMost(80)])
    probability = WholeField(_l("Probability"), most=100)
    expected_days = WholeField(_l("Expected days"), most=3650)
    entry_condition = TextField(_l("Condition of entry"), [AtMost(500)])
    exit_condition = TextField(_l("Condition of leaving"), [AtMost(500)])
    gate = ChoiceField(_l("Gate"), choices=GATE.items(), default="none")


class NewPipelineForm(PipelineForm):
    """A new pipeline with its open stages in order."""

    row_version = None
    stages = FieldList(FormField(StageRow), min_entries=4, max_entries=30)

    @property
    def args(self) -> dict[str, Any]:
        """The arguments, with empty stage rows left out."""
        values = super().args
        values["stages"] = [{**row, "probability": row["probability"] or 0} for row in values["stages"]
                            if any(value not in (None, "", "none") for value in row.values())]
        return values


class StageForm(VersionedForm):
    """A stage that exists."""

    name = TextField(_l("Stage’s name"), [Required(), AtMost(80)])
    probability = WholeField(_l("Probability"), [Required()], most=100)
    expected_days = WholeField(_l("Expected days"), most=3650)
    entry_condition = NoteField(_l("Condition of entry"), [AtMost(500)])
    exit_condition = NoteField(_l("Condition of leaving"), [AtMost(500)])
    gate = ChoiceField(_l("Gate"), choices=GATE.items(), default="none")
    color = ChoiceField(_l("Colour"), choices=COLOR.items(), blank=_l("no colour of its own"))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        stage = kwargs.get("obj")
        if stage is not None and stage.kind != "open":
            del self.color  # won and lost keep their green and red


class NewStageForm(StageForm):
    """A new open stage; without a position it comes last before won."""

    row_version = None
    position = WholeField(_l("Place among the open stages"), least=1, most=100)


class PositionForm(CrmForm):
    """A stage's new place."""

    position = WholeField(_l("Place among the open stages"), [Required()], least=1, most=100)


class DeleteStageForm(CrmForm):
    """Where the stage's opportunities go."""

    target_stage_id = ChoiceField(_l("Move its opportunities to"), coerce=int, blank=CHOOSE)
