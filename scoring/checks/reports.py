"""Checks on reports (only the facets a check names are judged) and on imports."""

from __future__ import annotations

from typing import Any

from app.polish.plural import counted
from sandbox_crm.rules import RuleFault, conditions, selected
from sandbox_crm.snapshot import Row, live
from scoring.checks import kinds_of_work
from scoring.checks.conditions import holds
from scoring.checks.design import own
from scoring.checks.evidence import Evidence, Judged, Key
from scoring.checks.lookup import Lookup
from scoring.checks.wording import missing, there, untried
from scoring.normalise import equal
from scoring.normalisers.letters import text
from scoring.words import CODES, field_words, listed


def report_config(check: kinds_of_work.ReportConfig, evidence: Evidence) -> Judged:
    """Met when one report of the candidate has every facet that the check names."""
    lookup = Lookup(evidence)
    what = check.says or "raport odpowiadający na pytanie z zadania"
    keys = own(evidence, lookup.keys(check.report))
    if not keys:
        return untried(what)
    faults = {key: _report_faults(check, evidence, lookup, lookup.row(*key)) for key in keys}
    best = min(keys, key=lambda key: (len(faults[key]), key))
    row, seqs = lookup.row(*best), evidence.set_at(*best)
    raw = {
        name: row[name]
        for name in ("entity", "filters", "group_by", "date_field", "date_bucket", "measures", "compare", "kind", "why_kind")
    }
    if not faults[best]:
        good = tuple(key for key in keys if not faults[key])
        return Judged("met", there(what, evidence, good, seqs), found=good, expected=what, actual=raw, journal=seqs)
    near = bool(check.near_wrong) and len(faults[best]) == 1 and faults[best][0][1]
    words = "; ".join(words for words, _ in faults[best])
    return Judged(
        "not_met",
        missing(what, f"{evidence.label(*best)}: {words}"),
        near=near,
        found=(best,),
        expected=what,
        actual=raw,
        journal=seqs,
        near_misses=evidence.records([best]),
    )


def _report_faults(check: kinds_of_work.ReportConfig, evidence: Evidence, lookup: Lookup, row: Row) -> list[tuple[str, bool]]:
    """What the report lacks, in words, each with whether it is a near miss."""
    faults: list[tuple[str, bool]] = [(words, False) for words in _shape_faults(check, row)]
    runs = [
        run
        for run in live(lookup.state, "report_run")
        if run["report_id"] == row["id"] and evidence.made("report_run", run["id"])
    ]
    if check.generated and not runs:
        faults.append(("raport nie został wygenerowany", False))
    if check.rows is not None:
        wanted, found = lookup.row_ids(check.rows), _rows_of(check, lookup, row, runs)
        wrong = len(wanted ^ found)
        if wrong:
            words = _rows_words(found, wanted)
            faults.append((words, wrong <= check.near_wrong))
    return faults


def _rows_words(found: set[int], wanted: set[int]) -> str:
    """How the rows differ: ``raport obejmuje 44 zapisy, a powinien 13 (zbędnych: 31)``."""
    told = f"raport obejmuje {counted(len(found), 'zapis', 'zapisy', 'zapisów')}, a powinien {len(wanted)}"
    parts = [f"{words}: {number}" for words, number in (("zbędnych", len(found - wanted)), ("brakujących", len(wanted - found)))
             if number]
    return f"{told} ({', '.join(parts)})"


def _rows_of(check: kinds_of_work.ReportConfig, lookup: Lookup, row: Row, runs: list[Row]) -> set[int]:
    """The records a report is about: by its filters at the end, or as its last run froze them."""
    if check.rows_by == "run":
        return set(runs[-1]["record_ids"]) if runs else set()
    try:
        return {one["id"] for one in selected(lookup.state, row["entity"], row["filters"] or None, lookup.evidence.today)}
    except RuleFault:
        return set()


