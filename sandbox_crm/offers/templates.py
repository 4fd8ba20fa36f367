"""Commands on offer templates: typed blocks whose tags are all on the list."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from sandbox_crm.bench import Done, Refused, Workbench, check_version, command
from sandbox_crm.models.offers import BLOCK_KINDS, PAGE_KINDS, OfferTemplate
from sandbox_crm.offers.tags import formats_of, has_loose_braces, parted, unknown_formats, unknown_tags
from sandbox_crm.sales.writing import Problems, assign, stale

_FIELDS = ("name", "blocks", "validity_days", "active")
_LONGEST_TEXT = 20_000
#: a header or footer takes its room from every page
_LONGEST_EDGE, _MOST_EDGE_LINES = 600, 6


@command("template.create")
def create_template(bench: Workbench, *, name: str, blocks: list[dict[str, Any]], validity_days: int = 14) -> Done:
    """Add an offer template. ``blocks``: [{"kind", "text"}] in the order of the page."""
    template = OfferTemplate(name=(name or "").strip(), blocks=clean_blocks(blocks), validity_days=validity_days)
    _refuse_faults(template)
    bench.add(template)
    return Done(template, f"Dodano szablon oferty „{template.name}”")


@command("template.update")
def update_template(bench: Workbench, *, template_id: int, row_version: int | None = None, **fields: Any) -> Done:
    """Change a template: name, blocks, validity_days, active. Its version grows; offers made of it keep theirs."""
    template = bench.get(OfferTemplate, template_id)
    check_version(template, row_version, fields, stale())
    if "blocks" in fields:
        fields["blocks"] = clean_blocks(fields["blocks"])
    assign(template, fields, _FIELDS)
    _refuse_faults(template)
    template.version += 1
    return Done(template, f"Zmieniono szablon oferty „{template.name}”, wersja {template.version}")


@command("template.delete")
def delete_template(bench: Workbench, *, template_id: int, row_version: int | str | None = None) -> Done:
    """Move a template to the bin. Offers made of it keep what they say: they hold copies of its blocks."""
    template = bench.get(OfferTemplate, template_id)
    check_version(template, row_version, {}, stale())
    template.deleted_at = bench.stamp
    return Done(template, f"Przeniesiono do kosza szablon oferty „{template.name}”")


@command("template.duplicate")
def duplicate_template(bench: Workbench, *, template_id: int) -> Done:
    """Add a template with the blocks of another one, to go on from there."""
    model = bench.get(OfferTemplate, template_id)
    copy = OfferTemplate(name=f"{model.name} (kopia)", blocks=[dict(block) for block in model.blocks],
                         validity_days=model.validity_days)
    bench.add(copy)
    return Done(copy, f"Powielono szablon oferty „{model.name}” jako „{copy.name}”")


def clean_blocks(blocks: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Blocks as they are kept: kind and text, line ends alike, nothing else; the page's header first, its footer last."""
    kept = [{"kind": str(block.get("kind")), "text": str(block.get("text") or "").replace("\r\n", "\n").strip()}
            for block in blocks]
    return sorted(kept, key=lambda block: {"header": -1, "footer": 1}.get(block["kind"], 0))


def _refuse_faults(template: OfferTemplate) -> None:
    problems = Problems()
    problems.need(template, "name", _("Enter the name of the template."))
    if not template.blocks:
        problems.add("blocks", _("Add at least one block to the template."))
    if not isinstance(template.validity_days, int) or not 1 <= template.validity_days <= 365:
        problems.add("validity_days", _("Enter the validity as a number of days from 1 to 365."))
    for number, block in enumerate(template.blocks, 1):
        if block["kind"] not in BLOCK_KINDS:
            problems.add("blocks", _("Block %(number)s is of an unknown kind. Choose a kind from the list.", number=number))
        if len(block["text"]) > _LONGEST_TEXT:
            problems.add("blocks", _("The text of block %(number)s is too long: at most 20,000 characters.", number=number))
        if has_loose_braces(block["text"]):
            problems.add("blocks", _("Block %(number)s holds a tag without both pairs of braces. Write it as {{account.name}}.",
                                     number=number))
    _check_edges(template.blocks, problems)
    unknown = unknown_tags(template.blocks)
    if unknown:
        listed = ", ".join("{{" + tag + "}}" for tag in unknown)
        problems.add("blocks", _("These tags do not exist: %(tags)s. Choose tags from the list.", tags=listed))
    for tag in unknown_formats(template.blocks):
        problems.add("blocks", _unknown_format(tag))
    problems.refuse()


def _check_edges(blocks: list[dict[str, str]], problems: Problems) -> None:
    """The page's header and footer: one of each, with something in it, short enough for every page."""
    for kind in PAGE_KINDS:
        texts = [block["text"] for block in blocks if block["kind"] == kind]
        if len(texts) > 1:
            problems.add("blocks", _("A template has one page header and one page footer at most. Join their texts."))
        for text in texts:
            if not text:
                problems.add("blocks", _("The page header or footer has no text. Enter it or remove the block."))
            if len(text) > _LONGEST_EDGE or text.count("\n") >= _MOST_EDGE_LINES:
                problems.add("blocks", _("The page header or footer is too long: at most 600 characters in 6 lines."))


def _unknown_format(tag: str) -> str:
    name, _form = parted(tag)
    allowed = [form for form in formats_of(name) if form]
    if not allowed:
        return _("The tag %(tag)s cannot carry a format. Write it as %(plain)s.", tag="{{" + tag + "}}", plain="{{" + name + "}}")
    listed = ", ".join("{{" + f"{name}|{form}" + "}}" for form in allowed)
    return _("The tag %(tag)s has an unknown format. Write it without a format or as: %(formats)s.", tag="{{" + tag + "}}",
             formats=listed)


def active_template(bench: Workbench, template_id: int) -> OfferTemplate:
    """A template that offers may be made of; Refused for one that was switched off."""
    template = bench.get(OfferTemplate, template_id)
    if not template.active:
        message = _("The template “%(name)s” is switched off. Choose another one.", name=template.name)
        raise Refused(message, {"template_id": message})
    return template
