"""Tags: the closed list of places in an offer's text that the CRM fills in. Plain replacement, no template engine.

A tag is written ``{{account.name}}``. A value that is put in is never read for tags again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from flask_babel import lazy_gettext as _l

_TAG = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")

#: group -> its name on screens
GROUPS = {"account": _l("Account"), "contact": _l("Contact person"), "opportunity": _l("Opportunity"),
          "offer": _l("Offer"), "owner": _l("Owner"), "seller": _l("Seller")}

#: tag -> its name on screens, in the order of the picker
TAGS = {
    "account.name": _l("account name"), "account.short_name": _l("short name"), "account.address": _l("full address"),
    "account.street": _l("street and number"), "account.postcode": _l("postcode"), "account.city": _l("town"),
    "account.nip": _l("NIP"), "account.regon": _l("REGON"), "account.email": _l("account e-mail"),
    "account.phone": _l("account phone"),
    "contact.full_name": _l("first and last name"), "contact.first_name": _l("first name"),
    "contact.last_name": _l("last name"), "contact.title": _l("job title"), "contact.department": _l("department"),
    "contact.email": _l("contact e-mail"), "contact.phone": _l("contact phone"), "contact.mobile": _l("mobile phone"),
    "opportunity.number": _l("opportunity number"), "opportunity.name": _l("opportunity name"),
    "opportunity.value": _l("opportunity value"), "opportunity.expected_close": _l("expected close"),
    "opportunity.next_step": _l("next step"), "opportunity.description": _l("opportunity description"),
    "offer.number": _l("offer number"), "offer.issued_on": _l("date of issue"), "offer.valid_until": _l("valid until"),
    "offer.validity_days": _l("days of validity"), "offer.net": _l("net total"), "offer.vat": _l("VAT total"),
    "offer.gross": _l("gross total"), "offer.gross_words": _l("gross total in words"),
    "owner.name": _l("owner's name"), "owner.role": _l("owner's position"), "owner.email": _l("owner's e-mail"),
    "seller.name": _l("seller's name"), "seller.address": _l("seller's address"), "seller.nip": _l("seller's NIP"),
    "seller.regon": _l("seller's REGON"), "seller.krs": _l("seller's KRS"), "seller.phone": _l("seller's phone"),
    "seller.email": _l("seller's e-mail"), "seller.website": _l("seller's website"),
    "seller.bank_account": _l("seller's bank account"),
}


def tags_in(text: str) -> list[str]:
    """What stands between double braces, in order, once each; known or not."""
    return list(dict.fromkeys(_TAG.findall(text)))


def tags_of(blocks: Iterable[dict[str, str]]) -> list[str]:
    """The tags of a template's blocks, in order, once each."""
    return list(dict.fromkeys(tag for block in blocks for tag in tags_in(block.get("text") or "")))


def unknown_tags(blocks: Iterable[dict[str, str]]) -> list[str]:
    """Tags that are not on the list."""
    return [tag for tag in tags_of(blocks) if tag not in TAGS]


def has_loose_braces(text: str) -> bool:
    """Whether double braces are left over when whole tags are taken out: a tag was not closed or not opened."""
    rest = _TAG.sub("", text)
    return "{{" in rest or "}}" in rest


def pieces(text: str) -> list[tuple[str, str]]:
    """Text cut into ``("text", …)`` and ``("tag", …)`` pieces, for showing tags as chips."""
    found: list[tuple[str, str]] = []
    end = 0
    for match in _TAG.finditer(text):
        if match.start() > end:
            found.append(("text", text[end:match.start()]))
        found.append(("tag", match.group(1)))
        end = match.end()
    return [*found, ("text", text[end:])] if end < len(text) else found


def fill(text: str, values: dict[str, str]) -> str:
    """Text with its tags replaced; a tag without a value becomes nothing, an unknown one stays to be seen."""
    return _TAG.sub(lambda match: (values.get(match.group(1)) or "") if match.group(1) in TAGS else match.group(0), text)


def empty_tags(blocks: Iterable[dict[str, str]], values: dict[str, str]) -> list[str]:
    """Tags of the blocks that have no value here."""
    return [tag for tag in tags_of(blocks) if not (values.get(tag) or "").strip()]
