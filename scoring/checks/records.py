"""Checks on records and their fields: there is one, there is none, its fields hold what they should."""

from __future__ import annotations

from sandbox_crm.snapshot import live
from scoring.checks import kinds_of_records
from scoring.checks.conditions import Held, holds
from scoring.checks.evidence import Evidence, Judged, Key
from scoring.checks.fields import step_types
from scoring.checks.language import Condition, Find, Where
from scoring.checks.lookup import Looked, Lookup, nearest
from scoring.checks.wording import closest, conditions_words, find_words, missing, raw_of, there, untried
from scoring.normalise import normalise
from scoring.words import field_words, listed, value_words

#: how many records of a count a sentence names; the evidence holds them all
NAMED = 5


def record_exists(check: kinds_of_records.RecordExists, evidence: Evidence) -> Judged:
    """Met when as many records as asked fit the find and are the candidate's work."""
    lookup, table = Lookup(evidence), check.find.table
    what = check.says or find_words(lookup, check.find)
    looked = lookup.look(check.find, _pool(check, evidence, lookup))
    fitting = [one for one in looked if one.fits]
    keys = tuple((table, one.row["id"]) for one in fitting)
    if check.count.holds(len(fitting)):
        seqs = tuple(sorted({seq for key in keys for seq in evidence.set_at(*key)}))
        flags = tuple(flag for one in fitting for flag in one.flags)
        if len(fitting) > 1 and check.new and check.count.eq is None:
            flags += (f"Zapisów odpowiadających opisowi „{what}” jest {len(fitting)}.",)
        raw = [raw_of(lookup, *key, [*check.find.where]) for key in keys]
        return Judged(
            "met",
            there(what, evidence, keys, seqs),
            found=keys,
            expected=what,
            actual=raw,
            normalised=[_normalised(lookup, table, one, check.find.where) for one in fitting],
            journal=seqs,
            flags=flags,
        )
    if fitting:
        return Judged(
            "not_met",
            missing(what, f"takich zapisów jest {len(fitting)}: {listed([evidence.label(*key) for key in keys])}"),
            found=keys,
            expected=what,
            actual=len(fitting),
        )
    best = nearest(looked)
    return closest(evidence, table, best, what, check.near) if best else untried(what)


def _pool(check: kinds_of_records.RecordExists, evidence: Evidence, lookup: Lookup) -> list:
    rows = lookup.binned(check.find.table) if check.find.binned else list(live(lookup.state, check.find.table))
    if check.new:
        return [row for row in rows if evidence.made(check.find.table, row["id"])]
    return [row for row in rows if check.by == "anyone" or evidence.touched(check.find.table, row["id"])]


def _normalised(lookup: Lookup, table: str, looked: Looked, where: Where) -> dict[str, object]:
    return {path: normalise(*lookup.value(table, looked.row, path)) for path in where}


def record_absent(check: kinds_of_records.RecordAbsent, evidence: Evidence) -> Judged:
    """Met when no live record fits the find."""
    lookup = Lookup(evidence)
    what = check.says or f"brak zapisu: {find_words(lookup, check.find)}"
    keys = lookup.keys(check.find)
    if not keys:
        return Judged("met", there(what, evidence, (), ()), expected=what, actual=0)
    words = listed([evidence.label(*key) for key in keys])
    return Judged(
        "not_met", missing(what, f"w systemie jest: {words}"), expected=what, actual=len(keys), near_misses=evidence.records(keys)
    )


def field_equals(check: kinds_of_records.FieldEquals, evidence: Evidence) -> Judged:
    """Met when every field of every record of the target holds what it should, and the candidate set one of them."""
    return _fields(check, evidence, check.fields, tuple(check.fields))


def date_rule(check: kinds_of_records.DateRule, evidence: Evidence) -> Judged:
    """Met when the date lies where it should."""
    return _fields(check, evidence, {check.field: check.is_}, (check.field,))


def field_filled(check: kinds_of_records.FieldFilled, evidence: Evidence) -> Judged:
    """Met when the fields are not empty, valid where asked and long enough."""
    where = {}
    for name in check.fields:
        asked: dict = {"empty": False}
        if name in check.valid_as:
            asked["valid"] = check.valid_as[name]
        if name in check.min_chars:
            asked["min_chars"] = check.min_chars[name]
        where[name] = Condition.model_validate(asked)
    return _fields(check, evidence, where, check.fields)


def linked_to(check: kinds_of_records.LinkedTo, evidence: Evidence) -> Judged:
    """Met when the record points to one of the target's records."""
    lookup = Lookup(evidence)
    wanted = tuple(key for _, key in lookup.keys(check.to))
    return _fields(check, evidence, {check.field: Condition.model_validate({"in": wanted})}, (check.field,))


