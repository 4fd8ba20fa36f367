"""Letters: what a search should find, and the order of the Polish alphabet, as keys that any database can compare."""

from __future__ import annotations

import re
import unicodedata

_NOT_DECOMPOSED = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "ß": "ss", "æ": "ae", "œ": "oe"})
#: a Polish letter stands right after its plain letter: "ą" after every word in "a", "ź" before "ż"
_ALPHABET = str.maketrans({"ą": "a{", "ć": "c{", "ę": "e{", "ł": "l{", "ń": "n{", "ó": "o{", "ś": "s{", "ź": "z{", "ż": "z|"})
_MARKS = re.compile(r"[„”\"'’‘“»«`´]")
_SEPARATORS = re.compile(r"[^\w{|]+")


def fold(text: str | None) -> str:
    """Text as search compares it: small letters without diacritics, single spaces. ``None`` folds to ``""``."""
    lowered = unicodedata.normalize("NFC", text or "").casefold().translate(_NOT_DECOMPOSED)
    bare = "".join(sign for sign in unicodedata.normalize("NFD", lowered) if not unicodedata.combining(sign))
    return " ".join(_MARKS.sub("", bare).split())


def sort_key(text: str | None) -> str:
    """A key whose plain (binary) order is the order of the Polish alphabet; quotes and punctuation do not count."""
    lowered = unicodedata.normalize("NFC", text or "").casefold().translate(_ALPHABET)
    return " ".join(_SEPARATORS.sub(" ", fold(_MARKS.sub("", lowered))).split())


def person_key(first_name: str | None, last_name: str | None) -> str:
    """The sort key of a person: by last name, then first name."""
    return f"{sort_key(last_name)}\t{sort_key(first_name)}"


_LEGAL_FORMS = re.compile(
    r"\b((spolka|sp) z ?(ograniczona odpowiedzialnoscia|o ?o)( (sp k|spolka komandytowa))?|prosta spolka akcyjna|spolka akcyjna|"
    r"s a|p s a|spolka jawna|sp j|spolka komandytowa|sp k|spolka cywilna|s c|spolka partnerska|sp p)$")


def company_key(name: str | None) -> str:
    """A firm's name as it is compared: folded, without punctuation and without its legal form, so that "Świt
    sp. z o.o." and "ŚWIT SPÓŁKA Z OGRANICZONĄ ODPOWIEDZIALNOŚCIĄ" are one."""
    words = " ".join(re.sub(r"[^\w]+", " ", fold(name)).split())
    return _LEGAL_FORMS.sub("", words).strip() or words


def client_key(name: str | None, city: str | None) -> str:
    """What two records of one client have in common: the compared name of the firm and, after a line, the folded town."""
    return f"{company_key(name)}|{fold(city)}"
