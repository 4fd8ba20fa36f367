"""Checks that read the journal: the way of a field, the order of acts, closing an opportunity, harm done elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sandbox_crm.snapshot import Entry
from scoring.checks import kinds_of_records
from scoring.checks.evidence import CANDIDATE, Evidence, Judged, Key, changed_columns
from scoring.checks.fields import column_type
from scoring.checks.language import Find
from scoring.checks.lookup import Lookup
from scoring.checks.wording import missing, there, untried
from scoring.normalise import equal
from scoring.words import field_words, listed, value_words


@dataclass(frozen=True)
class Move:
    """One change of a field by the candidate; ``forward``: to a later stage of the same pipeline."""

    seq: int
    before: Any
    after: Any
    forward: bool
    back: bool


def moves(evidence: Evidence, key: Key, field: str) -> list[Move]:
    """The candidate's changes of a field of a record, in order; its creation is the first, from nothing."""
    found = []
    for entry, change in evidence.touches.get(key, []):
        before = (change.before or {}).get(field)
        after = (change.after or {}).get(field)
        if change.after is not None and before != after:
            step = _step(evidence, entry, before, after) if field == "stage_id" else 0
            found.append(Move(entry.seq, before, after, step > 0, step < 0))
    return found


def _step(evidence: Evidence, entry: Entry, before: int | None, after: int | None) -> int:
    """1 for a move to a later open or winning stage of the same pipeline, -1 for one back, 0 otherwise."""
    stages = evidence.at(entry.seq).get("stage", {})
    one, two = stages.get(before or 0), stages.get(after or 0)
    if one is None or two is None or one["pipeline_id"] != two["pipeline_id"] or two["kind"] == "lost":
        return 0
    return 1 if two["position"] > one["position"] else -1


def moved_through(check: kinds_of_records.MovedThrough, evidence: Evidence) -> Judged:
    """Met when one record of the target was led the way that was asked."""
    lookup = Lookup(evidence)
    keys = lookup.keys(check.record)
    what = check.says or f"przejście przez kolejne wartości pola {field_words(check.field)}"
    ways = {key: moves(evidence, key, check.field) for key in keys}
    ways = {key: way for key, way in ways.items() if any(move.before is not None for move in way)}
    if not ways:
        return untried(what)
    judged = [(_way_fault(check, evidence, lookup, key, way), key, way) for key, way in ways.items()]
    fault, key, way = min(judged, key=lambda one: (one[0] != "", one[1]))
    kind = column_type(key[0], check.field)
    order = " → ".join(value_words(lookup.state, kind, move.after) for move in way)
    seqs = tuple(move.seq for move in way)
    raw = [[move.before, move.after] for move in way]
    if not fault:
        return Judged("met", there(what, evidence, (key,), seqs, order), found=(key,), expected=what, actual=raw, journal=seqs)
    return Judged("not_met", missing(what, f"{evidence.label(*key)}: {fault}; zapisany przebieg: {order}"), found=(key,),
                  expected=what, actual=raw, journal=seqs, near_misses=evidence.records([key]))


def _way_fault(check: kinds_of_records.MovedThrough, evidence: Evidence, lookup: Lookup, key: Key, way: list[Move]) -> str:
    """What is wrong with the way, in words; empty when it is right."""
    kind = column_type(key[0], check.field)
    forward = sum(move.forward for move in way)
    if check.forward is not None and forward < check.forward:
        return f"przesunięć do przodu: {forward}, wymagane co najmniej {check.forward}"
    if check.back == "forbidden" and any(move.back for move in way):
        return "cofnięto etap"
    values = ([way[0].before] if way[0].before is not None else []) + [move.after for move in way]
    position, last = 0, None
    for wanted in check.path:
        options = lookup.resolve(wanted)
        place = next((at for at in range(position, len(values))
                      if any(equal(kind, values[at], option).equal for option in options)), None)
        if place is None:
            return f"pominięto: {value_words(lookup.state, kind, options[0] if options else None)}"
        if check.skip == "forbidden" and last is not None and place != last + 1:
            return "między wymaganymi wartościami były inne"
        position, last = place + 1, place
    if check.path and check.end == "last" and last != len(values) - 1:
        return "ostatnia wartość jest inna niż wymagana"
    return ""


def happened_before(check: kinds_of_records.HappenedBefore, evidence: Evidence) -> Judged:
    """Met when the first event stands earlier in the journal than some later event."""
    lookup = Lookup(evidence)
    what = check.says or "kolejność czynności"
    first, then = (_events(event, evidence, lookup) for event in (check.first, check.then))
    if not first or not then:
        return untried(what)
    if first[0] < then[-1]:
        return Judged("met", there(what, evidence, (), (first[0], then[-1])), expected=what, journal=(first[0], then[-1]))
    return Judged("not_met", missing(what, f"pierwsza czynność ma wpis {first[0]}, druga wpis {then[-1]}"),
                  expected=what, journal=(then[-1], first[0]))


