"""Values compared as people mean them: one canonical spelling a type, near misses, flags. Raw values are kept elsewhere.

Every normaliser is idempotent and comparison is symmetric. A change of meaning raises `NORMALISE_VERSION`, so that an
old finding can be told from a new one.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from scoring.normalisers import dates, identifiers, letters, numbers

NORMALISE_VERSION = 1

DIACRITICS = "bez polskich znaków"
AMBIGUOUS = "zapis liczby można odczytać na dwa sposoby"
EXTENSION = "jeden z numerów bez numeru wewnętrznego"

_TEXTS: dict[str, Callable[[str], str]] = {
    "exact": lambda raw: raw, "text": letters.text, "text_pl": letters.text, "longtext": letters.text,
    "company": letters.company, "person": letters.person, "street": letters.street, "email": letters.email,
    "url": letters.url, "code": letters.text, "phone": identifiers.phone, "nip": identifiers.nip,
    "regon": identifiers.regon, "krs": identifiers.krs, "postcode": identifiers.postcode, "date": dates.iso_date,
    "moment": dates.moment,
}
_FOLDED = frozenset({"text_pl", "company", "person", "street"})
#: how many of its units make one: an integer of this type counts in the smaller unit, text in the larger
_SCALES = {"money": 100, "quantity": 1000}
_NUMBERS = frozenset({"money", "quantity", "number", "integer", "percent"})
#: types of which equal values are written alike: 1.50 and 1.5 are equal Decimals and two texts
_PLAIN = frozenset({str, int, bool, type(None)})
_SHORTEST_SLIP = 4
#: values remembered, of each kind of reading: a CRM holds a few thousand, and each is asked about by many checks
REMEMBERED = 16_384
#: passes after which a text is taken as settled; two are the rule, three were never seen to change anything
MOST_READINGS = 5
_NO_SLIP = frozenset({"code", "bool", "json", "ref", "exact", "longtext"})


@dataclass(frozen=True)
class Match:
    """Two values compared: whether they mean the same, their canonical forms, what to tell, whether a slip parts them."""

    equal: bool
    actual: Any
    expected: Any
    flags: tuple[str, ...] = ()
    slip: bool = False


def normalise(kind: str, raw: Any) -> Any:
    """The canonical form of a value: None for nothing there, an int or plain text otherwise.

    ``money`` and ``quantity``: an int is grosze or thousandths already, text and Decimal are złote or whole units.
    What cannot be read as its type comes back as settled text, which equals no readable value.
    """
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return None
    if kind == "json" or isinstance(raw, list | dict):
        return json.dumps(raw, ensure_ascii=False, sort_keys=True)
    if isinstance(raw, bool) or kind == "bool":
        return _boolean(raw)
    if kind in _NUMBERS:
        found = readings(kind, raw)
        return found[0] if found else letters.text(str(raw))
    if kind.startswith("ref") or kind not in _TEXTS:
        return raw
    return _settled(kind, str(raw)) or None


@lru_cache(maxsize=REMEMBERED)
def _settled(kind: str, text: str) -> str:
    """Read until reading again changes nothing: one sign's going may leave another at an edge, or join two into one."""
    reader = _TEXTS[kind]
    for _ in range(MOST_READINGS):
        before, text = text, reader(text)
        if text == before:
            break
    return text


def readings(kind: str, raw: Any) -> tuple[int | str, ...]:
    """Every canonical number that the value may mean; none when it is no number."""
    if isinstance(raw, bool) or raw is None:
        return ()
    if isinstance(raw, int):
        return (raw if kind in _SCALES else numbers.plain(Decimal(raw)),)
    found = (raw,) if isinstance(raw, Decimal) else numbers.numbers(str(raw))
    if kind in _SCALES:
        return tuple(numbers.scaled(number, _SCALES[kind]) for number in found)
    return tuple(numbers.plain(number) for number in found)


def equal(kind: str, actual: Any, expected: Any, tol: Decimal = Decimal(0)) -> Match:
    """Compare two values of one type. ``tol`` is in grosze, thousandths, or units of the number."""
    kind = "ref" if kind.startswith("ref:") else kind
    if type(actual) in _PLAIN and type(expected) in _PLAIN:
        return _remembered(kind, actual, expected, tol)
    return _match(kind, actual, expected, tol)


def _match(kind: str, actual: Any, expected: Any, tol: Decimal) -> Match:
    left, right = normalise(kind, actual), normalise(kind, expected)
    if left is None or right is None:
        return Match(left is right, left, right)
    if kind in _NUMBERS:
        return _numbers_equal(kind, actual, expected, tol)
    if left == right:
        return Match(True, left, right)
    if kind in _FOLDED and letters.fold(left) == letters.fold(right):
        return Match(True, left, right, (DIACRITICS,))
    if kind == "phone":
        (one, one_ext), (two, two_ext) = identifiers.main_number(left), identifiers.main_number(right)
        if one == two and not (one_ext and two_ext):
            return Match(True, left, right, (EXTENSION,))
    return Match(False, left, right, slip=kind not in _NO_SLIP and is_slip(str(left), str(right)))


#: `_match` remembered; ``typed``, because 1 and True are one key but two values
_remembered = lru_cache(maxsize=REMEMBERED, typed=True)(_match)


def is_slip(one: str, two: str) -> bool:
    """Whether one sign was mistyped: changed, left out, added, or swapped with its neighbour; short values never."""
    if min(len(one), len(two)) < _SHORTEST_SLIP or abs(len(one) - len(two)) > 1 or one == two:
        return False
    start = next((place for place, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))
    a, b = one[start:], two[start:]
    if len(a) == len(b):
        return a[1:] == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
    return a[1:] == b if len(a) > len(b) else a == b[1:]


def _numbers_equal(kind: str, actual: Any, expected: Any, tol: Decimal) -> Match:
    left, right = readings(kind, actual), readings(kind, expected)
    if not left or not right:
        settled = normalise(kind, actual), normalise(kind, expected)
        return Match(settled[0] == settled[1], *settled)
    pairs = [(one, two) for one in left for two in right]
    hits = [(one, two) for one, two in pairs if abs(Decimal(one) - Decimal(two)) <= tol]
    flags = (AMBIGUOUS,) if len(pairs) > 1 else ()
    if len(hits) == 1 or (hits and len(pairs) == 1):
        return Match(True, hits[0][0], hits[0][1], flags)
    one, two = pairs[0]
    return Match(bool(hits) and left == right, one, two, flags, slip=any(is_slip(str(a), str(b)) for a, b in pairs))


def _boolean(raw: Any) -> bool | str:
    if isinstance(raw, bool | int):
        return bool(raw)
    settled = letters.text(str(raw))
    return {"tak": True, "true": True, "1": True, "nie": False, "false": False, "0": False}.get(settled, settled)
