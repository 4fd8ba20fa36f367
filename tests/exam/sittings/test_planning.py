"""From a plan to a seated committee: the gates hold, and say why."""

from dataclasses import replace
from datetime import date, time
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook

from app import audit
from app.db import db, transaction
from app.errors import Invalid, Refusal
from exam.practical import crm_lock, self_test
from exam.practical.variants import DRAWER
from exam.sittings import admission, appointments, cases, enrolments, people, planning, readiness, seating, workbook
from exam.sittings.models import Admission, CaseState, Enrolment, Function, Person, SittingState
from tests.exam.practical.conftest import tiny_variant

PLAN = planning.Plan("Lublin, sala 12", date(2026, 12, 7), time(9, 0), time(11, 0), "bezszum", date(2026, 12, 1), 2, 1)
ANNA = enrolments.Application("Anna", "Lis", date(1990, 1, 2), "anna@example.org")


@pytest.fixture
def sitting(build):
    with transaction():
        return planning.plan(PLAN, build.moment)


def test_sittings_are_numbered_in_their_year_and_kept_in_utc(build, sitting):
    with transaction():
        second = planning.plan(PLAN, build.moment)
    assert (sitting.number, second.number) == ("SW/2026/001", "SW/2026/002")
    assert sitting.starts_at.hour == 8, "nine o'clock in Warsaw in December"
    assert [row.name for row in sitting.stations] == ["S1", "S2", "Z1"]


def test_a_practical_part_before_the_test_is_refused(build, app):
    with pytest.raises(Invalid) as refusal, transaction():
        planning.plan(replace(PLAN, practical_at=time(8, 0)), build.moment)
    assert "practical_at" in refusal.value.fields


@pytest.mark.parametrize("practical,reason,fine", [
    (time(10, 45), "", True), (time(10, 44), "", False), (time(10, 44), "tak", False), (time(10, 44), "sala od 12 zajęta", True)])
def test_a_break_shorter_than_the_setting_needs_a_reason_which_is_kept(build, app, practical, reason, fine):
    wanted = replace(PLAN, practical_at=practical, break_reason=reason)
    if not fine:
        with pytest.raises(Invalid) as refusal, transaction():
            planning.plan(wanted, build.moment)
        assert set(refusal.value.fields) == {"break_reason"}
        return
    with transaction():
        made = planning.plan(wanted, build.moment)
    assert (made.break_reason or "") == reason
    assert not any("przerwa" in str(lack) for lack in planning.lacks(made))


def test_the_longest_extension_among_the_candidates_lengthens_what_the_break_needs(build, sitting):
    def lacking():
        db.session.expire_all()
        return any("przerwa" in str(lack) for lack in planning.lacks(sitting))

    with transaction():
        enrolments.enrol(sitting, replace(ANNA, accommodation=20), build.moment)
    assert not lacking(), "90 minutes of test and 30 of break fit into two hours"
    with transaction():
        late = enrolments.enrol(sitting, replace(ANNA, last_name="Kot", email="k@example.org", accommodation=25), build.moment)
    assert lacking()
    with pytest.raises(Invalid), transaction():
        planning.change(sitting, PLAN)
    with transaction():
        planning.change(sitting, replace(PLAN, practical_at=time(11, 4)))
    assert not lacking() and late.sitting is sitting


def test_the_crm_is_ticked_only_after_a_self_test_of_what_runs_now(app, build, monkeypatch):
    app.extensions[DRAWER] = tiny_variant
    cast = build.sitting()
    every = set(readiness.ITEMS)

    def sign():
        with transaction():
            return readiness.sign(db.session.merge(cast.stations[0]), every, "", cast.operator, build.moment)

    with pytest.raises(Invalid):
        sign()
    app.extensions[DRAWER] = lambda pack, seed: 1 / 0
    assert "ZeroDivisionError" in self_test.run(cast.sitting, build.moment).fault
    with pytest.raises(Invalid):
        sign()
    app.extensions[DRAWER] = tiny_variant
    tested = self_test.run(cast.sitting, build.moment)
    assert not tested.fault and tested.accounts > 0
    assert not list((app.extensions["probierz_config"].sandboxes / "branches").glob("*.sqlite3")), "the sandbox is thrown away"
    assert sign().items["crm"]
    other = replace(crm_lock.running(cast.sitting), digest="0" * 64)
    monkeypatch.setattr(crm_lock, "running", lambda sitting: other)
    with pytest.raises(Invalid):
        sign()


def test_nobody_is_appointed_without_a_valid_proof(build, sitting):
    member = build.staff("assessor")
    with pytest.raises(Refusal, match="brak dokumentu"), transaction():
        appointments.appoint(sitting, member, Function.MEMBER, build.moment)


