"""The sentences of a finding's rationale, alike for every kind of check."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scoring.checks.evidence import Evidence, Judged, Key
from scoring.checks.language import Find, Where
from scoring.checks.lookup import Looked, Lookup, attempted, slipped
from scoring.words import RECORDS, entries_words, field_words, listed, sentence


def conditions_words(lookup: Lookup, table: str, where: Where) -> str:
    """Conditions as ``NIP: 1000000012, opiekun: Anna Lis``."""
    return ", ".join(f"{field_words(path)}: {lookup.judge(table, None, path, condition).expected_words}"
                     for path, condition in where.items())


def find_words(lookup: Lookup, find: Find) -> str:
    """What is looked for: ``konto klienta (NIP: 1000000012)``."""
    inside = conditions_words(lookup, find.table, find.where)
    return f"{RECORDS[find.table]} ({inside})" if inside else RECORDS[find.table]


def there(what: str, evidence: Evidence, keys: Sequence[Key], seqs: tuple[int, ...], extra: str = "") -> str:
    """``Stwierdzono: …`` with the records and where in the journal they stand."""
    where = listed([evidence.label(*key) for key in keys])
    told = "; ".join(part for part in (where, entries_words(seqs), extra) if part)
    return sentence(f"Stwierdzono: {what}{f' – {told}' if told else ''}")


def untried(what: str) -> Judged:
    """Nothing was done towards it."""
    return Judged("not_met", sentence(f"Nie podjęto próby wykonania: {what}"), tried=False, expected=what)


def missing(what: str, reason: str) -> str:
    """``Nie stwierdzono: …`` and what was found instead."""
    told = sentence(f"Nie stwierdzono: {what}")
    return f"{told} {sentence(reason[:1].upper() + reason[1:])}" if reason else told


def closest(evidence: Evidence, table: str, looked: Looked, what: str, near: str) -> Judged:
    """Not met, told by the record that comes closest to what was asked."""
    key = looked.row["id"]
    words = [failing.words for failing in looked.failing]
    tried = attempted(looked) or slipped(looked)
    if not tried:
        return untried(what)
    reason = f"Najbliższy zapis: {evidence.label(table, key)}; {'; '.join(words)}"
    return Judged("not_met", missing(what, reason), near=near == "slip" and slipped(looked), expected=what,
                  actual={failing.path: failing.words for failing in looked.failing}, flags=looked.flags,
                  journal=evidence.set_at(table, key),
                  near_misses=({"table": table, "id": key, "label": evidence.label(table, key), "failing": words},))


def raw_of(lookup: Lookup, table: str, key: int, paths: Sequence[str]) -> dict[str, Any]:
    """The raw values of some fields of a record, as evidence."""
    row = lookup.row(table, key)
    return {path: lookup.value(table, row, path)[1] for path in paths}
