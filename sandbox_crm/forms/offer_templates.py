"""Forms of offer templates: `template.create`, `template.update`. Blocks are named ``blocks-0-kind``, ``blocks-0-text``
and so on; a block without a kind does not count."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import FieldList, Form, FormField

from sandbox_crm.bench import Stale
from sandbox_crm.fields import AtMost, ChoiceField, FlagField, NoteField, Required, TextField, WholeField
from sandbox_crm.offers.chips import compared
from sandbox_crm.offers.labels import BLOCK_KIND
from sandbox_crm.submitting import VersionedForm

SPARE_BLOCKS = 3


class BlockRow(Form):
    """One block of the page."""

    kind = ChoiceField(_l("Kind of block"), choices=BLOCK_KIND.items(), blank=_l("no block"))
    text = NoteField(_l("Text of the block"), [AtMost(20_000)])


class TemplateForm(VersionedForm):
    """A template with its blocks in the order of the page."""

    name = TextField(_l("Template’s name"), [Required(), AtMost(160)])
    validity_days = WholeField(_l("Validity of the offer in days"), [Required()], least=1, most=365, default=14)
    active = FlagField(_l("Template in use"), default=True)
    blocks = FieldList(FormField(BlockRow), _l("Blocks"), max_entries=60)

    @property
    def args(self) -> dict[str, Any]:
        """The arguments, without the blocks that have no kind."""
        values = super().args
        values["blocks"] = [{"kind": row["kind"], "text": row["text"] or ""} for row in values["blocks"] if row["kind"]]
        return values

    @property
    def disputed(self) -> list[tuple[Any, str, str]]:
        """As of every form, but the blocks in words, and only those that stand in one version alone."""
        if not isinstance(self.refusal, Stale):
            return []
        blocks = self.blocks.label.text
        return [(label, *compared(self.refusal.current.get("blocks"), self.args["blocks"])) if label == blocks
                else (label, stored, typed) for label, stored, typed in super().disputed]

    def add_spare_blocks(self) -> None:
        """Rows to go on with."""
        for _row in range(min(SPARE_BLOCKS, 60 - len(self.blocks))):
            self.blocks.append_entry()


class NewTemplateForm(TemplateForm):
    """A new template: neither a version nor a switch."""

    row_version = None
    active = None

