"""Tags: the closed list of places in an offer's text that the CRM fills in. Plain replacement, no template engine.

A tag is written ``{{account.name}}``; one of a date or an amount may carry a format from the list of its kind,
``{{offer.valid_until|long}}``. A format is a name, never an expression. A value that is put in is never read for tags
again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l

_TAG = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")

#: group -> its name on screens
GROUPS = {"account": _l("Account"), "contact": _l("Contact person"), "opportunity": _l("Opportunity"),
          "offer": _l("Offer"), "owner": _l("Owner"), "seller": _l("Seller")}

#: tag -> its name on screens, in the order of the picker
TAGS = {
    "account.name": _l("account name"), "account.short_name": _l("short name"), "account.address": _l("full address"),
    "account.corr_address": _l("address for letters, or the full address where there is no other"),
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


#: tags whose values can be written in more than one way
KINDS = {"opportunity.value": "money", "opportunity.expected_close": "date", "offer.issued_on": "date",
         "offer.valid_until": "date", "offer.net": "money", "offer.vat": "money", "offer.gross": "money"}

#: kind of value -> format -> what it looks like; the empty name is the way in which a tag without a format is written
FORMATS: dict[str, dict[str, Any]] = {
    "date": {"": _l("in digits: 05.03.2026"), "long": _l("month in words: 5 marca 2026"),
             "weekday": _l("with the day of the week: czwartek, 5 marca 2026")},
    "money": {"": _l("with the currency: 1 234,56 zł"), "number": _l("number alone: 1 234,56"),
              "words": _l("in words: sto dwadzieścia złotych 50/100")},
}


def parted(tag: str) -> tuple[str, str]:
    """A tag as it is written, cut into its name and its format, which is empty where it carries none."""
    name, bar, form = tag.partition("|")
    return name.strip(), form.strip() if form.strip() or not bar else "|"


def formats_of(name: str) -> dict[str, Any]:
    """The formats that a tag may carry, the one it has without any included; empty where there is nothing to choose."""
    return FORMATS.get(KINDS.get(name, ""), {})


def tags_in(text: str) -> list[str]:
    """What stands between double braces, in order, once each; known or not. Formats stand after a bar without spaces."""
    return list(dict.fromkeys(_settled(found) for found in _TAG.findall(text)))


def _settled(tag: str) -> str:
    name, form = parted(tag)
    return f"{name}|{form}" if form else name


def tags_of(blocks: Iterable[dict[str, str]]) -> list[str]:
    """The tags of a template's blocks, in order, once each."""
    return list(dict.fromkeys(tag for block in blocks for tag in tags_in(block.get("text") or "")))


def unknown_tags(blocks: Iterable[dict[str, str]]) -> list[str]:
    """Tags that are not on the list, whatever their formats."""
    return [tag for tag in tags_of(blocks) if parted(tag)[0] not in TAGS]


def unknown_formats(blocks: Iterable[dict[str, str]]) -> list[str]:
    """Tags of the list with a format that they cannot have."""
    found = [(tag, *parted(tag)) for tag in tags_of(blocks)]
    return [tag for tag, name, form in found if name in TAGS and form and form not in formats_of(name)]


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
        found.append(("tag", _settled(match.group(1))))
        end = match.end()
    return [*found, ("text", text[end:])] if end < len(text) else found


def fill(text: str, values: dict[str, str]) -> str:
    """Text with its tags replaced; a tag without a value becomes nothing, an unknown one stays to be seen. ``values``:
    by tag, and by tag with format as `tags_in` gives them."""
    def value(match: re.Match[str]) -> str:
        name, form = parted(match.group(1))
        known = name in TAGS and (not form or form in formats_of(name))
        return (values.get(_settled(match.group(1))) or "") if known else match.group(0)

    return _TAG.sub(value, text)


def empty_tags(blocks: Iterable[dict[str, str]], values: dict[str, str]) -> list[str]:
    """Tags of the blocks that have no value here, by their names: what is not known has no value in any format."""
    names = dict.fromkeys(parted(tag)[0] for tag in tags_of(blocks))
    return [name for name in names if not (values.get(name) or "").strip()]


def values_used(blocks: Iterable[dict[str, str]], values: dict[str, str]) -> dict[str, str]:
    """The values that the blocks' tags take, as an offer keeps them: in the formats asked for, and each also plainly, so
    that whoever looks for a date or an amount finds it however it was written."""
    used = dict.fromkeys(key for tag in tags_of(blocks) for key in (parted(tag)[0], tag))
    return {key: values.get(key, "") for key in used}
