"""Screens of offers: list, generate, one offer with its page and PDF."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request
from flask_babel import gettext as _
from sqlalchemy import select

from sandbox_crm.bench import Workbench
from sandbox_crm.filing import bytes_of
from sandbox_crm.forms.offers import OfferForm, OfferStatusForm
from sandbox_crm.forms.views import ViewForm
from sandbox_crm.listing import chips, names_of, paged, with_query
from sandbox_crm.lists.exporting import MEDIA_TYPES, list_file
from sandbox_crm.lists.showing import AskedList, asked_list, listed
from sandbox_crm.models.clients import Account, Contact
from sandbox_crm.models.offers import Message, Offer, OfferLine, OfferTemplate
from sandbox_crm.models.sales import Opportunity, OpportunityLine, plain_lines
from sandbox_crm.models.work import Interaction
from sandbox_crm.offers.arithmetic import vat_label
from sandbox_crm.offers.asking import offer_filters
from sandbox_crm.offers.chips import chip
from sandbox_crm.offers.generating import generate_offer, next_statuses, update_offer_status
from sandbox_crm.offers.labels import OFFER_STATUS, STATE_SHADE
from sandbox_crm.offers.paper import line_rows
from sandbox_crm.pages import crm_url, page
from sandbox_crm.routes.files import sent_file
from sandbox_crm.sales.showing import show_form
from sandbox_crm.submitting import submit

PLACE = "sandbox_crm/offers/"


@page("/offers", logs="offer_list")
def offer_list(bench: Workbench) -> str:
    """Offers, newest first, narrowed by words, status and account."""
    return show_list(bench)


@page("/offers/file.<any(xlsx,csv):kind>", logs="offer_file")
def offer_file(bench: Workbench, kind: str) -> Any:
    """The list as a file, as it is filtered, ordered and with its columns."""
    asked = _asked(bench)
    return sent_file(list_file(bench, asked, kind, asked.query(bench), *asked.keys), f"oferty.{kind}", MEDIA_TYPES[kind])


def show_list(bench: Workbench, view_form: ViewForm | None = None) -> str:
    """The list; the form of its view may come back from a refusal."""
    asked = _asked(bench)
    found, paging = paged(bench.session, asked.query(bench), *asked.keys, entity=Offer, narrowed=bool(asked.filters))
    account_id = request.args.get("account_id", type=int)
    accounts = names_of(bench.session, Account, [account_id])
    named = {"q": (_("Text"), None), "status": (_("Status"), OFFER_STATUS), "account_id": (_("Account"), accounts)}
    return render_template(PLACE + "list.html", offers=found, paging=paging, asked=request.args, statuses=OFFER_STATUS,
                           shades=STATE_SHADE, chips=[] if asked.view else chips(named), with_query=with_query,
                           listed=listed(bench, asked, [offer.id for offer in found], view_form))


def _asked(bench: Workbench) -> AskedList:
    return asked_list(bench, "offer", [offer_filters(request.args)], "-number")


@page("/offers/new", methods=("GET", "POST"), writes=True)
def offer_new(bench: Workbench) -> Any:
    """A new offer from an opportunity; the address may name the opportunity or the offer to make a version of."""
    earlier = bench.get(Offer, request.args["version_of"]) if request.args.get("version_of", "").isdecimal() else None
    form = OfferForm(data=_start(bench, earlier) if request.method == "GET" else None)
    if request.method == "GET":
        form.add_spare_lines()
    form.offer(bench, _templates(bench))
    made = submit(bench, form, generate_offer)
    if made:
        return redirect(crm_url("offer_detail", offer_id=made.id), 303)
    return show_form(PLACE + "form.html", form, earlier=earlier)


@page("/offers/<int:offer_id>", logs="offer")
def offer_detail(bench: Workbench, offer_id: int) -> str:
    """An offer: its page, its facts, what was sent and recorded, its other versions."""
    offer = bench.get(Offer, offer_id)
    form = OfferStatusForm(obj=offer)
    form.offer(offer)
    same = select(Offer).where(Offer.number == offer.number, Offer.deleted_at.is_(None)).order_by(Offer.version)
    return render_template(
        PLACE + "detail.html", offer=offer, form=form, statuses=OFFER_STATUS, shades=STATE_SHADE, chip=chip,
        can_change=bool(next_statuses(offer)), versions=bench.session.scalars(same).all(), blocks=offer.rendered_blocks,
        account=bench.session.get(Account, offer.account_id), opportunity=bench.session.get(Opportunity, offer.opportunity_id),
        contact=bench.session.get(Contact, offer.contact_id) if offer.contact_id else None, vat_label=vat_label,
        template=bench.session.get(OfferTemplate, offer.template_id), line_rows=line_rows,
        messages=bench.session.scalars(select(Message).where(Message.offer_id == offer_id)).all(),
        events=bench.session.scalars(select(Interaction).where(Interaction.offer_id == offer_id)).all())


@page("/offers/<int:offer_id>/pdf", logs="offer_pdf_file")
def offer_pdf_file(bench: Workbench, offer_id: int) -> Any:
    """The offer's PDF."""
    offer = bench.get(Offer, offer_id)
    version = f"-w{offer.version}" if offer.version > 1 else ""
    return sent_file(bytes_of(bench, offer.pdf_sha256 or ""), f"{offer.number.replace('/', '-')}{version}.pdf", "application/pdf")


@page("/offers/<int:offer_id>/status", methods=("POST",), writes=True)
def offer_status(bench: Workbench, offer_id: int) -> Any:
    """What became of the offer is noted."""
    offer = bench.get(Offer, offer_id)
    form = OfferStatusForm()
    form.offer(offer)
    if not submit(bench, form, update_offer_status, offer_id=offer_id) and form.refusal:
        raise form.refusal
    return redirect(crm_url("offer_detail", offer_id=offer_id), 303)


def _start(bench: Workbench, earlier: Offer | None) -> dict[str, Any]:
    """What the form begins with."""
    if earlier:
        lines = select(OfferLine).where(OfferLine.offer_id == earlier.id)
        return {"opportunity_id": earlier.opportunity_id, "template_id": earlier.template_id, "account_id": earlier.account_id,
                "contact_id": earlier.contact_id, "issued_on": bench.today, "version_of": earlier.id,
                "lines": plain_lines(list(bench.session.scalars(lines)))}
    key = request.args.get("opportunity_id", type=int)
    opportunity = bench.session.get(Opportunity, key) if key else None
    if opportunity is None:
        return {"issued_on": bench.today}
    lines = select(OpportunityLine).where(OpportunityLine.opportunity_id == key, OpportunityLine.deleted_at.is_(None))
    return {"opportunity_id": opportunity.id, "account_id": opportunity.account_id, "issued_on": bench.today,
            "contact_id": opportunity.primary_contact_id, "lines": plain_lines(list(bench.session.scalars(lines)))}


def _templates(bench: Workbench) -> list[tuple[int, str]]:
    found = bench.session.scalars(select(OfferTemplate).where(OfferTemplate.deleted_at.is_(None), OfferTemplate.active))
    return [(template.id, template.name) for template in sorted(found, key=lambda one: one.name)]