@pytest.mark.parametrize("change,why", [
    ({"education": "primary"}, "niższe niż średnie"), ({"years_supervising": 4}, "mniej niż 5 lat"),
    ({"valid_until": date(2026, 12, 6)}, "brak dokumentu"), ({"valid_from": date(2026, 12, 8)}, "brak dokumentu")])
def test_a_member_below_the_minimum_on_the_day_is_refused(build, sitting, change, why):
    member = build.staff("assessor")
    shown = appointments.Proof("member", "secondary", 5, False, False, "świadectwo pracy", date(2020, 1, 1), None)
    with transaction():
        appointments.record_proof(member, replace(shown, **change), build.moment)
    with pytest.raises(Refusal, match=why), transaction():
        appointments.appoint(sitting, member, Function.MEMBER, build.moment)
    with transaction():
        appointments.record_proof(member, shown, build.moment)
        appointments.appoint(sitting, member, Function.MEMBER, build.moment)
    assert [row.user_id for row in people.appointed(sitting, Function.MEMBER)] == [member.id]


def test_an_operator_may_also_be_a_member_but_there_is_one_chair(build, sitting):
    both, other = build.staff("operator", "assessor"), build.staff("assessor")
    build.qualify(both, "operator"), build.qualify(both, "member"), build.qualify(other, "member")
    with transaction():
        appointments.appoint(sitting, both, Function.OPERATOR, build.moment)
        appointments.appoint(sitting, both, Function.CHAIR, build.moment)
    with pytest.raises(Refusal, match="ma już osobę przewodniczącą"), transaction():
        appointments.appoint(sitting, other, Function.CHAIR, build.moment)


def test_who_prepared_a_candidate_is_not_operator(build):
    cast = build.sitting()
    trainer, person = build.staff("operator"), build.person()
    build.qualify(trainer, "operator")
    build.prepared(person, trainer)
    build.enrolled(cast, person)
    with pytest.raises(Refusal, match="nie może być operatorem"), transaction():
        appointments.appoint(cast.sitting, trainer, Function.OPERATOR, build.moment)


def test_a_candidate_prepared_by_the_operator_is_not_admitted_until_another_operator_comes(build):
    cast, person = build.sitting(), build.person()
    build.prepared(person, cast.operator)
    case = build.enrolled(cast, person)
    with pytest.raises(Refusal, match="innego operatora"), transaction():
        admission.admit(case, build.moment)


def test_enrolling_pins_the_rules_and_numbers_the_candidates(build, sitting):
    with transaction():
        first = enrolments.enrol(sitting, ANNA, build.moment)
        second = enrolments.enrol(sitting, replace(ANNA, last_name="Kos", email="kos@example.org"), build.moment)
    assert (first.number, second.number) == ("2026-001-01", "2026-001-02")
    assert first.rules["theory.minutes"] == 75 and first.rules["appeal.days"] == 14


def test_a_person_is_one_person_over_sittings_and_once_in_each(build, sitting):
    with transaction():
        other = planning.plan(PLAN, build.moment)
        enrolments.enrol(sitting, ANNA, build.moment)
        enrolments.enrol(other, replace(ANNA, first_name="ANNA", phone="601000000"), build.moment)
    assert db.session.query(Person).count() == 1
    with pytest.raises(Invalid, match="już zgłoszona"), transaction():
        enrolments.enrol(sitting, ANNA, build.moment)


@pytest.mark.parametrize("change,field", [
    ({"first_name": " "}, "first_name"), ({"email": None}, "email"), ({"email": "anna"}, "email"), ({"phone": "123"}, "phone"),
    ({"trainer": "Jan Kot"}, "organiser"), ({"accommodation": 120}, "accommodation")])
def test_an_application_with_a_fault_names_the_field(build, sitting, change, field):
    with pytest.raises(Invalid) as refusal, transaction():
        enrolments.enrol(sitting, replace(ANNA, **change), build.moment)
    assert list(refusal.value.fields) == [field]


def test_a_trainer_of_ours_is_recognised_by_name(build, sitting):
    trainer = build.staff("assessor", name="Łucja Żak")
    with transaction():
        case = enrolments.enrol(sitting, replace(ANNA, organiser="Akademia", trainer="lucja  zak"), build.moment)
    assert people.preparations(case.person)[0].trainer_id == trainer.id


def test_admission_gives_a_station_of_ones_own_until_none_is_left(build, sitting):
    with transaction():
        made = [enrolments.enrol(sitting, replace(ANNA, last_name=name, email=f"{name}@example.org"), build.moment)
                for name in ("Lis", "Kos", "Wilk")]
    with transaction():
        done, left = admission.admit_all(sitting, build.moment)
    assert [case.station.name for case in done] == ["S1", "S2"]
    assert [case.id for case, refusal in left] == [made[2].id] and left[0][1].code == "no_station"
    assert made[2].state == CaseState.REGISTERED


