"""What a template would make of an opportunity, without making anything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sandbox_crm.bench import Refused, Workbench
from sandbox_crm.models.clients import Account, Contact
from sandbox_crm.models.offers import OfferTemplate
from sandbox_crm.models.sales import Opportunity
from sandbox_crm.offers.arithmetic import offer_totals
from sandbox_crm.offers.generating import draft_lines
from sandbox_crm.offers.rendering import rendered
from sandbox_crm.offers.tags import empty_tags
from sandbox_crm.offers.values import Terms, parties, tag_values


@dataclass(frozen=True)
class Preview:
    """Blocks as they would be, the tags that would stay empty, whether the opportunity has lines."""

    blocks: list[dict[str, Any]]
    empty: list[str]
    has_lines: bool


def preview_of(bench: Workbench, template: OfferTemplate, opportunity: Opportunity, contact_id: int | None) -> Preview:
    """The page for an opportunity, its account and a person (its primary contact where none is chosen)."""
    key = contact_id or opportunity.primary_contact_id
    contact = bench.session.get(Contact, key) if key else None
    who = parties(bench, opportunity, bench.get(Account, opportunity.account_id), contact)
    try:
        lines = draft_lines(bench, opportunity, None)
    except Refused:
        lines = []
    terms = Terms("OF/…", bench.today, bench.today + timedelta(days=template.validity_days),
                  offer_totals((line["vat_code"], line["net_gr"]) for line in lines))
    values = tag_values(who, terms)
    return Preview(rendered(template.blocks, who, terms, values, lines), empty_tags(template.blocks, values), bool(lines))
