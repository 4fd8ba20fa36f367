"""Commands on offers: generate one from an opportunity with everything frozen, and follow what became of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from sandbox_crm.bench import Done, Refused, Workbench, check_version, command
from sandbox_crm.filing import keep_file
from sandbox_crm.images import image
from sandbox_crm.models.clients import Account, Contact
from sandbox_crm.models.offers import Offer, OfferLine, OfferTemplate
from sandbox_crm.models.sales import VAT_CODES, Opportunity, OpportunityLine, Product, plain_lines
from sandbox_crm.offers.arithmetic import offer_totals
from sandbox_crm.offers.paper import OfferPaper, offer_pdf
from sandbox_crm.offers.rendering import rendered
from sandbox_crm.offers.tags import empty_tags, values_used
from sandbox_crm.offers.templates import active_template
from sandbox_crm.offers.values import Parties, Terms, parties, tag_values
from sandbox_crm.sales.arithmetic import line_net_gr
from sandbox_crm.sales.numbers import highest, next_number
from sandbox_crm.sales.writing import Problems, stale

#: status -> statuses that it may be set to by hand; "sent" comes from sending a message only
_BY_HAND = {"draft": ("ready",), "ready": ("draft",), "sent": ("accepted", "rejected", "expired"),
            "accepted": ("sent", "rejected"), "rejected": ("sent", "accepted"), "expired": ("sent", "accepted", "rejected")}


@command("offer.generate")
def generate_offer(bench: Workbench, *, opportunity_id: int, template_id: int, account_id: int | None = None,
                   contact_id: int | None = None, issued_on: date | None = None, valid_until: date | None = None,
                   lines: list[dict[str, Any]] | None = None, version_of: int | None = None) -> Done:
    """Make an offer and its PDF. ``lines`` as in opportunity.set_lines, None takes the opportunity's. The recipient is
    the opportunity's account unless another is given. ``version_of``: an offer whose number the new version keeps."""
    opportunity, template = bench.get(Opportunity, opportunity_id), active_template(bench, template_id)
    who = _recipient(bench, opportunity, account_id, contact_id)
    earlier = bench.get(Offer, version_of) if version_of else None
    content = draft_lines(bench, opportunity, lines)
    terms = _terms(bench, template, issued_on, valid_until, content, earlier)
    offer = bench.add(_offer(bench, who, terms, template, content, earlier))
    for line in content:
        bench.add(OfferLine(offer_id=offer.id, **line))
    _attach_paper(bench, offer, who.seller["name"])
    words = f"Wygenerowano ofertę {offer.number}" + (f", wersja {offer.version}" if offer.version > 1 else "")
    return Done(offer, f"{words} dla „{who.account.name}” z szansy {opportunity.number}")


@command("offer.update_status")
def update_offer_status(bench: Workbench, *, offer_id: int, status: str, row_version: int | None = None) -> Done:
    """Note what became of an offer. A sent offer's content never changes."""
    offer = bench.get(Offer, offer_id)
    check_version(offer, row_version, {"status": status}, stale())
    if status not in next_statuses(offer):
        message = _("This status cannot follow the present one. An offer becomes sent when it is sent in a message.")
        raise Refused(message, {"status": message})
    offer.status = status
    return Done(offer, f"Zmieniono status oferty {offer.number} na „{POLISH_STATUS[status]}”")


POLISH_STATUS = {"draft": "szkic", "ready": "gotowa", "sent": "wysłana", "accepted": "zaakceptowana",
                 "rejected": "odrzucona", "expired": "wygasła"}


def next_statuses(offer: Offer) -> tuple[str, ...]:
    """Statuses that people may set now; an offer never sent cannot go back to sent."""
    return tuple(status for status in _BY_HAND[offer.status] if status != "sent" or offer.sent_at is not None)


def draft_lines(bench: Workbench, opportunity: Opportunity, lines: list[dict[str, Any]] | None) -> list[dict[str, Any]]:
    """The offer's lines with their nets: those given, or the opportunity's. Refused where there is none or one is wrong."""
    if lines is None:
        wanted = select(OpportunityLine).where(OpportunityLine.opportunity_id == opportunity.id,
                                               OpportunityLine.deleted_at.is_(None))
        found = plain_lines(list(bench.session.scalars(wanted)))
    else:
        problems = Problems()
        found = [_line(bench, position, line, problems) for position, line in enumerate(lines)]
        problems.refuse()
    if not found:
        message = _("The offer needs at least one line. Add lines to the opportunity or to the offer.")
        raise Refused(message, {"lines": message})
    return found


