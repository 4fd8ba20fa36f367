"""Screens of offer templates."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request
from sqlalchemy import select

from sandbox_crm.bench import Workbench
from sandbox_crm.forms.offer_templates import NewTemplateForm, TemplateForm
from sandbox_crm.models.offers import OfferTemplate
from sandbox_crm.models.sales import Opportunity
from sandbox_crm.offers.arithmetic import vat_label
from sandbox_crm.offers.chips import chip, chipped, way_name
from sandbox_crm.offers.labels import BLOCK_HINT, BLOCK_KIND
from sandbox_crm.offers.paper import line_rows
from sandbox_crm.offers.preview import preview_of
from sandbox_crm.offers.tags import FORMATS, GROUPS, KINDS, TAGS
from sandbox_crm.offers.templates import create_template, delete_template, duplicate_template, update_template
from sandbox_crm.pages import crm_url, page
from sandbox_crm.picking import offered
from sandbox_crm.sales.showing import show_form
from sandbox_crm.submitting import CrmForm, submit

PLACE = "sandbox_crm/offers/"


@page("/templates")
def template_list(bench: Workbench) -> str:
    """All templates."""
    found = bench.session.scalars(select(OfferTemplate).where(OfferTemplate.deleted_at.is_(None)).order_by(OfferTemplate.name))
    return render_template(PLACE + "template_list.html", templates=found.all())


@page("/templates/new", methods=("GET", "POST"), writes=True)
def template_new(bench: Workbench) -> Any:
    """A new template."""
    form = NewTemplateForm()
    made = submit(bench, form, create_template)
    if made:
        return redirect(crm_url("template_detail", template_id=made.id), 303)
    form.add_spare_blocks()
    return show_form(PLACE + "template_form.html", form, made=None, **tags_offered())


@page("/templates/<int:template_id>")
def template_detail(bench: Workbench, template_id: int) -> str:
    """A template with its tags as chips, and on a chosen opportunity the page it would make."""
    template = bench.get(OfferTemplate, template_id)
    chosen = request.args.get("opportunity_id", type=int)
    contact = request.args.get("contact_id", type=int)
    preview = preview_of(bench, template, bench.get(Opportunity, chosen), contact) if chosen else None
    return render_template(
        PLACE + "template_detail.html", template=template, kinds=BLOCK_KIND, chipped=chipped, chip=chip, preview=preview,
        line_rows=line_rows, vat_label=vat_label, chosen=chosen,
        opportunities=offered(bench.session, "opportunity", chosen), contacts=offered(bench.session, "contact", contact))


@page("/templates/<int:template_id>/edit", methods=("GET", "POST"), writes=True)
def template_edit(bench: Workbench, template_id: int) -> Any:
    """A template is changed; its version grows."""
    template = bench.get(OfferTemplate, template_id)
    form = TemplateForm(obj=template)
    if submit(bench, form, update_template, template_id=template_id):
        return redirect(crm_url("template_detail", template_id=template_id), 303)
    form.add_spare_blocks()
    return show_form(PLACE + "template_form.html", form, made=template, **tags_offered())


@page("/templates/<int:template_id>/duplicate", methods=("POST",), writes=True)
def template_duplicate(bench: Workbench, template_id: int) -> Any:
    """A copy of a template, to go on from there; leads to its form."""
    form = CrmForm()
    made = submit(bench, form, duplicate_template, template_id=template_id)
    if not made and form.refusal:
        raise form.refusal
    return redirect(crm_url("template_edit", template_id=made.id if made else template_id), 303)


@page("/templates/<int:template_id>/delete", methods=("POST",), writes=True)
def template_delete(bench: Workbench, template_id: int) -> Any:
    """A template goes to the bin."""
    delete_template(bench, template_id=template_id, row_version=request.form.get("row_version"))
    return redirect(crm_url("template_list"), 303)


def tags_offered() -> dict[str, Any]:
    """What the form's editor needs: groups with their tags, what can be written in several ways, those ways, and what an
    empty block prints."""
    groups = [(label, [(tag, name) for tag, name in TAGS.items() if tag.startswith(f"{group}.")])
              for group, label in GROUPS.items()]
    return {"tag_groups": groups, "tag_kinds": KINDS, "tag_formats": FORMATS, "way_name": way_name,
            "block_hints": BLOCK_HINT}
