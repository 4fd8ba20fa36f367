"""A short rehearsal from enrolment to reports, through the real server; and proof that its faults would be seen.

Two candidates at a time: one slips once and mends nothing else, one spoils a criterion on every occasion. Whole rehearsals
(`probierz rehearse`) have dozens.
"""

import random
import sqlite3
from dataclasses import replace
from datetime import datetime
from uuid import uuid4

import pytest

from app.clock import WARSAW
from exam.rehearsal.kept import Instance
from exam.rehearsal.run import Rehearsal, Wanted
from exam.rehearsal.truth import one

RNG = random.Random(5)
CAST = [one(0, "slip", "2.3.c", RNG), one(1, "mutant", "2.4.f", RNG)]


@pytest.fixture(scope="module")
def day(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rehearsal")
    out = folder / "out"
    out.mkdir()
    wanted = Wanted(CAST, "mixed", 5, out, datetime.now(WARSAW).date())
    rehearsal = Rehearsal(wanted, lambda words: None)
    result = rehearsal.run_in(folder / "instance")
    return rehearsal, Instance(folder / "instance"), result


def test_the_truth_of_every_candidate_is_what_the_system_proposes(day):
    rehearsal, _instance, result = day
    assert rehearsal.faults == [] and rehearsal.watch.faults == []
    counts = {name: result[name] for name in ("candidates", "criteria_judged", "false_accept", "false_reject", "review", "errors",
                                              "answers_lost")}
    assert counts == {"candidates": 2, "criteria_judged": 72, "false_accept": 0, "false_reject": 0, "review": 0, "errors": 0,
                      "answers_lost": 0}
    assert result["answers_acknowledged"] > 2 * 62


def test_every_report_lies_in_the_folder(day):
    rehearsal, _instance, result = day
    names = {path.name for path in rehearsal.wanted.out.iterdir()}
    for case in rehearsal.cases:
        assert {f"{case.number}.html", f"{case.number}.pdf", f"{case.number}.xlsx"} <= names
    assert any(name.startswith("SW-") and name.endswith(".pdf") for name in names)
    assert {"theory_answer", "practical_answer", "crm_write", "seal", "report_pdf"} <= set(result["latency_ms"])


def test_an_answer_that_the_database_lacks_is_counted_as_lost(day):
    rehearsal, instance, _result = day
    ledger, kept = rehearsal.ledger, list(rehearsal.ledger.entries)
    try:
        ledger.entries.append(replace(kept[0], key=uuid4()))
        ledger.entries[0] = replace(kept[0], sha256="0" * 64)
        assert rehearsal.result(instance)["answers_lost"] == 2
    finally:
        ledger.entries[:] = kept


def test_a_row_taken_out_of_the_database_is_counted_as_lost(day, tmp_path):
    rehearsal, instance, _result = day
    copy = tmp_path / "instance"
    copy.mkdir()
    source = sqlite3.connect(f"file:{instance.config.database}?mode=ro", uri=True)
    target = sqlite3.connect(copy / "probierz.sqlite3")
    source.backup(target)
    triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'practical_response'"
    for (trigger,) in target.execute(triggers).fetchall():
        target.execute(f'DROP TRIGGER "{trigger}"')
    gone = target.execute("DELETE FROM practical_response WHERE id = (SELECT max(id) FROM practical_response)").rowcount
    target.commit()
    source.close()
    target.close()
    assert gone == 1 and rehearsal.result(Instance(copy))["answers_lost"] >= 1


def test_a_candidate_whose_claimed_truth_is_wrong_is_counted(day):
    rehearsal, instance, _result = day
    cases = list(rehearsal.cases)
    right, mutant = (next(case for case in cases if case.cast.number == number) for number in (0, 1))
    try:
        for case, claimed in ((right, {"2.2.d": "not_met"}), (mutant, {"2.4.f": "met"})):
            rehearsal.cases[cases.index(case)] = replace(case, cast=replace(case.cast, truth=case.cast.truth | claimed))
        result = rehearsal.result(instance)
        assert (result["false_accept"], result["false_reject"]) == (1, 1)
    finally:
        rehearsal.cases[:] = cases
