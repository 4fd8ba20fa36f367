"""Texts, names of people and firms, streets, addresses: one canonical spelling for everything that means the same."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_DASHES = re.compile(r"[‐‑‒–—−]")
_QUOTES = re.compile(r"[\"„”“«»'’‘`´]")
_MARKS = str.maketrans("ąćęłńóśźżø", "acelnoszzo")

#: spellings of legal forms, longest first; text is already small letters without full stops and quotes
_LEGAL_FORMS: tuple[tuple[str, str], ...] = (
    (r"sp[oó][lł]ka z ograniczon[aą] odpowiedzialno[sś]ci[aą]", "spzoo"),
    (r"sp[oó][lł]ka komandytowo ?-? ?akcyjna", "ska"),
    (r"prosta sp[oó][lł]ka akcyjna", "psa"),
    (r"sp[oó][lł]ka komandytowa", "spk"),
    (r"sp[oó][lł]ka partnerska", "spp"),
    (r"sp[oó][lł]ka akcyjna", "sa"),
    (r"sp[oó][lł]ka cywilna", "sc"),
    (r"sp[oó][lł]ka jawna", "spj"),
    (r"(?:sp|sp[oó][lł]ka) ?z ?o ?o", "spzoo"),
    (r"s ?k ?a", "ska"), (r"p ?s ?a", "psa"), (r"(?:sp|s) ?k", "spk"), (r"(?:sp|s) ?j", "spj"), (r"sp ?p", "spp"),
    (r"s ?a", "sa"), (r"s ?c", "sc"),
)
_LEGAL = [(re.compile(rf"(?<!\S)(?:{pattern})(?!\S)"), short) for pattern, short in _LEGAL_FORMS]
_TRADE = tuple((re.compile(rf"(?<!\S)(?:{pattern})(?!\S)"), short) for pattern, short in (
    (r"przedsi[eę]biorstwo produkcyjno ?- ?handlowo ?- ?us[lł]ugowe|p ?p ?h ?u", "pphu"),
    (r"przedsi[eę]biorstwo handlowo ?- ?us[lł]ugowe|p ?h ?u", "phu"),
    (r"firma handlowo ?- ?us[lł]ugowa|f ?h ?u", "fhu"),
    (r"firma handlowa|f ?h", "fh"),
))
_STREET_WORDS = ((re.compile(r"^(ulica|ul)\b\.? ?"), ""), (re.compile(r"^(aleja|aleje|al)\b\.? ?"), "al "),
                 (re.compile(r"^(plac|pl)\b\.? ?"), "pl "), (re.compile(r"^(osiedle|os)\b\.? ?"), "os "))


def text(raw: str) -> str:
    """NFC, single spaces (no-break ones too), one kind of dash and quote, small letters; Polish marks stay."""
    settled = _QUOTES.sub('"', _DASHES.sub("-", unicodedata.normalize("NFKC", raw)))
    return " ".join(unicodedata.normalize("NFC", settled.casefold()).split())


@lru_cache(maxsize=8192)
def fold(settled: str) -> str:
    """The text without Polish and other marks; ł is mapped by hand, because it does not decompose."""
    plain = unicodedata.normalize("NFD", settled.translate(_MARKS))
    return unicodedata.normalize("NFC", "".join(sign for sign in plain if not unicodedata.combining(sign)))


def person(raw: str) -> str:
    """A person's name in any order of its parts; double-barrelled names keep their hyphen."""
    settled = re.sub(r" ?- ?", "-", text(raw).replace('"', "").replace(",", " "))
    return " ".join(sorted(settled.split()))


def company(raw: str) -> str:
    """A firm's name without quotes and punctuation, every spelling of a legal form as one short word."""
    settled = text(raw).replace('"', " ").replace(".", " ").replace(",", " ")
    settled = " ".join(re.sub(r" ?- ?", "-", settled).split())
    for pattern, short in (*_LEGAL, *_TRADE):
        settled = pattern.sub(short, settled)
    return " ".join(settled.split())


def street(raw: str) -> str:
    """A street without "ul."; avenue, square and estate as one short word each."""
    settled = text(raw)
    for pattern, short in _STREET_WORDS:
        if pattern.match(settled):
            return " ".join((short + street(pattern.sub("", settled, count=1))).split()) if not short else \
                " ".join((short + pattern.sub("", settled, count=1)).split())
    return settled.replace('"', "").strip()


def email(raw: str) -> str:
    """The bare address in small letters, out of ``mailto:`` and ``Name <address>``."""
    settled = unicodedata.normalize("NFKC", raw).strip().casefold()
    inside = re.search(r"<([^<>]+)>", settled)
    return "".join((inside[1] if inside else settled).removeprefix("mailto:").split()).rstrip(".;,")


def url(raw: str) -> str:
    """A web address without scheme, ``www.`` and the closing slash."""
    settled = "".join(unicodedata.normalize("NFKC", raw).casefold().split())
    bare = re.sub(r"^(?:(?:https?://)|(?:www\.))+", "", settled)
    return bare.rstrip("/")