@pytest.mark.parametrize("reason", ["education", "age", "experience", "course", ""])
def test_admission_is_refused_only_for_a_reason_of_the_closed_list(build, reason):
    case = build.enrolled(build.sitting())
    with pytest.raises(Invalid), transaction():
        admission.refuse(case, reason, "Kandydat nie ma doświadczenia.", build.moment)
    with transaction():
        admission.refuse(case, "fee", "Opłata nie wpłynęła do 1 grudnia.", build.moment)
    assert (case.state, case.admission) == (CaseState.REFUSED, Admission.REFUSED)


def test_a_refusal_says_why_in_words(build):
    case = build.enrolled(build.sitting())
    with pytest.raises(Invalid, match="poznać powód"), transaction():
        admission.refuse(case, "fee", "nie", build.moment)


def test_a_committee_has_two_members_and_a_chair_of_its_own(build):
    cast = build.sitting()
    case = build.enrolled(cast, admission=Admission.ADMITTED, state=CaseState.ADMITTED)
    two = [cast.chair, cast.member]
    for users, chair in ((two[:1], cast.chair), ([cast.chair] * 2, cast.chair), (two, cast.reserve), (two, None)):
        with pytest.raises(Invalid), transaction():
            seating.seat(case, users, chair, build.moment, 8)
    with transaction():
        seating.seat(case, [cast.member, cast.chair], cast.chair, build.moment, 8)
    assert people.seated(case) == [cast.chair, cast.member] and people.chair_of(case) == cast.chair
    assert people.is_seated(cast.member, case) and not people.is_seated(cast.reserve, case)


def test_a_member_who_prepared_one_candidate_is_replaced_for_that_one_only(build):
    cast, person = build.sitting(), build.person()
    build.prepared(person, cast.member)
    theirs = build.enrolled(cast, person, admission=Admission.ADMITTED, state=CaseState.ADMITTED)
    other = build.enrolled(cast, admission=Admission.ADMITTED, state=CaseState.ADMITTED)
    with pytest.raises(Refusal, match="udział w przygotowaniu"), transaction():
        seating.seat(theirs, [cast.chair, cast.member], cast.chair, build.moment, 8)
    with transaction():
        done, left = seating.seat_all(cast.sitting, build.moment, 8)
    assert len(done) == 2 and not left
    assert people.seated(theirs) == [cast.chair, cast.reserve] and people.seated(other) == [cast.chair, cast.member]


def test_nobody_from_outside_the_sitting_is_seated(build):
    cast = build.sitting()
    case = build.enrolled(cast, admission=Admission.ADMITTED, state=CaseState.ADMITTED)
    with pytest.raises(Refusal, match="nie ma powołania"), transaction():
        seating.seat(case, [cast.chair, build.staff("assessor")], cast.chair, build.moment, 8)


def test_a_member_has_no_more_candidates_in_a_day_than_the_setting(build):
    cast = build.sitting(stations=5)
    several = [build.enrolled(cast, admission=Admission.ADMITTED, state=CaseState.ADMITTED) for _ in range(3)]
    with transaction():
        done, left = seating.seat_all(cast.sitting, build.moment, 2)
    assert (len(done), [case.id for case, _ in left]) == (2, [several[2].id])


def test_a_replacement_takes_over_the_chair_and_leaves_a_trace(build):
    cast = build.sitting()
    case = build.admitted(cast)
    with pytest.raises(Invalid), transaction():
        seating.replace(case, cast.chair, cast.reserve, "", build.moment)
    with transaction():
        seating.replace(case, cast.chair, cast.reserve, "nagła choroba", build.moment)
    assert people.chair_of(case) == cast.reserve and len(case.seats) == 3
    assert next(seat for seat in case.seats if seat.left_at).left_reason == "nagła choroba"


def test_no_change_of_the_committee_after_the_decision(build):
    cast = build.sitting()
    case = build.admitted(cast, state=CaseState.DECIDED)
    with pytest.raises(Refusal, match="nie można teraz zmienić"), transaction():
        seating.replace(case, cast.member, cast.reserve, "zamiana", build.moment)


def test_a_conflict_that_comes_to_light_later_is_shown(build):
    cast = build.sitting()
    case = build.admitted(cast)
    assert seating.faults(case) == []
    build.prepared(case.person, cast.member)
    assert len(seating.faults(case)) == 1 and any(case.number in str(lack) for lack in planning.lacks(cast.sitting))