def _line(bench: Workbench, position: int, line: dict[str, Any], problems: Problems) -> dict[str, Any]:
    product = problems.reference(bench, Product, line.get("product_id"), "lines")
    made = {"product_id": product.id if product else None, "name": line.get("name") or (product.name if product else ""),
            "qty_milli": line.get("qty_milli") or 0, "unit": line.get("unit") or (product.unit if product else "szt."),
            "price_net_gr": line.get("price_net_gr"), "discount_pct": line.get("discount_pct") or 0,
            "vat_code": line.get("vat_code") or (product.vat_code if product else "23"), "position": position}
    if made["price_net_gr"] is None:
        made["price_net_gr"] = product.price_net_gr if product else 0
    number = position + 1
    if not made["name"]:
        problems.add("lines", _("Line %(number)s has no name. Choose a product or enter a name.", number=number))
    if made["qty_milli"] <= 0 or made["price_net_gr"] < 0 or not 0 <= made["discount_pct"] <= 100:
        problems.add("lines", _("Check line %(number)s: quantity above zero, price not below zero, discount from 0 to 100.",
                                number=number))
    if made["vat_code"] not in VAT_CODES:
        problems.add("lines", _("Line %(number)s has an unknown VAT rate. Choose one from the list.", number=number))
    return {**made, "net_gr": line_net_gr(made["qty_milli"], made["price_net_gr"], made["discount_pct"])}


def _recipient(bench: Workbench, opportunity: Opportunity, account_id: int | None, contact_id: int | None) -> Parties:
    problems = Problems()
    account = problems.reference(bench, Account, account_id or opportunity.account_id, "account_id")
    contact = problems.reference(bench, Contact, contact_id, "contact_id")
    problems.refuse()
    return parties(bench, opportunity, account, contact)


def _terms(bench: Workbench, template: OfferTemplate, issued_on: date | None, valid_until: date | None,
           content: list[dict[str, Any]], earlier: Offer | None) -> Terms:
    issued = issued_on or bench.today
    until = valid_until or issued + timedelta(days=template.validity_days)
    if until < issued:
        message = _("The offer would end before it is issued. Give a later date of validity.")
        raise Refused(message, {"valid_until": message})
    taken = [] if earlier else highest(bench.session, Offer.number, "OF", issued.year)
    number = earlier.number if earlier else next_number("OF", issued.year, taken)
    return Terms(number, issued, until, offer_totals((line["vat_code"], line["net_gr"]) for line in content))


def _offer(bench: Workbench, who: Parties, terms: Terms, template: OfferTemplate, content: list[dict[str, Any]],
           earlier: Offer | None) -> Offer:
    values, totals = tag_values(who, terms), terms.totals
    versions = select(Offer.version).where(Offer.number == terms.number)
    version = max(bench.session.scalars(versions), default=0) + 1 if earlier else 1
    return Offer(
        number=terms.number, version=version, template_id=template.id, template_version=template.version,
        opportunity_id=who.opportunity.id, account_id=who.account.id, contact_id=who.contact.id if who.contact else None,
        issued_on=terms.issued_on, valid_until=terms.valid_until, status="draft",
        tag_values=values_used(template.blocks, values), customer_snapshot=_snapshot(who),
        rendered_blocks=rendered(template.blocks, who, terms, values, content), vat_summary=totals.summary(),
        net_gr=totals.net_gr, vat_gr=totals.vat_gr, gross_gr=totals.gross_gr,
        unresolved_tags=empty_tags(template.blocks, values))


def _snapshot(who: Parties) -> dict[str, Any]:
    """Account and contact as they stood, without the CRM's own bookkeeping."""
    def facts(record: Any) -> dict[str, Any]:
        left_out = ("created_at", "updated_at", "deleted_at", "row_version", "name_sort", "name_fold", "name_key", "notes")
        return {name: value for name, value in image(record).items() if name not in left_out}

    return {"account": facts(who.account), "contact": facts(who.contact) if who.contact else None}


def _attach_paper(bench: Workbench, offer: Offer, seller_name: str) -> None:
    paper = OfferPaper(offer.number, offer.version, offer.issued_on, seller_name, offer.rendered_blocks)
    version = f"-w{offer.version}" if offer.version > 1 else ""
    name = f"{offer.number.replace('/', '-')}{version}.pdf"
    stored = keep_file(bench, name, "application/pdf", offer_pdf(paper, bench.moment))
    offer.file_id, offer.pdf_sha256 = stored.id, stored.sha256