def _shape_faults(check: kinds_of_work.ReportConfig, row: Row) -> list[str]:
    faults = []
    asked = _asked(row)
    grouped = set(row["group_by"]) | ({row["date_field"]} if row["date_bucket"] and row["date_field"] else set())
    for name, options in (("entity", check.entity), ("date_field", check.date_field), ("date_bucket", check.date_bucket)):
        if options and row[name] not in options:
            faults.append(f"{field_words(name)}: {f'jest {_chosen(row[name])}' if row[name] else 'nie wybrano'}")
    faults += [f"brak warunku na pole: {_any(options)}" for options in check.uses if not asked & set(options)]
    faults += [f"niewłaściwe pole: {field_words(name)}" for name in check.not_uses if name in asked or name == row["date_field"]]
    faults += [f"brak grupowania według: {_any(options)}" for options in check.group_by if not grouped & set(options)]
    faults += [
        f"brak kolumny: {_any(options)}"
        for options in check.columns
        if not (set(row["columns"]) | grouped | {one.get("field") for one in row["measures"]}) & set(options)
    ]
    faults += [f"brak miary: {_measure_words(one)}" for one in check.measures if not _measured(one, row)]
    if check.compare and (row["compare"] or {}).get("kind") not in check.compare:
        faults.append("brak właściwego porównania")
    if check.kinds and row["kind"] not in check.kinds:
        faults.append(f"nieodpowiedni rodzaj prezentacji: {CODES.get(row['kind'], row['kind'])}")
    for chars, name, noun in (
        (check.why_chars, "why_kind", "uzasadnienia wyboru prezentacji"),
        (check.purpose_chars, "purpose", "opisu celu raportu"),
        (check.conclusion_chars, "conclusion", "wniosku"),
    ):
        if chars and len(text(row[name] or "")) < chars:
            faults.append(f"brak wystarczającego {noun}")
    return faults


_FUNCTIONS = {"count": "liczba zapisów", "sum": "suma", "avg": "średnia", "min": "najmniejsza wartość",
              "max": "największa wartość"}


def _asked(row: Row) -> set[str]:
    try:
        return {part["field"] for part in conditions(row["filters"])}
    except (RuleFault, KeyError, TypeError):
        return set()


def _any(options: tuple[str, ...]) -> str:
    return " lub ".join(dict.fromkeys(field_words(option) for option in options))


def _chosen(value: str) -> str:
    return CODES.get(value, field_words(value))


def _measure_words(wanted: kinds_of_work.Measure) -> str:
    return f"{_FUNCTIONS[wanted.func]}{f' ({_any(wanted.field)})' if wanted.field else ''}"


def _measured(wanted: kinds_of_work.Measure, row: Row) -> bool:
    measures = row["measures"] or [{"func": "count"}]  # a report without measures counts its records
    return any(one.get("func") == wanted.func and (not wanted.field or one.get("field") in wanted.field) for one in measures)


def imported(check: kinds_of_work.Imported, evidence: Evidence) -> Judged:
    """Met when one import of the candidate, not undone, is as asked."""
    lookup = Lookup(evidence)
    what = check.says or "import danych z pliku"
    runs = [row for row in live(lookup.state, "import_run") if evidence.made("import_run", row["id"])]
    if not runs:
        return untried(what)
    faults = {row["id"]: _import_faults(check, lookup, row) for row in runs}
    best = min(runs, key=lambda row: (len(faults[row["id"]]), row["id"]))
    key: Key = ("import_run", best["id"])
    seqs = evidence.set_at(*key)
    names = ("file_name", "mapping", "created_count", "updated_count", "skipped_count", "error_count", "undone_at")
    raw = {name: best[name] for name in names}
    if not faults[best["id"]]:
        return Judged("met", there(what, evidence, (key,), seqs), found=(key,), expected=what, actual=raw, journal=seqs)
    return Judged(
        "not_met",
        missing(what, f"{evidence.label(*key)}: {'; '.join(faults[best['id']])}"),
        found=(key,),
        expected=what,
        actual=raw,
        journal=seqs,
        near_misses=evidence.records([key]),
    )


def _mapped_words(target: str | None) -> str:
    return f"trafiła do pola {field_words(target)}" if target else "została pominięta"


def _import_faults(check: kinds_of_work.Imported, lookup: Lookup, row: Row) -> list[str]:
    faults = ["import został cofnięty"] if row["undone_at"] is not None else []
    if check.file_name is not None and not equal("text", row["file_name"], check.file_name).equal:
        faults.append(f"wczytano inny plik: {row['file_name']}")
    mapping: dict[str, Any] = row["mapping"]
    faults += [
        f"kolumna „{heading}”: {_mapped_words(mapping.get(heading))}"
        for heading, options in check.mapped.items()
        if mapping.get(heading) not in options
    ]
    kept = [heading for heading in check.skipped_columns if mapping.get(heading)]
    if kept:
        faults.append(f"nie pominięto kolumn: {listed(kept)}")
    for bounds, name, words in (
        (check.created, "created_count", "utworzonych"),
        (check.updated, "updated_count", "zaktualizowanych"),
        (check.skipped, "skipped_count", "pominiętych"),
    ):
        if bounds is not None and not bounds.holds(row[name]):
            faults.append(f"wierszy {words}: {row[name]}")
    for name, condition in check.defaults.items():
        held = holds(condition, "text", row["defaults"].get(name), lookup.resolve, lookup.state)
        if not held.holds:
            faults.append(f"wartość domyślna pola {field_words(name)}: powinno być {held.expected_words}")
    return faults
