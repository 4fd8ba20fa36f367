"""Numbers that name somebody: NIP, REGON, KRS, postal codes, telephones."""

from __future__ import annotations

import re
import unicodedata

_EXTENSION = re.compile(r"(?i)[\s,;/]*\b(?:wew(?:n(?:ętrzny)?)?|ext|w)\.?\s*(\d{1,6})\s*$")
_LABEL = re.compile(r"(?i)^\s*(?:tel(?:efon)?|kom(?:órka|órkowy)?|mob(?:ile)?|nr|faks|fax)\b\.?:?\s*")


def digits(raw: str) -> str:
    """Only the digits."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", raw) if sign.isascii() and sign.isdigit())


def nip(raw: str) -> str:
    """Ten digits without ``PL``, dashes and spaces; anything else as it stands, trimmed."""
    return digits(raw) or raw.strip().casefold()


def krs(raw: str) -> str:
    """Ten digits; the leading zeros that spreadsheets eat are given back."""
    found = digits(raw)
    return found.zfill(10) if found else raw.strip().casefold()


def regon(raw: str) -> str:
    """Nine or fourteen digits; eaten leading zeros are given back."""
    found = digits(raw)
    return found.zfill(14 if len(found) > 9 else 9) if found else raw.strip().casefold()


def postcode(raw: str) -> str:
    """``20-123`` from any spelling with five digits (four: an eaten zero); anything else trimmed."""
    found = digits(raw)
    if len(found) not in (4, 5):
        return raw.strip().casefold()
    found = found.zfill(5)
    return f"{found[:2]}-{found[2:]}"


def phone(raw: str) -> str:
    """E.164, Poland where no country is given; an extension follows as ``" wew. 12"``."""
    settled = _LABEL.sub("", unicodedata.normalize("NFKC", raw).strip())
    extension = _EXTENSION.search(settled)
    main = settled[:extension.start()] if extension else settled
    suffix = f" wew. {int(extension[1])}" if extension else ""
    bare = digits(main)
    return (_e164(main) or _e164(bare) or bare or main.strip().casefold()) + suffix


def _e164(text: str) -> str | None:
    import phonenumbers

    try:
        number = phonenumbers.parse(text, "PL")
    except phonenumbers.NumberParseException:
        return None
    possible = phonenumbers.is_possible_number(number)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) if possible else None


def main_number(canonical: str) -> tuple[str, str]:
    """A canonical telephone number and its extension, empty where there is none."""
    main, _, extension = canonical.partition(" wew. ")
    return main, extension


def is_valid(kind: str, raw: str) -> bool:
    """Whether a value is a valid ``nip``, ``regon``, ``email``, ``phone`` or ``postcode``; checksums where there are."""
    if kind == "nip":
        from stdnum.pl import nip as module
        return bool(digits(raw).strip("0")) and module.is_valid(raw)
    if kind == "regon":
        from stdnum.pl import regon as module
        return bool(digits(raw).strip("0")) and module.is_valid(regon(raw))
    if kind == "email":
        return re.fullmatch(r"[^@\s<>\"]+@[^@\s<>\".]+(\.[^@\s<>\".]+)+", raw.strip()) is not None
    if kind == "phone":
        return re.fullmatch(r"\+\d{8,15}", main_number(phone(raw))[0]) is not None
    return re.fullmatch(r"\d{2}-\d{3}", postcode(raw)) is not None