def _fields(check: kinds_of_records.CheckOnRecord, evidence: Evidence, where: Where, paths: tuple[str, ...]) -> Judged:
    lookup = Lookup(evidence)
    keys = lookup.keys(check.record)
    told = conditions_words(lookup, keys[0][0], where) if keys else ", ".join(field_words(path) for path in paths)
    label = evidence.label(*keys[0]) if keys else "zapis"
    what = check.says or f"{label}: {told}"
    seqs = tuple(sorted({seq for key in keys for seq in _own_changes(evidence, lookup, key, paths)}))
    if not keys or (check.changed and not seqs):
        return untried(what)
    table = keys[0][0]
    looked = [lookup.hold(Find(table=table, where=where), lookup.row(*key)) for key in keys]
    failed = [one for one in looked if not one.fits]
    raw = [raw_of(lookup, *key, paths) for key in keys]
    if not failed:
        return Judged(
            "met",
            there(what, evidence, keys, seqs),
            found=keys,
            expected=what,
            actual=raw,
            journal=seqs,
            flags=tuple(flag for one in looked for flag in one.flags),
        )
    worst = max(failed, key=lambda one: (len(one.failing), -one.row["id"]))
    words = "; ".join(failing.words for failing in worst.failing)
    near = check.near == "slip" and all(len(one.failing) == 1 and one.failing[0].slip for one in failed)
    return Judged(
        "not_met",
        missing(what, f"{evidence.label(table, worst.row['id'])}: {words}"),
        near=near,
        found=keys,
        expected=what,
        actual=raw,
        journal=seqs,
        near_misses=evidence.records(keys),
    )


def _own_changes(evidence: Evidence, lookup: Lookup, key: Key, paths: tuple[str, ...]) -> tuple[int, ...]:
    """Entries in which the candidate set the fields; a path over ids counts where its first id was set."""
    columns = [step_types(key[0], path)[0][1].split(".")[0] for path in paths]
    return evidence.set_at(*key, columns)


def field_changed(check: kinds_of_records.FieldChanged, evidence: Evidence) -> Judged:
    """Met when the candidate changed the field (away from ``from``) and it now holds ``to``."""
    lookup = Lookup(evidence)
    keys = lookup.keys(check.record)
    if not keys:
        return untried(check.says or f"zmiana pola {field_words(check.field)}")
    (table, key), row = keys[0], lookup.row(*keys[0])
    kind, raw = lookup.value(table, row, check.field)
    now: Held = holds(check.to, kind, raw, lookup.resolve, lookup.state)
    what = check.says or f"{evidence.label(table, key)}: zmiana pola {field_words(check.field)} na: {now.expected_words}"
    seqs = evidence.set_at(table, key, (check.field,))
    if not seqs or (evidence.made(table, key) and check.from_ is not None):
        return untried(what)
    before = evidence.snapshot.seed.get(table, {}).get(key, {}).get(check.field)
    began = check.from_ is None or holds(check.from_, kind, before, lookup.resolve, lookup.state).holds
    shown = {"before": before, "after": raw}
    if now.holds and began:
        return Judged(
            "met",
            there(what, evidence, keys[:1], seqs),
            found=keys[:1],
            expected=what,
            actual=shown,
            normalised=now.normalised,
            journal=seqs,
            flags=now.flags,
        )
    words = f"pole {field_words(check.field)}: jest {value_words(lookup.state, kind, raw)}, powinno być {now.expected_words}"
    return Judged(
        "not_met",
        missing(what, words),
        near=check.near == "slip" and now.slip and began,
        expected=what,
        actual=shown,
        normalised=now.normalised,
        journal=seqs,
        found=keys[:1],
    )


def count_is(check: kinds_of_records.CountIs, evidence: Evidence) -> Judged:
    """Met when so many records fit."""
    lookup = Lookup(evidence)
    what = check.says or f"zapisy: {find_words(lookup, check.find)}"
    keys, any_work = _counted(check, evidence, lookup)
    if check.by == "candidate" and not any_work:
        return untried(what)
    words = f"liczba zapisów: {len(keys)} ({_named(evidence, keys)})" if keys else "nie ma żadnego takiego zapisu"
    if check.is_.holds(len(keys)):
        return Judged("met", there(what, evidence, (), (), words), found=keys, expected=what, actual=len(keys))
    return Judged("not_met", missing(what, words), expected=what, actual=len(keys), near_misses=evidence.records(keys))


def _named(evidence: Evidence, keys: tuple[Key, ...]) -> str:
    """The records themselves, of many a few."""
    shown = ", ".join(evidence.label(*key) for key in keys[:NAMED])
    return shown if len(keys) <= NAMED else f"między innymi {shown}"


def sum_is(check: kinds_of_records.SumIs, evidence: Evidence) -> Judged:
    """Met when a field summed over the records meets the condition."""
    lookup = Lookup(evidence)
    keys, any_work = _counted(check, evidence, lookup)
    kind = step_types(check.find.table, check.field)[-1][2]
    values = [lookup.value(table, lookup.row(table, key), check.field)[1] or 0 for table, key in keys]
    held = holds(check.is_, kind, sum(values), lookup.resolve, lookup.state)
    what = check.says or f"suma pola {field_words(check.field)}: {held.expected_words}"
    if check.by == "candidate" and not any_work:
        return untried(what)
    words = f"suma wynosi {value_words(lookup.state, kind, sum(values))}"
    if held.holds:
        return Judged("met", there(what, evidence, (), (), words), found=keys, expected=what, actual=sum(values))
    return Judged(
        "not_met",
        missing(what, words),
        near=check.near == "slip" and held.slip,
        expected=what,
        actual=sum(values),
        near_misses=evidence.records(keys),
    )


def _counted(
    check: kinds_of_records.CountIs | kinds_of_records.SumIs, evidence: Evidence, lookup: Lookup
) -> tuple[tuple[Key, ...], bool]:
    """The records that count, and whether the candidate worked on any of this table at all."""
    table = check.find.table
    keys = lookup.keys(check.find)
    if check.by == "candidate":
        keys = tuple(key for key in keys if evidence.touched(*key))
    return keys, bool(evidence.rows(table))
