"""Checks on sets and order: members of a segment, rows of a saved list, which work ranks above which."""

from __future__ import annotations

from typing import Any

from sandbox_crm.rules import RuleFault, conditions, entity_of, selected
from sandbox_crm.snapshot import Row, live
from scoring.checks import kinds_of_records, kinds_of_work
from scoring.checks.design import own
from scoring.checks.evidence import Evidence, Judged, Key
from scoring.checks.lookup import Lookup
from scoring.checks.wording import missing, there, untried
from scoring.words import field_words, listed

LEVELS = ("low", "normal", "high", "urgent")
#: how many records of a set a sentence names; the evidence holds them all
NAMED = 3
#: the date that a saved list's fixed range is about
RANGE_FIELDS = {"task": "due_on", "opportunity": "expected_close"}


def set_equals(check: kinds_of_records.SetEquals, evidence: Evidence) -> Judged:
    """Met when one segment or view of the candidate selects exactly the rows asked for."""
    lookup = Lookup(evidence)
    what = check.says or "grupa złożona dokładnie z właściwych zapisów"
    keys = tuple(key for key in lookup.keys(check.members_of)
                 if _worked_on(evidence, key) and _made_of(lookup, key, check.equals.of))
    return _best_set(check, evidence, lookup, what, keys, check.equals.of)


def _worked_on(evidence: Evidence, key: Key) -> bool:
    """Whether the candidate made or changed the segment, its list included."""
    if evidence.touched(*key):
        return True
    return key[0] == "segment" and any(
        table == "segment_member" and (change.after or change.before or {}).get("segment_id") == key[1]
        for (table, _), changes in evidence.touches.items() for _, change in changes)


def _made_of(lookup: Lookup, key: Key, table: str) -> bool:
    """Whether a segment's members are rows of the table: the same numbers of people would say nothing of accounts."""
    return key[0] != "segment" or entity_of(lookup.row(*key)) == table


def _best_set(check: Any, evidence: Evidence, lookup: Lookup, what: str, keys: tuple[Key, ...], table: str) -> Judged:
    if not keys:
        return untried(what)
    rows = check.equals if isinstance(check, kinds_of_records.SetEquals) else check.rows
    wanted = lookup.row_ids(rows)
    extra_allowed = getattr(check, "allow_extra", 0)
    missing_allowed = getattr(check, "allow_missing", 0)
    sets = {key: _members(lookup, key) for key in keys}
    key = min(keys, key=lambda one: (len(sets[one] ^ wanted), one))
    extra, lacking = sorted(sets[key] - wanted), sorted(wanted - sets[key])
    raw = {"members": sorted(sets[key]), "missing": lacking, "extra": extra}
    seqs = evidence.set_at(*key)
    if len(extra) <= extra_allowed and len(lacking) <= missing_allowed:
        return Judged("met", there(what, evidence, (key,), seqs, f"liczba zapisów: {len(sets[key])}"), found=(key,),
                      expected=sorted(wanted), actual=raw, journal=seqs)
    words = [f"brakuje: {listed([evidence.label(table, one) for one in lacking], NAMED)}"] * bool(lacking)
    words += [f"zbędne: {listed([evidence.label(table, one) for one in extra], NAMED)}"] * bool(extra)
    near = len(extra) + len(lacking) <= getattr(check, "near_wrong", 0)
    return Judged("not_met", missing(what, f"{evidence.label(*key)}: {'; '.join(words)}"), near=near, found=(key,),
                  expected=sorted(wanted), actual=raw, journal=seqs, near_misses=evidence.records([key]))


def _members(lookup: Lookup, key: Key) -> set[int]:
    row = lookup.row(*key)
    try:
        return lookup.members(row) if key[0] == "segment" else view_rows(lookup, row)
    except RuleFault:
        return set()


def view_rows(lookup: Lookup, view: Row) -> set[int]:
    """The rows a saved list selects at this state, its fixed range of dates included."""
    rows = selected(lookup.state, view["entity"], view["filters"] or None, lookup.evidence.today)
    field = RANGE_FIELDS.get(view["entity"])
    low, high = view["date_from"], view["date_to"]
    if field and (low or high):
        rows = [row for row in rows if row[field] and (not low or row[field] >= low) and (not high or row[field] <= high)]
    return {row["id"] for row in rows}


def list_view(check: kinds_of_work.ListView, evidence: Evidence) -> Judged:
    """Met when a saved list of the candidate selects exactly the rows, or asks about the fields."""
    lookup = Lookup(evidence)
    what = check.says or "zapisana lista z właściwymi zapisami"
    keys = tuple(("saved_view", row["id"]) for row in live(lookup.state, "saved_view")
                 if row["entity"] == check.entity and not lookup.miss("saved_view", row, check.view)[0])
    keys = own(evidence, keys)
    if not keys:
        return untried(what)
    by_rows = _best_set(check, evidence, lookup, what, keys, check.entity)
    defined = [key for key in keys if set(check.uses) <= _asked(lookup.row(*key))]
    if check.by == "result" or (check.by == "either" and by_rows.result == "met"):
        return by_rows
    if defined:
        seqs = evidence.set_at(*defined[0])
        return Judged("met", there(what, evidence, defined[:1], seqs), found=tuple(defined[:1]), expected=what, journal=seqs)
    if check.by == "either":
        return by_rows
    words = f"lista nie ma warunków na pola: {listed([field_words(name) for name in check.uses], 9)}"
    return Judged("not_met", missing(what, words), found=keys, expected=what, near_misses=evidence.records(keys))


def _asked(view: Row) -> set[str]:
    asked = {part["field"] for part in conditions(view["filters"])}
    ranged = RANGE_FIELDS.get(view["entity"]) if view["date_from"] or view["date_to"] else None
    return asked | ({ranged} if ranged else set())


def priority_order(check: kinds_of_work.PriorityOrder, evidence: Evidence) -> Judged:
    """Met when in each pair the first ranks above the second. At least one priority is the candidate's own setting."""
    lookup = Lookup(evidence)
    what = check.says or "kolejność priorytetów odpowiadająca pilności spraw"
    pairs = [(lookup.keys(pair.higher), lookup.keys(pair.lower)) for pair in check.pairs]
    keys = tuple(dict.fromkeys(key for pair in pairs for side in pair for key in side))
    seqs = tuple(sorted({seq for key in keys for seq in evidence.set_at(*key, ("priority",))}))
    if not seqs or not any(higher and lower for higher, lower in pairs):
        return untried(what)
    wrong = []
    for higher, lower in pairs:
        if not higher or not lower or _level(lookup, higher) <= _level(lookup, lower):
            above, below = (evidence.label(*side[0]) if side else "brak zadania" for side in (higher, lower))
            wrong.append(f"{above} powinno mieć wyższy priorytet niż {below}")
    raw = {f"{table} {key}": lookup.row(table, key)["priority"] for table, key in keys}
    if not wrong:
        return Judged("met", there(what, evidence, keys, seqs), found=keys, expected=what, actual=raw, journal=seqs)
    return Judged("not_met", missing(what, "; ".join(wrong)), near=len(wrong) <= check.near_wrong, found=keys,
                  expected=what, actual=raw, journal=seqs, near_misses=evidence.records(keys))


def _level(lookup: Lookup, keys: tuple[Key, ...]) -> int:
    return max(LEVELS.index(lookup.row(*key)["priority"]) for key in keys)
