"""A row that could not be assessed: an undecided decision names it, the coordinator orders a new talk, a new decision follows."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest

from app.db import db, transaction
from app.errors import Invalid, Refusal
from exam.appeals.inspection import is_open
from exam.committee import deciding, justifying, proposals, reconciliation, reporting, reverifying, sheets
from exam.committee.agreement_record import agreement_faults
from exam.committee.models import Mark, Sheet
from exam.committee.rows import in_question, to_mark
from exam.committee.sheets import sheet_faults
from exam.committee.standing import decisions_of, latest_decision
from exam.practical import branches, freezing, reverification, talk
from exam.practical.attempts import attempt_of as work_of
from exam.rehearsal import judging, walking
from exam.rehearsal.judging import Agreed, Given
from exam.sittings import seating
from exam.sittings.models import CaseState

TALKED, WORKED, TESTED = "2.3.e", "2.4.f", "1.1.a"
UNCLEAR = "Kandydat źle się poczuł, rozmowa urwała się przed odpowiedzią."
BROKEN = "Awaria drukarki przerwała pracę przed zamknięciem szansy."
REASON = "Rozmowa w dniu 4 grudnia o godz. 10:00, sala 12."


def fill(world, marks, members=None, which="good"):
    judging.open_marking(getattr(world, which), world.moment)
    for member in members or world.members:
        judging.fill_sheet(getattr(world, which), member, marks, world.moment)


def decided(world, *, which="good"):
    """Both members agree that two rows cannot be assessed; the decision is signed by both."""
    fill(world, {TALKED: Given("not_assessable", UNCLEAR), WORKED: Given("not_assessable", BROKEN)}, which=which)
    case_id = getattr(world, which)
    judging.talk_over(case_id, world.members, {WORKED: Agreed("not_assessable", "breakdown", BROKEN)}, world.moment)
    with transaction():
        case = world.case(which)
        text = justifying.drafted(case, deciding.verdicts_of(case))
        made = deciding.decide(case, world.user("chair"), text, judging.dice(), world.moment)
    with transaction():
        deciding.sign(deciding.latest_decision(case_id), world.case(which), world.user("member"), "", world.moment)
    return made


def ordered(world, which="good"):
    world.clock.moment += timedelta(days=2)
    with transaction():
        return reverifying.order(world.case(which), REASON, world.user("coordinator"), world.moment)


def talked_again(world, members, which="good", show=WORKED):
    """A new talk about the open rows: the questions of the plan, one thing shown again, the evidence closed."""
    case_id = getattr(world, which)
    with transaction():
        talk.open_talk(world.case(which), members[0], world.moment)
    for question in talk.plan_of(case_id).questions:
        for member in members:
            heard = talk.Heard("Wskazuje wartość i wąskie gardło lejka.", [point["id"] for point in question["points"]])
            with transaction():
                talk.record_answer(world.case(which), db.session.merge(member), question["id"], heard, world.moment)
    if show:
        opened = branches.open_branch(work_of(case_id).id, members[0], show, "zamknięcie szansy", world.moment)
        branches.end_branch(opened.id, members[0], world.moment, "Zamknięto szansę jako wygraną.")
    with transaction():
        freezing.freeze(world.case(which), members[0], world.moment)


@pytest.fixture
def undecided(frozen):
    decided(frozen)
    return frozen


def test_the_decision_leaves_the_result_open_and_names_the_criteria(undecided):
    made = latest_decision(undecided.good)
    assert (made.result, made.rows[TALKED], made.rows[WORKED]) == ("undecided", "not_assessable", "not_assessable")
    assert made.outcomes["2.3"] == made.outcomes["2.4"] == "undecided" and made.outcomes["1.1"] == "met"
    assert "do czasu ponownej weryfikacji kryteriów: 2.3.e, 2.4.f" in made.justification and UNCLEAR in made.justification
    report = reporting.report_of(undecided.case("good"))
    assert report.result_words == "nierozstrzygnięty – do ponownej weryfikacji: kryteria 2.3.e, 2.4.f"
    assert dict(report.results_of_parts)["Część teoretyczna"].startswith("wynik pozytywny")
    assert dict(report.results_of_parts)["Część praktyczna"].startswith("nierozstrzygnięta")


def test_a_justification_that_is_silent_about_an_open_row_is_refused(frozen):
    fill(frozen, {TALKED: Given("not_assessable", UNCLEAR)})
    with pytest.raises(Invalid) as refused, transaction():
        words = "Komisja nie mogła ocenić jednego z kryteriów i dlatego nie rozstrzyga wyniku walidacji w tej sprawie."
        deciding.decide(frozen.case("good"), frozen.user("chair"), words, judging.dice(), frozen.moment)
    assert TALKED in str(refused.value.fields["justification"])


def test_nothing_is_ordered_where_nothing_was_left_open(frozen):
    fill(frozen, {})
    judging.decide(frozen.good, frozen.members, frozen.moment)
    with pytest.raises(Refusal):
        ordered(frozen)
    assert reverifying.left_open() == []


def test_the_coordinator_orders_only_after_every_signature_and_with_a_reason(frozen):
    fill(frozen, {TALKED: Given("not_assessable", UNCLEAR)})
    with transaction():
        case = frozen.case("good")
        deciding.decide(case, frozen.user("chair"), justifying.drafted(case, deciding.verdicts_of(case)), judging.dice(),
                        frozen.moment)
    with pytest.raises(Refusal):
        ordered(frozen)
    with transaction():
        deciding.sign(latest_decision(frozen.good), frozen.case("good"), frozen.user("member"), "", frozen.moment)
    assert [case.number for case in reverifying.left_open()] == [frozen.case("good").number]
    with pytest.raises(Invalid), transaction():
        reverifying.order(frozen.case("good"), "krótko", frozen.user("coordinator"), frozen.moment)
    assert ordered(frozen).criteria == [TALKED] and reverifying.left_open() == []


def test_the_new_talk_asks_and_shows_only_what_was_left_open(undecided):
    ordered(undecided)
    assert undecided.case("good").state == CaseState.PRACTICE_DONE and talk.plan_of(undecided.good) is None
    with transaction():
        plan = talk.open_talk(undecided.case("good"), undecided.user("chair"), undecided.moment)
    assert {question["criterion"] for question in plan.questions} == {TALKED}
    assert {show["criterion"] for show in plan.shows} == {TALKED, WORKED} & {show["criterion"] for show in plan.shows}
    assert WORKED in {show["criterion"] for show in plan.shows}
    first = {question["id"] for question in talk.plans_of(undecided.good)[1].questions}
    assert not first & {question["id"] for question in plan.questions}
    with pytest.raises(Refusal):
        branches.open_branch(work_of(undecided.good).id, undecided.user("chair"), "2.4.a", "edycja", undecided.moment)
    with pytest.raises(Invalid), transaction():
        talk.record_own(undecided.case("good"), undecided.user("chair"), "2.4.a", "Dlaczego?", "Dla pewności.",
                        talk.Heard("Bo tak."), undecided.moment)


def test_the_evidence_is_closed_only_when_every_open_row_was_asked_about_or_shown(undecided):
    ordered(undecided)
    with pytest.raises(Refusal, match=WORKED):
        talked_again(undecided, undecided.members, show="")


def test_the_whole_way_to_a_new_decision_keeps_every_earlier_mark(undecided):
    before = [(row.id, row.verdict, row.note) for row in db.session.query(Mark).order_by(Mark.id)]
    first = freezing.freeze_of(undecided.good).sha256
    ordered(undecided)
    talked_again(undecided, undecided.members)
    frozen = freezing.freezes_of(undecided.good)
    assert frozen[1].sha256 == first != frozen[2].sha256 and frozen[2].content["earlier"] == first
    assert {row.code for row in to_mark(undecided.case("good"))} == {TALKED, WORKED}
    fill(undecided, {WORKED: Given("met", "Pokazano zamknięcie szansy na kopii.")})
    assert judging.decide(undecided.good, undecided.members, undecided.moment) == "positive"
    old, new = decisions_of(undecided.good)
    assert new.supersedes_id == old.id and set(new.rows.values()) == {"met"} and old.rows[WORKED] == "not_assessable"
    after = [(row.id, row.verdict, row.note) for row in db.session.query(Mark).order_by(Mark.id)]
    assert after[: len(before)] == before and len(after) == len(before) + 4
    judging.announce(undecided.good, undecided.user("chair"), undecided.moment)
    assert freezing.freeze_fault(undecided.case("good")) is None and sheet_faults() == [] and agreement_faults() == []
    report = reporting.report_of(undecided.case("good"))
    rows = {row.code: row for row in report.rows}
    assert [mark.verdict for mark in rows[WORKED].marks] == ["met", "met"] and len(rows["2.4.a"].marks) == 2
    assert any("Ponowna weryfikacja" in line for line in rows[WORKED].heard)
    assert any(label == "Ponowna weryfikacja" and REASON in words for label, words in report.course)
    assert [old.number in line for line in report.earlier] == [True]
    earlier = {row.code: row for row in reporting.report_of(undecided.case("good"), old).rows}
    assert [mark.verdict for mark in earlier[WORKED].marks] == ["not_assessable"] * 2
    assert not any("Ponowna weryfikacja" in line for line in earlier[WORKED].heard)


def test_evidence_rewritten_in_either_round_is_told(undecided):
    ordered(undecided)
    talked_again(undecided, undecided.members)
    assert freezing.freeze_fault(undecided.case("good")) is None
    for number in (1, 2):
        with transaction() as session:
            session.execute(db.text("DROP TRIGGER IF EXISTS interview_record_no_update"))
            session.execute(db.text(f"UPDATE interview_record SET summary = 'inna {number}' WHERE round = {number}"))
        db.session.expire_all()
        assert "interview" in freezing.freeze_fault(undecided.case("good"))


def test_members_who_differ_again_talk_it_over_and_what_was_decided_stands(undecided):
    ordered(undecided)
    talked_again(undecided, undecided.members)
    judging.open_marking(undecided.good, undecided.moment)
    judging.fill_sheet(undecided.good, undecided.user("chair"), {}, undecided.moment)
    judging.fill_sheet(undecided.good, undecided.user("member"), {TALKED: Given("not_met", UNCLEAR)}, undecided.moment)
    assert [card.row.code for card in reconciliation.cards(undecided.case("good"))] == [TALKED]
    with pytest.raises(Refusal):
        judging.decide(undecided.good, undecided.members, undecided.moment)
    words = {TALKED: Agreed("not_met", "interview", "Komisja zgodnie uznała odpowiedź za niewystarczającą.")}
    judging.talk_over(undecided.good, undecided.members, words, undecided.moment)
    assert judging.decide(undecided.good, undecided.members, undecided.moment) == "negative"
    made = latest_decision(undecided.good)
    assert [code for code, verdict in made.rows.items() if verdict != "met"] == [TALKED] and len(made.rows) == 39


def test_a_member_who_comes_new_marks_only_the_open_rows_and_reads_nothing_before(undecided, staff_browser):
    ordered(undecided)
    with transaction():
        seating.replace(undecided.case("good"), undecided.user("member"), undecided.user("reserve"), "urlop członka",
                        undecided.moment)
    bench = [undecided.user("chair"), undecided.user("reserve")]
    talked_again(undecided, bench)
    with transaction():
        proposals.keep_proposals(undecided.case("good"), undecided.moment)
        sheets.open_sheet(undecided.case("good"), undecided.user("reserve"), undecided.moment)
    browser = staff_browser(undecided, "reserve")
    assert browser.get(f"/reports/{undecided.good}").status_code == 404
    page = browser.get(f"/committee/{undecided.good}/sheet").get_data(as_text=True)
    assert f'id="row-{WORKED}"' in page and 'id="row-2.4.a"' not in page and BROKEN not in page and " z 6 " not in page
    fill(undecided, {}, bench)
    assert browser.get(f"/reports/{undecided.good}").status_code == 200  # control: once every sheet is in
    assert judging.decide(undecided.good, bench, undecided.moment) == "positive"
    report = {row.code: row for row in reporting.report_of(undecided.case("good")).rows}
    assert {mark.name for mark in report[WORKED].marks} == {person.name for person in bench}
    assert {mark.name for mark in report["2.4.a"].marks} == {undecided.user(name).name for name in ("chair", "member")}


def test_a_row_of_the_test_reopened_by_a_ruling_is_marked_by_the_members(announced):
    with transaction():
        deciding.decide_after_ruling(announced.case(), {TESTED: "not_assessable"}, "Do ponownej weryfikacji.", announced.good,
                                     judging.dice(), announced.moment)
        announced.case().state = CaseState.ANNOUNCED
    ordered(announced, "weak")
    talked_again(announced, announced.members, "weak", show="")
    assert [row.code for row in to_mark(announced.case())] == [row.code for row in in_question(announced.case())] == [TESTED]
    fill(announced, {TESTED: Given("met", "W rozmowie omówił wszystkie kwestie.")}, which="weak")
    words = {TESTED: Agreed("met", "interview", "Komisja zgodnie uznała odpowiedzi za wystarczające.")}
    judging.talk_over(announced.weak, announced.members, words, announced.moment)
    assert judging.decide(announced.weak, announced.members, announced.moment) == "positive"


def test_the_papers_are_closed_to_the_candidate_while_criteria_are_verified_again(undecided, portal_browser):
    judging.announce(undecided.good, undecided.user("chair"), undecided.moment)
    assert is_open(undecided.good)
    assert "do ponownej weryfikacji: kryteria 2.3.e, 2.4.f" in (
        portal_browser(undecided, "good").get(f"/reports/{undecided.good}").get_data(as_text=True))
    ordered(undecided)
    assert not is_open(undecided.good)


def test_the_page_is_offered_only_where_it_says_something(undecided, staff_browser):
    coordinator, address = staff_browser(undecided, "coordinator"), "/committee/{}/verified-again"
    offered = coordinator.get(f"/cases/{undecided.good}").get_data(as_text=True)
    assert address.format(undecided.good) in offered
    weak = coordinator.get(f"/cases/{undecided.weak}").get_data(as_text=True)
    assert address.format(undecided.weak) not in weak
    ordered(undecided)
    later = staff_browser(undecided, "coordinator")
    assert address.format(undecided.good) in later.get(f"/cases/{undecided.good}").get_data(as_text=True)


def test_the_way_goes_through_the_screens(undecided, staff_browser):
    coordinator, chair = staff_browser(undecided, "coordinator"), staff_browser(undecided, "chair")
    address = f"/committee/{undecided.good}/verified-again"
    assert address in coordinator.get("/").get_data(as_text=True)
    assert chair.get(address).status_code == 403
    page = chair.get(f"/committee/{undecided.good}/decision").get_data(as_text=True)
    assert "do ponownej weryfikacji: 2.3.e, 2.4.f" in page and "/announcement" in page
    assert coordinator.post(address, data={"reason": ""}).status_code == 422
    assert coordinator.post(address, data={"reason": REASON}).status_code == 303
    assert REASON in coordinator.get(address).get_data(as_text=True)
    assert address not in coordinator.get("/").get_data(as_text=True)
    assert chair.post(f"/talk/{undecided.good}/open").status_code == 303
    assert TALKED in chair.get(f"/talk/{undecided.good}").get_data(as_text=True)
    plan = talk.plan_of(undecided.good)
    assert chair.get(f"/talk/{undecided.good}/questions/{plan.questions[0]['id']}").status_code == 200
    assert SimpleNamespace(round=reverification.round_of(undecided.good)).round == 2
    assert db.session.query(Sheet).filter_by(enrolment_id=undecided.good, round=2).count() == 0
    assert walking.case_of(undecided.good).state == CaseState.IN_INTERVIEW