def test_a_person_seated_anywhere_keeps_the_appointment(build):
    cast = build.sitting()
    build.admitted(cast)
    row = people.appointed(cast.sitting, Function.MEMBER)[0]
    with pytest.raises(Refusal, match="wyznaczyć zastępstwo"), transaction():
        appointments.revoke(row, build.moment)


def test_a_gap_needs_a_written_decision_and_cards_gate_the_opening(app, build):
    app.extensions[DRAWER] = tiny_variant
    cast = build.sitting()
    case = build.admitted(cast)
    self_test.run(cast.sitting, build.moment)
    with pytest.raises(Refusal, match="S1"):
        readiness.require_ready(cast.sitting)
    some = set(readiness.ITEMS) - {"printer"}
    with pytest.raises(Invalid), transaction():
        readiness.sign(case.station, some, " ", cast.operator, build.moment)
    with transaction():
        readiness.sign(case.station, some, "Wydruki z drukarki w sekretariacie.", cast.operator, build.moment)
    readiness.require_ready(cast.sitting)
    assert planning.lacks(cast.sitting) == []


def test_every_move_of_a_case_is_allowed_or_refused(build):
    cast = build.sitting()
    case = build.enrolled(cast)
    for state in CaseState:
        for to in CaseState:
            with transaction():
                case.state = state
            if to in cases.MOVES[state]:
                with transaction():
                    cases.advance(case, to)
                assert case.state == to
            else:
                with pytest.raises(Refusal), transaction():
                    cases.advance(case, to)
                assert case.state == state
    assert list(audit.faults(db.session)) == []


def test_a_sitting_that_has_opened_keeps_its_plan(build, sitting):
    with transaction():
        planning.change(sitting, replace(PLAN, place="Lublin, sala 14"))
    assert sitting.place.endswith("14")
    with transaction():
        sitting.state = SittingState.OPEN
    with pytest.raises(Refusal), transaction():
        planning.change(sitting, PLAN)


def sheet_of(*rows) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_sheet_is_read_with_dates_numbers_and_heads_in_any_order(build):
    content = sheet_of(["NAZWISKO", "imię", "Data urodzenia", "e-mail", "Telefon"],
                       ["Lis", "Anna", date(1990, 1, 2), "a@example.org", 601000000],
                       [None, None], ["Kos", "Jan", "3.4.1988", "jan(at)example.org", None])
    rows = workbook.checked(workbook.read(content))
    assert [row.typed["last_name"] for row in rows] == ["Lis", "Kos"]
    assert rows[0].faults == {} and rows[0].application.birth_date == date(1990, 1, 2)
    assert rows[0].application.phone == "601000000"
    assert list(rows[1].faults) == ["email"]


def test_the_empty_sheet_reads_as_its_own_example(build, clock):
    assert workbook.read(workbook.template(clock.now()))[0]["last_name"] == "Przykładowa"


@pytest.mark.parametrize("content", [b"", b"not a sheet", sheet_of(["A", "B"], ["x", "y"]), sheet_of(["Imię", "Nazwisko"]),
                                     sheet_of(["Imię", "Nazwisko"], *[["A", "B"]] * 61)])
def test_what_is_not_a_sheet_of_ours_is_refused_in_words(build, content):
    with pytest.raises(Invalid) as refusal:
        workbook.read(content)
    assert refusal.value.fields["file"]


def test_a_sheet_that_unpacks_to_gigabytes_is_not_opened(build, clock):
    packed = BytesIO()
    with ZipFile(BytesIO(workbook.template(clock.now()))) as sound, ZipFile(packed, "w", ZIP_DEFLATED) as bomb:
        for part in sound.namelist():
            bomb.writestr(part, sound.read(part) + b" " * (workbook.MOST_UNPACKED if part.endswith("sheet1.xml") else 0))
    assert len(packed.getvalue()) < workbook.MOST_BYTES  # small on the wire
    with pytest.raises(Invalid, match=r"unpacks|rozpakowaniu"):
        workbook.read(packed.getvalue())


def test_the_same_person_twice_in_a_sheet_is_a_fault_of_the_later_row(build):
    row = {"first_name": "Anna", "last_name": "Lis", "birth_date": "2.1.1990", "email": "a@example.org"}
    first, second = workbook.checked([row, {**row, "first_name": "anna"}])
    assert not first.faults and list(second.faults) == ["last_name"]


def test_nobody_is_enrolled_in_a_closed_sitting(build, sitting):
    with transaction():
        sitting.state = SittingState.CLOSED
    with pytest.raises(Refusal), transaction():
        enrolments.enrol(sitting, ANNA, build.moment)
    assert db.session.query(Enrolment).count() == 0
