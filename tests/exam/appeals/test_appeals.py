"""From an announced decision to a ruling: filing in time, a reviewer without an earlier part, the new decision beside the old."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from app.clock import dice
from app.db import db, transaction
from app.errors import Invalid, NotAllowed, Refusal
from app.identity import RoleGrant, User
from exam.appeals import filing, ruling
from exam.appeals.independence import earlier_parts
from exam.certificates.issuing import obstacles
from exam.committee.deciding import decide_after_ruling
from exam.committee.models import DecisionSignature, Sheet
from exam.committee.standing import announcement_of, decisions_of, latest_decision
from exam.sittings import admission
from exam.sittings.models import Admission, Appointment, CaseState, CommitteeSeat, Preparation

WHY = "Moje odpowiedzi były zgodne z materiałami źródłowymi."
REASONS = "Po przejrzeniu odpowiedzi i klucza uznano zastrzeżenie za zasadne."
POINT = "1.1.a"


def filed(world, kind="decision", points=None, reason=""):
    with transaction():
        points = {POINT: WHY} if kind == "decision" and points is None else points or {}
        return filing.file(world.case(), kind, reason, points, dice(), world.moment).id


def under_review(world, **values):
    """An appeal with its reviewer."""
    appeal_id = filed(world, **values)
    with transaction():
        ruling.appoint(filing.appeal(appeal_id), world.user("reviewer"), world.user("coordinator"), world.moment)
    return appeal_id


def rule(world, appeal_id, which, reasons=REASONS, point=POINT, name="reviewer"):
    with transaction():
        return ruling.rule(filing.appeal(appeal_id), world.user(name), {point: (which, reasons)}, dice(), world.moment)


def test_an_appeal_is_filed_on_the_portal_and_answered_with_a_number(announced, portal_browser):
    browser = portal_browser(announced, "weak")
    assert "07.12.2026" in browser.get("/portal/appeals").get_data(as_text=True)
    answer = browser.post("/portal/appeals/decision", data={"criterion": POINT, f"reason-{POINT}": WHY})
    assert answer.status_code == 303
    page = browser.get(answer.headers["Location"]).get_data(as_text=True)
    assert "O/2026/0001" in page
    assert browser.post("/portal/appeals/decision", data={"criterion": POINT, f"reason-{POINT}": WHY}).status_code == 409


@pytest.mark.parametrize(("kind", "values"), [("decision", {"points": {POINT: "Ż" * 10_001}}),
                                              ("course", {"reason": "Ż" * 10_001})])
def test_reasons_without_end_are_refused_and_named(announced, kind, values):
    with pytest.raises(Invalid) as refused:
        filed(announced, kind=kind, **values)
    assert list(refused.value.fields) == [POINT if kind == "decision" else "reason"]


@pytest.mark.parametrize(("days", "done"), [(14, True), (15, False)])
def test_the_term_is_kept_to_the_day(announced, days, done):
    announced.clock.moment += timedelta(days=days)
    if done:
        assert filing.appeal(filed(announced)).deadline.isoformat() == "2026-12-07"
    else:
        with pytest.raises(Refusal):
            filed(announced)


def test_only_criteria_that_were_not_met_can_be_contested(announced, portal_browser):
    with pytest.raises(Invalid) as refused:
        filed(announced, points={"2.4.b": WHY})
    assert "points" in refused.value.fields
    with pytest.raises(Invalid) as short:
        filed(announced, points={POINT: "bo tak"})
    assert set(short.value.fields) == {POINT}
    with pytest.raises(Invalid):
        filed(announced, kind="course", reason="źle")
    answer = portal_browser(announced, "weak").post(
        "/portal/appeals/decision", data={"criterion": POINT, f"reason-{POINT}": "bo tak"}
    )
    assert answer.status_code == 422 and "bo tak" in answer.get_data(as_text=True)
    assert filing.appeals_of(announced.weak) == []


def test_before_the_announcement_there_is_nothing_to_contest(frozen, portal_browser):
    with pytest.raises(Refusal):
        filed(frozen)
    assert (
        portal_browser(frozen, "weak")
        .post("/portal/appeals/decision", data={"criterion": POINT, f"reason-{POINT}": WHY})
        .status_code
        == 409
    )


def _sat(world, user):
    return CommitteeSeat(
        enrolment_id=world.weak, user_id=user.id, chair=False, seated_at=world.moment, left_at=world.moment, left_reason="zmiana"
    )


def _marked(world, user):
    return Sheet(enrolment_id=world.weak, user_id=user.id, opened_at=world.moment, evidence_hash="x")


def _signed(world, user):
    return DecisionSignature(decision_id=latest_decision(world.weak).id, user_id=user.id, at=world.moment)


def _operated(world, user):
    return Appointment(sitting_id=world.case().sitting_id, user_id=user.id, function="operator", appointed_at=world.moment)


def _prepared(world, user):
    return Preparation(
        person_id=world.case().person_id, trainer_id=user.id, organiser="Akademia Sprzedaży", recorded_at=world.moment
    )


@pytest.mark.parametrize(
    ("part", "named"),
    [(_sat, "komisji"), (_marked, "kart"), (_signed, "podpis"), (_operated, "sesji"), (_prepared, "Akademia Sprzedaży")],
)
def test_a_reviewer_with_an_earlier_part_is_refused_by_name_of_the_part(announced, staff_browser, part, named):
    appeal_id = filed(announced)
    reviewer = announced.user("reviewer")
    assert earlier_parts(reviewer, announced.case()) == []
    with transaction() as session:
        session.add(part(announced, announced.user("reviewer")))
    assert len(earlier_parts(announced.user("reviewer"), announced.case())) == 1
    answer = staff_browser(announced, "coordinator").post(
        f"/appeals/{appeal_id}/reviewer", data={"user_id": str(announced.staff["reviewer"])}
    )
    assert answer.status_code == 403
    alert = answer.get_data(as_text=True).split('role="alert"')[1].split("</div>")[0]
    assert announced.user("reviewer").name in alert and named in alert
    assert ruling.reviewer_of(filing.appeal(appeal_id)) is None


@pytest.mark.parametrize("field", ["email", "phone", "employer"])
def test_shared_contact_data_and_employer_stand_in_the_way_too(announced, field):
    with transaction() as session:
        shared = {"email": "wspolny@example.org", "phone": "600 700 800", "employer": "Świetlik sp. z o.o."}[field]
        setattr(session.get(User, announced.staff["reviewer"]), field, shared)
        setattr(announced.case().person, field, shared)
    with pytest.raises(NotAllowed):
        under_review(announced)


def test_who_checked_the_identity_or_is_no_reviewer_is_refused(announced):
    with transaction() as session:
        session.add(RoleGrant(user_id=announced.staff["operator"], role="reviewer"))
        session.query(Appointment).filter_by(user_id=announced.staff["operator"]).one().revoked_at = announced.moment
    assert any("tożsamości" in str(part) for part in earlier_parts(announced.user("operator"), announced.case()))
    assert earlier_parts(announced.user("certifier"), announced.case())


def test_an_earlier_part_that_comes_to_light_later_stops_the_ruling(announced):
    appeal_id = under_review(announced)
    with transaction() as session:
        session.add(_prepared(announced, announced.user("reviewer")))
    with pytest.raises(NotAllowed):
        rule(announced, appeal_id, "changed_to_met")
    assert filing.rulings_of(appeal_id) == []


def test_changed_to_met_makes_a_new_decision_beside_the_old(announced, portal_browser):
    old = latest_decision(announced.weak)
    appeal_id = under_review(announced)
    new = rule(announced, appeal_id, "changed_to_met")
    before, after = decisions_of(announced.weak)
    assert (before.id, before.result, after.id, after.result) == (old.id, "negative", new.id, "positive")
    assert (
        after.supersedes_id == old.id
        and after.made_by == "appeal"
        and after.appeal_id == appeal_id
        and REASONS in after.justification
    )
    assert {code for code in after.rows if after.rows[code] != before.rows[code]} == {POINT}
    assert announcement_of(after.id) is not None and announced.case().state == CaseState.ANNOUNCED
    page = portal_browser(announced, "weak").get(f"/reports/{announced.weak}").get_data(as_text=True)
    assert before.number in page and after.number in page
    assert obstacles(announced.user("certifier"), announced.case()) == []


def test_reverify_leaves_the_case_undecided_and_dismissed_leaves_it_as_it_is(announced):
    appeal_id = under_review(announced)
    decision = rule(announced, appeal_id, "reverify")
    assert decision.result == "undecided" and decision.rows[POINT] == "not_assessable"
    assert obstacles(announced.user("certifier"), announced.case())


def test_a_dismissed_appeal_makes_no_decision(announced):
    appeal_id = under_review(announced)
    assert rule(announced, appeal_id, "dismissed") is None
    assert len(decisions_of(announced.weak)) == 1 and [row.ruling for row in filing.rulings_of(appeal_id)] == ["dismissed"]
    with pytest.raises(Refusal):
        rule(announced, appeal_id, "changed_to_met")


def test_a_ruling_never_makes_anything_worse(announced):
    with pytest.raises(Refusal), transaction():
        decide_after_ruling(announced.case(), {"2.4.b": "not_met"}, REASONS, filed(announced), dice(), announced.moment)
    assert len(decisions_of(announced.weak)) == 1


@pytest.mark.parametrize(("which", "reasons"), [("", REASONS), ("admitted", REASONS), ("changed_to_met", "krótko")])
def test_a_ruling_needs_a_fitting_word_and_its_reasons(announced, which, reasons):
    appeal_id = under_review(announced)
    with pytest.raises(Invalid) as refused:
        rule(announced, appeal_id, which, reasons)
    assert set(refused.value.fields) == {POINT} and filing.rulings_of(appeal_id) == []


def test_only_the_appointed_reviewer_opens_and_rules(announced, staff_browser):
    appeal_id = under_review(announced)
    data = {f"ruling-{POINT}": "changed_to_met", f"reasons-{POINT}": REASONS}
    for name in ("other", "coordinator", "chair"):
        assert staff_browser(announced, name).post(f"/appeals/{appeal_id}/ruling", data=data).status_code in (403, 404), name
    assert staff_browser(announced, "other").get(f"/appeals/{appeal_id}").status_code == 404
    browser = staff_browser(announced, "reviewer")
    assert browser.post(f"/appeals/{appeal_id}/ruling", data={**data, f"reasons-{POINT}": "krótko"}).status_code == 422
    assert browser.post(f"/appeals/{appeal_id}/ruling", data=data).status_code == 303
    assert browser.post(f"/appeals/{appeal_id}/ruling", data=data).status_code == 409


def test_an_appeal_against_the_course_is_ruled_on_as_a_whole(announced):
    appeal_id = under_review(announced, kind="course", reason="Stanowisko dwa razy traciło zasilanie w trakcie pracy.")
    assert rule(announced, appeal_id, "repeat_free", point=None) is None
    assert len(decisions_of(announced.weak)) == 1


def test_an_upheld_appeal_against_a_refused_admission_admits(app, build):
    cast = build.sitting()
    case = build.enrolled(cast)
    reviewer, coordinator = build.staff("reviewer"), build.staff("coordinator")
    with transaction():
        admission.refuse(case, "fee", "Nie wpłynęła opłata za walidację.", build.moment)
    with transaction():
        appeal = filing.file(
            case, "admission", "Opłatę wniesiono w terminie, potwierdzenie w załączeniu.", {}, dice(), build.moment
        )
        ruling.appoint(appeal, reviewer, coordinator, build.moment)
    with transaction():
        assert ruling.rule(appeal, reviewer, {None: ("admitted", REASONS)}, dice(), build.moment) is None
    assert (case.admission, case.state) == (Admission.ADMITTED, CaseState.ADMITTED) and case.station is not None


@pytest.mark.parametrize(
    "change", ["UPDATE appeal SET reason = ''", "DELETE FROM appeal_point", "UPDATE ruling SET ruling = 'dismissed'"]
)
def test_appeals_and_rulings_cannot_be_changed_in_the_database(announced, change):
    rule(announced, under_review(announced), "changed_to_met")
    with pytest.raises(DatabaseError), transaction():
        db.session.execute(text(change))
