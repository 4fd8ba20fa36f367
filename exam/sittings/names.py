"""Names of people as they are typed into an application: several in one field, titles before and after, any order. PURE."""

from __future__ import annotations

import re

from app.polish.text import fold

#: academic and professional titles, folded; none of them is a first or last name
TITLES = frozenset({
    "mgr", "inz", "dr", "hab", "prof", "lic", "dypl", "tech", "techn", "arch", "doc", "adw", "mec", "r", "pr", "ks", "lek", "med",
    "vet", "farm", "rad", "mba", "phd", "msc", "ba", "ma", "llm", "mr", "mrs", "ms", "pan", "pani", "panstwo", "p", "zw"})
_BETWEEN = re.compile(r"[;\n/&|+•]|\s(?:oraz|i|and)\s", re.IGNORECASE)


def words(name: str) -> tuple[str, ...]:
    """The parts of a name without titles, in alphabetical order: ``mgr Lewandowska Anna`` as ``Anna Lewandowska``."""
    found = re.findall(r"[^\W\d_]+", fold(name))
    return tuple(sorted(word for word in found if word not in TITLES))


def people_in(text: str | None) -> list[str]:
    """The people named in one field, as typed: divided by ``;`` ``,`` new lines, ``oraz`` and ``i``.

    ``Lewandowska, Anna`` is one person: of two neighbours between commas with one word each a name is made.
    """
    found: list[str] = []
    for group in _BETWEEN.split(text or ""):
        parts = [part.strip() for part in group.split(",") if words(part)]
        while parts:
            part = parts.pop(0)
            if parts and len(words(part)) == len(words(parts[0])) == 1:
                part = f"{part} {parts.pop(0)}"
            found.append(" ".join(part.split()))
    return found


def same(one: str, other: str) -> bool:
    """Whether two names are of one spelling, whatever the titles, case, marks and order."""
    return words(one) == words(other) != ()


def near(one: str, other: str) -> bool:
    """Whether two different spellings may be one person's: a letter off, a second name more, an initial, the last name alone."""
    first, second = words(one), words(other)
    if not first or not second or first == second:
        return False
    if _one_letter_off(" ".join(first), " ".join(second)) or _one_letter_off(_as_typed(one), _as_typed(other)):
        return True
    fewer, more = sorted((list(first), list(second)), key=len)
    rest = list(more)
    for word in sorted(fewer, key=len, reverse=True):  # whole words before initials
        fits = next((kept for kept in rest if kept == word), None) or next(
            (kept for kept in rest if 1 in (len(kept), len(word)) and kept[0] == word[0]), None)
        if fits is None:
            return False
        rest.remove(fits)
    return max(len(word) for word in fewer) > 2


def _as_typed(name: str) -> str:
    return " ".join(word for word in re.findall(r"[^\W\d_]+", fold(name)) if word not in TITLES)


def _one_letter_off(one: str, other: str) -> bool:
    """One letter more, less, other, or two neighbours changed about."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    start = next((at for at, (left, right) in enumerate(zip(one, other, strict=False)) if left != right),
                 min(len(one), len(other)))
    left, right = one[start:], other[start:]
    return left[1:] == right or left == right[1:] or left[1:] == right[1:] or (
        left[2:] == right[2:] and left[:2] == right[:2][::-1])
