"""Classes of data: what a field, a column of a file or a text holds, in the terms of the GDPR. PURE: no database, no web.

The classes are those of the institution's reference: ordinary data of a firm and of a person, special categories
(art. 9), convictions and offences (art. 10), the national number (PESEL, art. 87) and data that nobody needs for the
purpose (art. 5(1)(c)). They are told on the card of personal data alone: no form and no import warns of them.
"""

from __future__ import annotations

import re
from typing import Any

from flask_babel import lazy_gettext as _l
from stdnum.pl import pesel

from app.polish.text import fold

#: from the least to the most protected; where several fit, the last one counts
CLASSES: dict[str, Any] = {
    "firm": _l("ordinary data of a firm"),
    "personal": _l("ordinary personal data"),
    "free": _l("own words: ordinary personal data, unless special or excess data were written there"),
    "excess": _l("excess data: not needed for the purpose (art. 5(1)(c) GDPR)"),
    "number": _l("national identification number, PESEL (art. 87 GDPR)"),
    "convictions": _l("convictions and offences (art. 10 GDPR)"),
    "special": _l("special category (art. 9 GDPR)"),
}
#: fields whose words are free, so that anything may stand in them
FREE_TEXTS = ("notes", "description")
_ORDER = tuple(CLASSES)
#: how headings of such columns begin a word or a phrase, folded; a full stop ends the word
_HEADINGS: dict[str, tuple[str, ...]] = {
    "special": (
        "zdrow", "chorob", "niepelnospraw", "grupa krwi", "alergi", "ciaza.", "wyznani", "religi", "etniczn", "narodowos",
        "rasa.", "rasow", "poglad", "partia.", "partii", "partyjn", "zwiazek zawodowy", "zwiazku zawodow", "zwiazkow",
        "seksual", "biometr", "genetyczn", "odcisk"),
    "convictions": ("karaln", "niekaraln", "karany", "karana", "wyrok", "skazan", "przestepst", "wykroczen", "krk."),
    "number": ("pesel",),
    "excess": (
        "data urodz", "miejsce urodz", "rok urodz", "urodz", "wiek.", "plec.", "stan cywiln", "dowod osobist", "nr dowodu",
        "numer dowodu", "seria dowodu", "seria i n", "paszport", "imie ojca", "imie matki", "imiona rodzic", "rodzic",
        "nazwisko rodow", "nazwisko panien", "dzieci", "malzon", "maz.", "zona.", "hobby", "zainteresowan", "wynagrodz",
        "zarobk", "pensja.", "prawo jazdy", "adres prywatn", "adres domow", "imieniny"),
}
_PATTERNS = {name: re.compile(r"\b(?:" + "|".join(word.replace(".", r"\b") for word in words) + ")")
             for name, words in _HEADINGS.items()}
_ELEVEN_DIGITS = re.compile(r"(?<!\d)\d{11}(?!\d)")


def class_of_field(name: str, firm: bool = False) -> str:
    """The class of a field of the CRM by itself; ``firm``: its record is no living person."""
    return "firm" if firm else "free" if name in FREE_TEXTS else "personal"


def class_of_heading(heading: str) -> str | None:
    """The class that the heading of a column speaks of; None where it speaks of nothing but ordinary data."""
    words = " ".join(re.sub(r"[^\w]+", " ", fold(heading).replace("_", " ")).split())
    return strictest(*(name for name, pattern in _PATTERNS.items() if pattern.search(words)))


def class_of_text(text: Any) -> str | None:
    """The class that a value gives away by its form: a PESEL number is one wherever it stands."""
    found = _ELEVEN_DIGITS.findall(text) if isinstance(text, str) else []
    return "number" if any(pesel.is_valid(number) for number in found) else None


def strictest(*classes: str | None) -> str | None:
    """The most protected of the classes; None of none."""
    return max((name for name in classes if name), key=_ORDER.index, default=None)
