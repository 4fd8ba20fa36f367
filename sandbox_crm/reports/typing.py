"""Conditions as people type them in the report's form, read into filters, and filters written back for the form.

A condition is typed as field, operator and value. Dates as DD.MM.RRRR or RRRR-MM-DD, amounts in złoty, a value from a
list by its name or code, several values with semicolons between them, a period by its name (``ten kwartał``) or code.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from app.polish.amounts import Unreadable, format_amount, format_quantity, parse_amount, parse_quantity
from app.polish.dates import format_date, parse_date
from sandbox_crm.reports.labels import RELATIVE, VALUES
from sandbox_crm.rules import RELATIVE_COUNTED, Path, folded, group_of, is_group

Options = list[tuple[Any, str]]
#: names of the groups that conditions can be put into
LETTERS = "ABCDEFGHIJKLMNOPQRST"


class Mistyped(ValueError):
    """A value that cannot be read; ``what`` is the text, ``meant`` the names it is a part of."""

    def __init__(self, what: str, meant: list[str] | None = None):
        super().__init__(what)
        self.what, self.meant = what, meant or []


def read_value(path: Path, op: str, text: str, options: Options) -> Any:
    """The value of a condition. Raises Mistyped."""
    words = (text or "").strip()
    if op in ("empty", "not_empty"):
        return None
    if op == "relative":
        return _relative(words)
    if op == "in":
        return [_single(path, part.strip(), options) for part in words.split(";") if part.strip()]
    if op == "between":
        parts = [part.strip() for part in words.split(";")]
        if len(parts) != 2 or not any(parts):
            raise Mistyped(words)
        return [_single(path, part, options) if part else None for part in parts]
    return _single(path, words, options)


def written_value(path: Path, op: str, value: Any, options: Options) -> str:
    """A condition's value as the form shows it; reading it again gives the same value."""
    if op in ("empty", "not_empty") or value is None:
        return ""
    if op == "relative":
        name, _, count = str(value).partition(":")
        return RELATIVE[name][1].replace("{n}", count)
    if isinstance(value, list):
        return "; ".join("" if item is None else _written(path, item, options) for item in value)
    return _written(path, value, options)


def filters_of(match: str, joins: dict[str, str], rows: list[tuple[str, dict[str, Any]]]) -> dict[str, Any]:
    """A filter of typed rows ``(letter of a group or empty, condition)``. ``match`` joins the conditions without a
    letter and the groups, ``joins`` the conditions inside each group; a group stands where its first condition does."""
    parts: list[dict[str, Any]] = []
    groups: dict[str, list[dict[str, Any]]] = {}
    for letter, condition in rows:
        if letter and letter not in groups:
            groups[letter] = []
            parts.append({joins[letter]: groups[letter]})
        (groups[letter] if letter else parts).append(condition)
    return {match: parts} if parts else {}


def rows_of(filters: dict[str, Any] | None) -> tuple[str, dict[str, str], list[tuple[str, dict[str, Any]]]]:
    """A filter as the form holds it: how the whole and each group are joined, and the conditions with their letters."""
    if not filters:
        return "all", {}, []
    match, parts = group_of(filters)
    joins: dict[str, str] = {}
    rows: list[tuple[str, dict[str, Any]]] = []
    letters = iter(LETTERS)
    for part in parts:
        if not is_group(part):
            rows.append(("", part))
            continue
        word, inner = group_of(part)
        if inner:
            letter = next(letters)
            joins[letter] = word
            rows += [(letter, condition) for condition in inner]
    return match, joins, rows


def options_of(path: Path, known: Options) -> Options:
    """Values of a field that can be chosen by name: fixed ones, or ``known`` records and dictionary codes."""
    fixed = VALUES.get(f"{path.entity}.{path.field}")
    return [(code, pair[1]) for code, pair in fixed.items()] if fixed else known


def _relative(words: str) -> str:
    plain = folded(words)
    for code, (english, polish) in RELATIVE.items():
        if plain in (code, folded(english), folded(polish)):
            if code in RELATIVE_COUNTED:
                raise Mistyped(words)
            return code
    name, _, count = words.partition(":")
    if name.strip() in RELATIVE_COUNTED and count.strip().isdecimal():
        return f"{name.strip()}:{int(count)}"
    for code in RELATIVE_COUNTED:
        for pair in RELATIVE[code]:
            head, _, tail = folded(pair).partition("{n}")
            middle = plain.removeprefix(head).removesuffix(tail).strip()
            if plain.startswith(head) and plain.endswith(tail) and middle.isdecimal():
                return f"{code}:{int(middle)}"
    raise Mistyped(words)


def _single(path: Path, words: str, options: Options) -> Any:
    if path.kind == "bool":
        if folded(words) not in ("tak", "nie", "yes", "no"):
            raise Mistyped(words)
        return folded(words) in ("tak", "yes")
    if path.kind in ("choice", "ref", "segment"):
        return _chosen(path, words, options)
    try:
        if path.kind == "date":
            return parse_date(words).isoformat()
        if path.kind == "money":
            return parse_amount(words)
        if path.kind == "quantity":
            return parse_quantity(words)
        if path.kind in ("number", "percent"):
            return int(words.removesuffix("%").strip())
    except (ValueError, Unreadable) as fault:
        raise Mistyped(words) from fault
    if not words:
        raise Mistyped(words)
    return words


def _chosen(path: Path, words: str, options: Options) -> Any:
    for key, label in options:
        if folded(words) in (folded(str(label)), folded(str(key))):
            return key
    if path.kind == "choice" and words and not options:
        return words
    raise Mistyped(words, [str(label) for _key, label in options if words and folded(words) in folded(str(label))])


def _written(path: Path, value: Any, options: Options) -> str:
    if path.kind == "bool":
        return "tak" if value else "nie"
    if path.kind == "money":
        return format_amount(value)
    if path.kind == "quantity":
        return format_quantity(value)
    if path.kind == "date":
        return format_date(date.fromisoformat(value))
    return str(next((label for key, label in options if key == value), value))