def _events(event: kinds_of_records.Event, evidence: Evidence, lookup: Lookup) -> list[int]:
    keys = set(lookup.keys(event.record)) if event.record is not None else None
    found = []
    for entry in evidence.snapshot.journal:
        if entry.actor != CANDIDATE or entry.command not in event.command:
            continue
        if keys is not None and not keys & {(change.table, change.id) for change in entry.changes}:
            continue
        if all(entry.args.get(name) in lookup.resolve(value) for name, value in event.args.items()):
            found.append(entry.seq)
    return found


def closed_as(check: kinds_of_records.ClosedAs, evidence: Evidence) -> Judged:
    """Met when the candidate closed the opportunity that way, with what belongs to it, and it is still so."""
    lookup = Lookup(evidence)
    keys = lookup.keys(check.record)
    closing = {"won": "wygrana", "lost": "przegrana"}
    what = check.says or f"oznaczenie szansy jako: {closing[check.result]}"
    closed = {key: _closing(evidence, lookup, key) for key in keys}
    closed = {key: seqs for key, seqs in closed.items() if seqs}
    if not closed:
        return untried(what)
    key, seqs = next(iter(closed.items()))
    row, asked = lookup.row(*key), {"stage.kind": check.result}
    wanted: dict[str, Any] = {**asked, "lost_reason": check.reason, "value_gr": check.value, "closed_on": check.closed_on}
    if check.note_chars:
        wanted["lost_note"] = {"min_chars": check.note_chars}
    if check.result == "lost" and check.reason is None:
        wanted["lost_reason"] = {"empty": False}
    where = {path: condition for path, condition in wanted.items() if condition is not None}
    looked = lookup.hold(Find.model_validate({"table": "opportunity", "where": where}), row)
    raw = {name: row.get(name) for name in ("stage_id", "lost_reason", "lost_note", "value_gr", "closed_on")}
    if looked.fits:
        return Judged("met", there(what, evidence, (key,), seqs), found=(key,), expected=what, actual=raw, journal=seqs)
    near = check.near == "slip" and len(looked.failing) == 1 and looked.failing[0].slip
    words = "; ".join(failing.words for failing in looked.failing)
    return Judged("not_met", missing(what, f"{evidence.label(*key)}: {words}"), near=near, found=(key,), expected=what,
                  actual=raw, journal=seqs, near_misses=evidence.records([key]))


def _closing(evidence: Evidence, lookup: Lookup, key: Key) -> tuple[int, ...]:
    """The entries in which the candidate brought the opportunity to a closing stage."""
    found = []
    for move in moves(evidence, key, "stage_id"):
        stage = evidence.at(move.seq).get("stage", {}).get(move.after)
        if stage is not None and stage["kind"] != "open":
            found.append(move.seq)
    return tuple(found)


def nothing_else_changed(check: kinds_of_records.NothingElseChanged, evidence: Evidence) -> Judged:
    """Met when the candidate changed no seed record of these tables but the excepted ones."""
    lookup = Lookup(evidence)
    excepted = {key for target in check.except_ for key in lookup.keys(target)}
    what = check.says or "brak zmian w danych, których zadanie nie dotyczyło"
    harmed: dict[Key, tuple[int, ...]] = {}
    for key, changes in evidence.touches.items():
        if key[0] not in check.tables or key in excepted or key[1] not in evidence.snapshot.seed.get(key[0], {}):
            continue
        seqs = tuple(entry.seq for entry, change in changes
                     if changed_columns(change) & (set(check.fields) or changed_columns(change)))
        if seqs and _differs(evidence, key, check.fields):
            harmed[key] = seqs
    if not harmed:
        return Judged("met", there(what, evidence, (), ()), expected=what, actual=[])
    journal = tuple(sorted({seq for seqs in harmed.values() for seq in seqs}))
    words = f"zmieniono także: {listed([evidence.label(*key) for key in sorted(harmed)])}"
    return Judged("not_met", missing(what, words), expected=what, journal=journal,
                  near_misses=evidence.records(sorted(harmed)), actual=[list(key) for key in sorted(harmed)])


def _differs(evidence: Evidence, key: Key, fields: tuple[str, ...]) -> bool:
    """Whether the row ended otherwise than it began: what was put back does no harm."""
    before, after = evidence.snapshot.seed[key[0]][key[1]], evidence.state.get(key[0], {}).get(key[1])
    if after is None:
        return True
    names = fields or [name for name in after if name not in ("updated_at", "row_version", "name_fold", "name_key", "name_sort")]
    return any(before.get(name) != after.get(name) for name in names)
