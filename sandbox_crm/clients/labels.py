"""What the CRM calls the values of clients' fields: labels of fields, codes and reasons."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

ACCOUNT_LABELS: dict[str, Any] = {
    "name": _l("Account name"),
    "kind": _l("Kind of client"),
    "short_name": _l("Short name"),
    "status": _l("Status"),
    "nip": "NIP",
    "regon": "REGON",
    "krs": "KRS",
    "vat_eu": _l("EU VAT number"),
    "legal_form": _l("Legal form"),
    "industry": _l("Industry"),
    "size_bucket": _l("Size of the firm"),
    "annual_revenue_gr": _l("Annual revenue"),
    "website": _l("Website"),
    "email": _l("E-mail"),
    "phone": _l("Phone"),
    "street": _l("Street"),
    "house_no": _l("House number"),
    "flat_no": _l("Flat number"),
    "postcode": _l("Postcode"),
    "city": _l("Town"),
    "commune": _l("Commune"),
    "county": _l("County"),
    "voivodeship": _l("Voivodeship"),
    "country": _l("Country"),
    "corr_street": _l("Street for letters"),
    "corr_house_no": _l("House number for letters"),
    "corr_flat_no": _l("Flat number for letters"),
    "corr_postcode": _l("Postcode for letters"),
    "corr_city": _l("Town for letters"),
    "corr_country": _l("Country for letters"),
    "source": _l("Source of the data"),
    "acquisition_method": _l("How it was acquired"),
    "preferred_channel": _l("Preferred channel"),
    "owner_id": _l("Owner"),
    "description": _l("Description"),
}
CONTACT_LABELS: dict[str, Any] = {
    "account_id": _l("Account"),
    "first_name": _l("First name"),
    "last_name": _l("Last name"),
    "title": _l("Position"),
    "department": _l("Department"),
    "email": _l("E-mail"),
    "phone": _l("Phone"),
    "mobile": _l("Mobile phone"),
    "preferred_channel": _l("Preferred channel"),
    "is_primary": _l("Main contact of the account"),
    "do_not_call": _l("Do not call"),
    "active": _l("Works there now"),
    "decision_role": _l("Part in the decision"),
    "source": _l("Source of the data"),
    "acquisition_method": _l("How it was acquired"),
    "notes": _l("Notes"),
}
SHARED_LABELS = {
    "merged_into_id": _l("Merged into"),
    "verified_at": _l("Verified"),
    "duplicate_reason": _l("Why it is not a duplicate"),
    "deleted_at": _l("In the bin"),
    "anonymised_at": _l("Anonymised"),
}
KINDS = {
    "company": _l("company"),
    "sole_trader": _l("sole trader"),
    "person": _l("private person"),
    "institution": _l("institution"),
}
STATUSES = {"prospect": _l("prospect"), "active": _l("active"), "inactive": _l("inactive")}
SIZES = {
    "micro": _l("micro (up to 9 people)"),
    "small": _l("small (10-49)"),
    "medium": _l("medium (50-249)"),
    "large": _l("large (250 and more)"),
}
CHANNELS = {
    "email": _l("e-mail"),
    "phone": _l("phone"),
    "sms": _l("text message"),
    "post": _l("post"),
    "visit": _l("visit"),
    "portal": _l("client portal"),
}
CONSENT_CHANNELS = {"email": _l("e-mail"), "phone": _l("phone"), "sms": _l("text message"), "automatic": _l("automatic calling")}
CONSENT_STATUSES = {
    "not_asked": _l("not asked"),
    "granted": _l("granted"),
    "refused": _l("refused"),
    "withdrawn": _l("withdrawn"),
}
SEGMENT_ENTITIES = {"account": _l("accounts"), "contact": _l("contacts")}
PURPOSES = {
    "commercial": _l("commercial information"),
    "offer": _l("contact about an offer"),
    "contract": _l("carrying out a contract"),
    "survey": _l("satisfaction survey"),
}
LEGAL_BASES = {
    "a": _l("art. 6(1)(a) GDPR: consent"),
    "b": _l("art. 6(1)(b) GDPR: contract"),
    "c": _l("art. 6(1)(c) GDPR: legal obligation"),
    "d": _l("art. 6(1)(d) GDPR: vital interests"),
    "e": _l("art. 6(1)(e) GDPR: public task"),
    "f": _l("art. 6(1)(f) GDPR: legitimate interest"),
}
DECISION_ROLES = {
    "unknown": _l("not known"),
    "decision_maker": _l("decision-maker"),
    "user": _l("user"),
    "adviser": _l("adviser"),
    "blocker": _l("opponent"),
}
VERIFICATION_SOURCES = {
    "register": _l("public register"),
    "website": _l("client's website"),
    "phone": _l("phone call"),
    "document": _l("document"),
}
RESULTS = {"same": _l("agrees"), "different": _l("differs"), "missing": _l("missing")}
SEGMENT_MODES = {"static": _l("fixed list"), "rule": _l("rule")}
IMPORT_MODES = {
    "create": _l("only create new accounts"),
    "update": _l("only update existing accounts"),
    "both": _l("create new and update existing accounts"),
}
ACTIONS = {"created": _l("created"), "updated": _l("updated"), "skipped": _l("skipped"), "error": _l("error")}
PLANNED = {"created": _l("to be created"), "updated": _l("to be updated"), "skipped": _l("to be skipped"), "error": _l("error")}

NIP_FAULTS = {
    "digits": _l("The NIP may hold digits only (spaces and dashes between them are allowed). Remove other characters."),
    "length": _l("The NIP must have 10 digits. Check whether a digit is missing or was typed twice."),
    "checksum": _l("The NIP has 10 digits, but its check digit is wrong. Compare the number with the document."),
    "zeros": _l("A NIP of zeros belongs to nobody. Leave the field empty when the number is not known."),
}
REGON_FAULTS = {
    "digits": _l("The REGON may hold digits only. Remove other characters."),
    "length": _l("The REGON must have 9 or 14 digits, with the leading zeros. Check whether a digit is missing."),
    "checksum": _l("The check digit of the REGON is wrong. Compare the number with the document."),
    "zeros": _l("A REGON of zeros belongs to nobody. Leave the field empty when the number is not known."),
}
KRS_FAULTS = {
    "digits": _l("The KRS number may hold digits only. Remove other characters."),
    "length": _l("The KRS number must have 10 digits, with the leading zeros (for example 0000123456)."),
    "zeros": _l("A KRS number of zeros belongs to nobody. Leave the field empty when the number is not known."),
}
POSTCODE_FAULT = _l("A Polish postcode looks like 00-000. Correct it or choose another country.")
COUNTRY_FAULT = _l("The country is a code of two letters, for example PL, DE or CZ.")
EMAIL_FAULT = _l("This is not an e-mail address. It should look like name@firm.pl.")
NOT_LISTED = _l("This value is not on the list of the CRM. Choose one of the list.")
NOT_SAVED = _l("Nothing was saved. Correct the fields named below.")
NO_NAME = _l("The row gives no account name.")


def address_line(place: Any) -> str:
    """Where an account or an entry of the register is, as one writes it on a letter: "ul. Polna 7/2, 20-001 Lublin". A
    village without streets: "Nowa Wieś 12"."""
    return _line(place.street, place.house_no, place.flat_no, place.postcode, place.city)


def letter_line(account: Any) -> str:
    """Where letters to an account go, if elsewhere than to its seat; empty where no such address is given."""
    line = _line(account.corr_street, account.corr_house_no, account.corr_flat_no, account.corr_postcode, account.corr_city)
    return ", ".join(part for part in (line, account.corr_country) if part)


def _line(street: str | None, house_no: str | None, flat_no: str | None, postcode: str | None, city: str | None) -> str:
    number = "/".join(part for part in (house_no, flat_no) if part)
    town = " ".join(part for part in (postcode, city) if part)
    if not street:
        return " ".join(part for part in (town, number) if part)
    return ", ".join(part for part in (f"{street} {number}".strip(), town) if part)
