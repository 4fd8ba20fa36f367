"""After a ruling the new report still says why the other criteria are not met; a late signature is told as late."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from app.clock import dice
from app.db import transaction
from exam.committee import deciding, justifying, reporting
from exam.committee.standing import latest_decision, signatures_of
from exam.rehearsal import judging
from exam.rehearsal.judging import Agreed, Given
from question_bank.qualification import load_qualification
from scoring.justification import sections

CHANGED, KEPT = "1.1.a", "2.4.b"
SEEN = "W zapisie nie ma czynności zamykającej etap Pomiar."
COMMON = "Komisja obejrzała zapis i zgodnie ustaliła brak tej czynności."
RULED = ("Po rozpatrzeniu odwołania O/2026/0001 rozstrzygnięto, co następuje.\n\n"
         "Kryterium 1.1.a: ocena zmieniona na „spełnione”. Odpowiedzi są zgodne z kluczem.")


@pytest.fixture
def twice_unmet(frozen):
    """A decided and announced case in which two criteria are not met, one by the test and one by the work."""
    against = {KEPT: Given("not_met", SEEN)}
    judging.open_marking(frozen.weak, frozen.moment)
    for member in frozen.members:
        judging.fill_sheet(frozen.weak, member, against, frozen.moment)
    judging.talk_over(frozen.weak, frozen.members, {KEPT: Agreed("not_met", "observation", COMMON)}, frozen.moment)
    judging.decide(frozen.weak, frozen.members, frozen.moment)
    judging.announce(frozen.weak, frozen.user("chair"), frozen.moment)
    return frozen


def ruled(world, changes, reasons=RULED):
    with transaction():
        moment = world.moment + timedelta(days=3)
        return deciding.decide_after_ruling(world.case(), changes, reasons, uuid4(), dice(), moment)


def test_what_was_established_of_a_criterion_still_not_met_goes_into_the_new_decision(twice_unmet):
    old = latest_decision(twice_unmet.weak)
    made = ruled(twice_unmet, {CHANGED: "met"})
    assert made.result == "negative" and made.justification.startswith(RULED)
    assert sections(made.justification)[KEPT] == sections(old.justification)[KEPT]
    assert SEEN in made.justification and COMMON in made.justification and old.number in made.justification
    assert CHANGED not in sections(made.justification)  # what was changed to met is not argued any more
    assert "38 z 39" in made.justification
    assert justifying.faults_of(twice_unmet.case(), made.rows, made.justification, made.result) == []


def test_the_reasons_of_the_ruling_alone_would_not_do(twice_unmet):
    verdicts = {**latest_decision(twice_unmet.weak).rows, CHANGED: "met"}
    assert [KEPT in str(fault) for fault in justifying.faults_of(twice_unmet.case(), verdicts, RULED, "negative")] == [True]


def test_a_second_ruling_finds_the_words_of_the_first_committee(twice_unmet):
    ruled(twice_unmet, {CHANGED: "not_assessable"})
    assert latest_decision(twice_unmet.weak).result == "undecided" and SEEN in latest_decision(twice_unmet.weak).justification
    with transaction():
        twice_unmet.case().state = "announced"
    assert SEEN in ruled(twice_unmet, {CHANGED: "met"}).justification


def test_words_edited_beyond_recognition_are_replaced_by_the_draft_from_the_evidence(twice_unmet, monkeypatch):
    monkeypatch.setattr(justifying, "sections", lambda text: {})
    made = ruled(twice_unmet, {CHANGED: "met"})
    assert SEEN in made.justification and load_qualification().criterion(KEPT).text in made.justification


def test_a_ruling_that_leaves_nothing_unmet_carries_nothing(twice_unmet):
    made = ruled(twice_unmet, {CHANGED: "met", KEPT: "met"})
    assert made.result == "positive" and made.justification == RULED


def test_the_report_after_a_ruling_keeps_the_earlier_decision_on_file(twice_unmet):
    old = latest_decision(twice_unmet.weak)
    ruled(twice_unmet, {CHANGED: "met"})
    (line,) = reporting.report_of(twice_unmet.case()).earlier
    assert line.startswith(f"Wcześniejsza decyzja w sprawie: nr {old.number}") and line.endswith("pozostaje w aktach.")


def test_a_signature_of_another_day_is_told_before_and_after_it_is_given(frozen, staff_browser):
    judging.open_marking(frozen.good, frozen.moment)
    for member in frozen.members:
        judging.fill_sheet(frozen.good, member, {}, frozen.moment)
    with transaction():
        made = deciding.decide(frozen.case("good"), frozen.user("chair"), "", dice(), frozen.moment)
    page = staff_browser(frozen, "member").get(f"/committee/{frozen.good}/decision").get_data(as_text=True)
    assert "tego samego dnia" not in page  # control: it is still the day of the decision
    frozen.clock.moment += timedelta(days=1)
    browser = staff_browser(frozen, "member")
    assert "tego samego dnia" in browser.get(f"/committee/{frozen.good}/decision").get_data(as_text=True)
    browser.post(f"/committee/{frozen.good}/signature", data={"separate_opinion": ""})
    told = [item.signed_at for item in reporting.report_of(frozen.case("good")).signatures]
    assert ["po dniu podjęcia decyzji" in words for words in told] == [False, True] and len(signatures_of(made.id)) == 2
