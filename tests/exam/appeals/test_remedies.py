"""A ruling leads somewhere: somebody has a task after it, and the candidate gets a sitting free of charge."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from app.clock import dice
from app.db import transaction
from app.errors import Invalid, Refusal
from exam.appeals import filing, remedies, ruling
from exam.committee import reverifying
from exam.committee.standing import decisions_of
from exam.entrance import desks
from exam.sittings import admission
from exam.sittings.models import Admission, CaseState, SittingState
from exam.sittings.people import enrolment
from exam.sittings.repeats import PRACTICAL, WHOLE, repeat_in
from exam.supervision import acts
from exam.theory import attempts as theory
from exam.theory import results
from exam.theory.results import results_of
from scoring.theory import Bands
from tests.exam.conftest import builders

REASONS = "Po sprawdzeniu przebiegu sesji uznano zastrzeżenie za zasadne."
COURSE = "Stanowisko dwa razy traciło zasilanie w trakcie pracy."


def ruled(world, which, kind="course"):
    point = None if kind == "course" else "1.1.a"
    with transaction():
        appeal = filing.file(world.case(), kind, COURSE, {} if point is None else {point: COURSE}, dice(), world.moment)
        ruling.appoint(appeal, world.user("reviewer"), world.user("coordinator"), world.moment)
    with transaction():
        ruling.rule(appeal, world.user("reviewer"), {point: (which, REASONS)}, dice(), world.moment)
    return appeal


def another_sitting(world):
    build = builders.Builder(world.clock)
    build.count = 50
    return build.sitting()


def arranged(world, appeal, sitting, scope):
    with transaction():
        made = remedies.arrange(filing.appeal(appeal.id), sitting, scope, world.user("coordinator"), world.moment)
    return enrolment(made.id)


def tasks(world):
    found = desks.of(world.user("coordinator"), world.moment.date())
    return [str(desk.what) for desk in found if desk.endpoint == "appeals.case"]


def test_a_ruling_to_repeat_is_a_task_of_the_coordinator_until_a_date_is_set(announced, staff_browser, portal_browser):
    assert tasks(announced) == []
    appeal = ruled(announced, "repeat_free")
    assert tasks(announced) == [str(remedies.WORDS["repeat_free"])]
    other = another_sitting(announced)
    browser = staff_browser(announced, "coordinator")
    page = BeautifulSoup(browser.get(f"/appeals/{appeal.id}").get_data(as_text=True), "html.parser")
    assert [one["value"] for one in page.select("select[name=sitting_id] option")] == [str(other.sitting.id)]
    assert "wyznacza termin" in browser.get(f"/cases/{announced.weak}").get_data(as_text=True)
    data = {"sitting_id": str(other.sitting.id), "scope": WHOLE}
    assert browser.post(f"/appeals/{appeal.id}/repeat", data=data).status_code == 303
    given = remedies.repeat_after(filing.appeal(appeal.id))
    assert (given.case.state, given.case.admission, given.of_id) == (CaseState.ADMITTED, Admission.ADMITTED, announced.weak)
    assert given.case.person_id == announced.case().person_id and given.case.rules == announced.case().rules
    assert tasks(announced) == [] and len(decisions_of(announced.weak)) == 1
    assert given.case.number in portal_browser(announced, "weak").get("/portal").get_data(as_text=True)
    assert given.case.number in browser.get(f"/cases/{announced.weak}").get_data(as_text=True)
    assert announced.case().number in browser.get(f"/cases/{given.enrolment_id}").get_data(as_text=True)
    assert browser.post(f"/appeals/{appeal.id}/repeat", data=data).status_code == 409


def test_a_dismissed_appeal_leaves_no_task(announced):
    appeal = ruled(announced, "dismissed")
    assert remedies.order_of(appeal) is None and tasks(announced) == []
    with pytest.raises(Refusal):
        arranged(announced, appeal, another_sitting(announced).sitting, WHOLE)


@pytest.mark.parametrize(("scope", "state"), [(PRACTICAL, CaseState.TEST_DONE), (WHOLE, CaseState.IDENTITY_CHECKED)])
def test_the_test_stands_where_the_practical_part_alone_is_repeated(announced, scope, state):
    appeal = ruled(announced, "repeat_free")
    other = another_sitting(announced)
    case = arranged(announced, appeal, other.sitting, scope)
    with transaction():
        acts.check_identity(enrolment(case.id), "id_card", True, other.operator, announced.moment)
    assert enrolment(case.id).state == state
    kept = results_of(announced.weak) if scope == PRACTICAL else None
    assert results_of(case.id) == kept and results_of(announced.weak) is not None


def test_the_bands_of_a_test_that_stands_are_those_it_was_frozen_with(announced, monkeypatch):
    case = arranged(announced, ruled(announced, "repeat_free"), another_sitting(announced).sitting, PRACTICAL)
    strict = Bands(6, 5)
    monkeypatch.setattr(results, "_bands", lambda test: strict if test.enrolment_id == announced.weak else Bands())
    assert results.bands_of(case.id) == results.bands_of(announced.weak) == strict != results.bands_of(announced.good)


def test_a_repeated_test_asks_nothing_that_was_asked_before(announced):
    case = arranged(announced, ruled(announced, "repeat_free"), another_sitting(announced).sitting, WHOLE)
    before = set(theory.attempt_of(announced.weak).form["items"])
    assert theory.seen_items(case) == before
    with transaction():
        asked = set(theory.prepare(case, "ziarno", announced.moment).form["items"])
    assert len(asked) == len(before) == 56 and not asked & before


def test_a_criterion_of_the_test_is_verified_again_in_a_whole_validation(announced):
    appeal = ruled(announced, "reverify", "decision")
    order = remedies.outstanding(appeal)
    assert (order.ruling, order.criteria, order.scopes) == ("reverify", ("1.1.a",), (WHOLE,))
    assert tasks(announced) == [str(remedies.WORDS["reverify"])]
    with pytest.raises(Invalid):
        arranged(announced, appeal, another_sitting(announced).sitting, PRACTICAL)


def test_the_test_stands_where_a_criterion_of_the_work_is_verified_again(announced):
    assert remedies._scopes(announced.case(), "reverify", ("2.4.b",)) == (PRACTICAL,)
    assert remedies._scopes(announced.case(), "reverify", ("2.4.b", "1.1.a")) == (WHOLE,)


def test_a_repeat_and_criteria_verified_again_never_stand_beside_each_other(announced):
    course, decision = ruled(announced, "repeat_free"), ruled(announced, "reverify", "decision")
    assert reverifying.open_decision(announced.case()) is not None
    arranged(announced, course, another_sitting(announced).sitting, WHOLE)
    assert reverifying.open_decision(announced.case()) is None and remedies.outstanding(decision) is None
    with pytest.raises(Refusal), transaction():
        reverifying.order(announced.case(), REASONS, announced.user("coordinator"), announced.moment)


def test_a_repeat_waits_until_criteria_under_way_are_decided(announced):
    course = ruled(announced, "repeat_free")
    ruled(announced, "reverify", "decision")
    with transaction():
        reverifying.order(announced.case(), REASONS, announced.user("coordinator"), announced.moment)
    with pytest.raises(Refusal, match=r"being verified again|ponowna weryfikacja"):
        arranged(announced, course, another_sitting(announced).sitting, WHOLE)


@pytest.mark.parametrize("fault", ["closed", "past", "enrolled", "none"])
def test_a_sitting_that_does_not_do_is_refused(announced, fault):
    appeal, other = ruled(announced, "repeat_free"), another_sitting(announced)
    with transaction() as session:
        sitting = session.merge(other.sitting)
        if fault == "closed":
            sitting.state = SittingState.CLOSED
        elif fault == "past":
            sitting.on_date -= timedelta(days=1)
        elif fault == "enrolled":
            builder = builders.Builder(announced.clock)
            builder.count = 70
            person = announced.case().person
    if fault == "enrolled":
        builder.enrolled(other, person)
    with pytest.raises(Refusal):
        arranged(announced, appeal, None if fault == "none" else other.sitting, WHOLE)
    assert remedies.outstanding(filing.appeal(appeal.id)) is not None


@pytest.mark.parametrize("name", ["reviewer", "chair", "operator"])
def test_nobody_but_the_coordinator_sets_the_date(announced, staff_browser, name):
    appeal, other = ruled(announced, "repeat_free"), another_sitting(announced)
    data = {"sitting_id": str(other.sitting.id), "scope": WHOLE}
    assert staff_browser(announced, name).post(f"/appeals/{appeal.id}/repeat", data=data).status_code == 403
    assert remedies.repeat_after(filing.appeal(appeal.id)) is None


def refused_admission(build, cast):
    case = build.enrolled(cast)
    with transaction():
        admission.refuse(case, "fee", "Nie wpłynęła opłata za walidację.", build.moment)
    return case


def upheld(build, case):
    reviewer, coordinator = build.staff("reviewer"), build.staff("coordinator")
    with transaction():
        appeal = filing.file(case, "admission", "Opłatę wniesiono w terminie, potwierdzenie dołączam.", {}, dice(), build.moment)
        ruling.appoint(appeal, reviewer, coordinator, build.moment)
    with transaction():
        ruling.rule(appeal, reviewer, {None: ("admitted", REASONS)}, dice(), build.moment)
    return appeal, coordinator


@pytest.mark.parametrize("over", ["closed", "past", "begun", "full"])
def test_who_is_admitted_to_a_sitting_that_is_over_gets_another(app, build, over):
    cast = build.sitting(stations=1 if over == "full" else 4)
    case = refused_admission(build, cast)
    with transaction():
        if over == "closed":
            cast.sitting.state = SittingState.CLOSED
        elif over == "past":
            cast.sitting.on_date -= timedelta(days=3)
        elif over == "begun":
            cast.sitting.state = SittingState.OPEN
    appeal, coordinator = upheld(build, case)
    assert (case.state, case.admission) == (CaseState.REFUSED, Admission.REFUSED)
    assert remedies.outstanding(appeal).ruling == "admitted"
    other = build.sitting()
    with transaction():
        made = remedies.arrange(appeal, other.sitting, WHOLE, coordinator, build.moment)
    assert made.id != case.id and made.state == CaseState.ADMITTED and repeat_in(made.id).of_id == case.id
    assert remedies.outstanding(appeal) is None


def test_who_is_admitted_to_a_sitting_to_come_leaves_nobody_a_task(app, build):
    case = refused_admission(build, build.sitting())
    appeal, _coordinator = upheld(build, case)
    assert case.state == CaseState.ADMITTED and remedies.outstanding(appeal) is None


WITHOUT = [CaseState.WITHDRAWN, CaseState.NO_SHOW, CaseState.BROKEN_OFF]


def ended(build, state, days=0):
    """A case in a state whose sitting was closed so many days ago."""
    cast = build.sitting()
    case = build.admitted(cast, state=state)
    with transaction():
        cast.sitting.state, cast.sitting.closed_at = SittingState.CLOSED, build.moment - timedelta(days=days)
    return case


@pytest.mark.parametrize("state", WITHOUT)
def test_who_left_without_a_decision_may_appeal_against_the_course_from_the_end_of_the_sitting(app, build, on_portal, state):
    cast = build.sitting()
    case = build.admitted(cast, state=state)
    assert filing.grounds(case, build.moment.date()) == []  # the sitting is not over
    with transaction():
        cast.sitting.state, cast.sitting.closed_at = SittingState.CLOSED, build.moment
    browser = on_portal(case)
    assert 'href="/portal/appeals"' in browser.get("/portal").get_data(as_text=True)
    assert "/portal/inspection" not in browser.get("/portal").get_data(as_text=True)
    answer = browser.post("/portal/appeals/course", data={"reason": COURSE})
    assert answer.status_code == 303
    filed = filing.appeals_of(case.id)[0]
    assert (filed.kind, filed.decision_id) == ("course", None)
    assert browser.post("/portal/appeals/course", data={"reason": COURSE}).status_code == 409


def test_the_term_of_such_an_appeal_is_kept_to_the_day(app, build):
    today = build.moment.date()
    assert [ground.open for ground in filing.grounds(ended(build, CaseState.WITHDRAWN, 14), today)] == [True]
    # 15 and 16 days ago the term would have ended on a Sunday and a Saturday: Monday, today, is its last day
    assert [ground.open for ground in filing.grounds(ended(build, CaseState.WITHDRAWN, 16), today)] == [True]
    assert [ground.open for ground in filing.grounds(ended(build, CaseState.WITHDRAWN, 17), today)] == [False]
    assert filing.grounds(ended(build, CaseState.ADMITTED), today) == []


def test_a_sitting_whose_day_has_passed_is_over_even_without_its_closing_list(app, build):
    case = build.admitted(build.sitting(), state=CaseState.BROKEN_OFF)
    assert filing.grounds(case, case.sitting.on_date) == []
    assert [ground.open for ground in filing.grounds(case, case.sitting.on_date + timedelta(days=1))] == [True]
