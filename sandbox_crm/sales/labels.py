"""What the values of selling are called on screen."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

PRODUCT_KIND = {"product": _l("product"), "service": _l("service")}
VAT = {"23": "23%", "8": "8%", "5": "5%", "0": "0%", "zw": _l("exempt"), "np": _l("not subject to VAT")}
AVAILABILITY = {True: _l("offered"), False: _l("no longer offered")}
METRIC = {"won_value": _l("value of won opportunities"), "won_count": _l("number of won opportunities"),
          "new_clients": _l("number of new clients"), "offer_count": _l("number of offers sent"),
          "conversion": _l("conversion (won among closed)")}
GOAL_STATUS = {"draft": _l("draft"), "active": _l("active"), "closed": _l("closed goal")}
STAGE_KIND = {"open": _l("open stage"), "won": _l("won"), "lost": _l("lost")}
GATE = {"none": _l("no gate"), "warn": _l("warn about open mandatory tasks"), "block": _l("block while mandatory tasks are open")}
COLOR = {"slate": _l("slate"), "blue": _l("blue"), "teal": _l("teal"), "violet": _l("violet"), "plum": _l("plum"),
         "brown": _l("brown")}
OFFSET = {"stage_entry": _l("from the entry into the stage"), "opportunity_created": _l("from the opening of the opportunity"),
          "expected_close": _l("from the expected close")}
VALUE_SOURCE = {"manual": _l("entered by hand"), "lines": _l("sum of the lines")}
ROLE = {"decision_maker": _l("decision-maker"), "user": _l("user"), "adviser": _l("adviser"), "blocker": _l("blocker")}
OUTCOME = {"open": _l("open opportunities"), "won": _l("won opportunities"), "lost": _l("lost opportunities")}
NEEDED = {
    "account.kind": _l("kind of client"), "account.name": _l("account’s name"), "account.nip": _l("NIP"),
    "account.regon": _l("REGON"), "account.krs": _l("KRS number"), "account.legal_form": _l("legal form"),
    "account.industry": _l("industry"), "account.size_bucket": _l("size of the business"),
    "account.annual_revenue_gr": _l("annual revenue"), "account.website": _l("website"),
    "account.email": _l("business e-mail"), "account.phone": _l("business phone"), "account.address": _l("address of the seat"),
    "account.voivodeship": _l("voivodeship"), "account.source": _l("source of the data"),
    "account.acquisition_method": _l("way of acquiring the data"), "account.preferred_channel": _l("client’s preferred channel"),
    "account.owner_id": _l("account’s owner"), "contact.first_name": _l("person’s first name"),
    "contact.last_name": _l("person’s last name"), "contact.title": _l("person’s position"),
    "contact.department": _l("person’s department"), "contact.email": _l("person’s e-mail"),
    "contact.phone": _l("person’s landline"), "contact.mobile": _l("person’s mobile phone"),
    "contact.preferred_channel": _l("person’s preferred channel"),
    "contact.decision_role": _l("person’s part in the decision"), "contact.consent": _l("person’s consents to contact"),
}
