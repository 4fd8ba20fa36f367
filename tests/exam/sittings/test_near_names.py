"""Several trainers in one field, near names that the coordinator settles, and operators whose past came to light late."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from app.db import db, transaction
from app.errors import Refusal
from exam.sittings import appointments, enrolments, planning, seating, workbook
from exam.sittings.models import CaseState, Enrolment, Preparation, TrainerClearance
from exam.supervision import acts, opening


@pytest.fixture
def cast(build):
    made = build.sitting()
    with transaction() as session:
        for person, name in ((made.chair, "Anna Lewandowska"), (made.member, "Piotr Zieliński"), (made.reserve, "Joanna Mazur"),
                             (made.operator, "Ewa Kaczmarek")):
            session.merge(person).name = name
    return made


@pytest.fixture
def office(everybody, client_of):
    return client_of(everybody.coordinator)


def enrol(office, cast, trainer):
    answer = office.post(f"/sittings/{cast.sitting.id}/enrol", data={
        "first_name": "Jan", "last_name": f"Kos{len(cast.sitting.enrolments)}", "email": "jan@example.org",
        "organiser": "Akademia", "trainer": trainer, "accommodation": "0"})
    assert answer.status_code == 303
    return db.session.query(Enrolment).order_by(Enrolment.number.desc()).first()


def barred(case):
    return {place.user.name: [one.kind for one in place.conflicts] for place in seating.bench(case) if place.conflicts}


@pytest.mark.parametrize("trainer,found", [
    ("Anna Lewandowska; Piotr Zieliński", {"Anna Lewandowska": ["prepared"], "Piotr Zieliński": ["prepared"]}),
    ("mgr Anna Lewandowska", {"Anna Lewandowska": ["prepared"]}),
    ("Anna Levandowska", {"Anna Lewandowska": ["near_name"]}),
    ("Katarzyna Wójcik", {}),
])
def test_the_form_understands_who_prepared_the_candidate(office, cast, trainer, found):
    assert barred(enrol(office, cast, trainer)) == found


def test_so_does_the_spreadsheet_also_with_names_on_lines_of_their_own(build, office, cast):
    book = load_workbook(BytesIO(workbook.template(build.clock.now())))
    page = book.worksheets[0]
    heads = {str(cell.value): cell.column for cell in page[1]}
    long = "; ".join(f"Jan Wilkowyjski {number}" for number in range(20))
    for field, value in {"Imię": "Ola", "Nazwisko": "Kot", "E-mail": "ola@example.org", "Miejsce przygotowania": "Akademia",
                         "Osoba przygotowująca": f"{long}\ninż. Zieliński Piotr\nAnna Levandowska"}.items():
        page.cell(2, heads[field], value)
    out = BytesIO()
    book.save(out)
    row = workbook.checked(workbook.read(out.getvalue()))[0]
    assert not row.faults
    with transaction():
        case = enrolments.enrol(db.session.merge(cast.sitting), row.application, build.moment)
    assert barred(case) == {"Piotr Zieliński": ["prepared"], "Anna Lewandowska": ["near_name"]}


def test_a_near_name_blocks_the_seat_until_the_coordinator_settles_it_with_a_reason(build, office, cast, everybody, client_of):
    case = enrol(office, cast, "Anna Levandowska")
    assert case.number in str(planning.lacks(case.sitting))
    with transaction(), pytest.raises(Refusal):
        seating.require_may_sit(case, db.session.merge(cast.chair))
    page = office.get(f"/cases/{case.id}").get_data(as_text=True)
    assert "Anna Levandowska" in page and "podobne nazwisko" in page
    line = db.session.query(Preparation).one()
    path = f"/cases/{case.id}/preparation/{line.id}/people/{cast.chair.id}"
    assert client_of(everybody.assessor).post(path, data={"reason": "znam obie osoby"}).status_code == 403
    office.post(path, data={"reason": ""})
    assert barred(case) and db.session.query(TrainerClearance).count() == 0
    office.post(path, data={"reason": "inna data urodzenia, potwierdzone telefonicznie"})
    assert not barred(db.session.get(Enrolment, case.id))
    seating.require_may_sit(db.session.get(Enrolment, case.id), db.session.merge(cast.chair))
    kept = db.session.query(TrainerClearance).one()
    assert (kept.user_id, kept.by_id) == (cast.chair.id, everybody.coordinator.id)
    assert "rejestrze przygotowania" not in str([str(lack) for lack in planning.lacks(case.sitting)])


def test_the_same_name_cannot_be_settled_away(office, cast):
    case = enrol(office, cast, "Anna Lewandowska")
    line = db.session.query(Preparation).one()
    office.post(f"/cases/{case.id}/preparation/{line.id}/people/{cast.chair.id}", data={"reason": "to inna osoba, zapewniam"})
    assert barred(case) == {"Anna Lewandowska": ["prepared"]} and db.session.query(TrainerClearance).count() == 0


@pytest.fixture
def late(build, cast):
    """A candidate whose operator turns out, after admission, to have prepared them; and one without such a past."""
    build.ready(cast)
    case, other = (build.admitted(cast, state=CaseState.IDENTITY_CHECKED) for _ in range(2))
    with transaction():
        person = db.session.get(Enrolment, case.id).person
        enrolments.register_preparation(person, "Akademia", "mgr Kaczmarek Ewa", None, None, build.moment)
    build.clock.moment = build.clock.moment.replace(hour=10)
    return case, other


def test_an_operator_who_prepared_a_candidate_starts_the_others_only(build, cast, late):
    case, other = late
    operator = cast.operator
    gates = {str(gate.words): gate.met for gate in opening.gates(case.sitting, "theory", operator, case.sitting.starts_at)}
    assert sum(not met for met in gates.values()) == 1
    opened = opening.open_all(case.sitting, "theory", operator, "", case.sitting.starts_at)
    assert [row.number for row in opened.started] == [other.number]
    assert [row.number for row, _reason in opened.left] == [case.number]
    assert db.session.get(Enrolment, case.id).state == CaseState.IDENTITY_CHECKED
    assert case.number in str([str(lack) for lack in planning.lacks(case.sitting)])


def test_and_does_nothing_else_to_that_candidate(build, cast, late):
    case, other = late
    admitted, fine = build.admitted(cast, build.person("Ula Sowa")), other
    with transaction():
        enrolments.register_preparation(admitted.person, "Akademia", "Ewa Kaczmarek", None, None, build.moment)
    operator, moment = cast.operator, case.sitting.starts_at
    deeds = {
        "identity": lambda: acts.check_identity(admitted, "id_card", True, operator, moment),
        "refusal": lambda: acts.identity_not_shown(admitted, "Okazano legitymację biblioteczną.", operator, moment),
        "start": lambda: opening.open_one(case, "theory", operator, "", moment),
        "absence": lambda: acts.no_show(admitted, operator),
        "withdrawal": lambda: acts.withdraw(case, "złe samopoczucie", operator, moment),
        "code": lambda: acts.move(case, cast.stations[-1].id, "awaria komputera", operator, moment),
        "end": lambda: acts.close_part(case, "koniec czasu", operator, moment)}
    for name, deed in deeds.items():
        with pytest.raises(Refusal, match=r"przygot|prepared"):
            if name in ("start", "withdrawal", "end"):
                deed()
            else:
                with transaction():
                    deed()
    states = [db.session.get(Enrolment, row.id).state for row in (case, admitted)]
    assert states == [CaseState.IDENTITY_CHECKED, CaseState.ADMITTED]
    opening.open_one(fine, "theory", operator, "", moment)
    assert db.session.get(Enrolment, fine.id).state == CaseState.IN_TEST


def test_one_clock_is_refused_but_an_evacuation_stops_all(build, cast, late):
    case, _other = late
    second = build.staff("operator")
    build.qualify(second, "operator")
    with transaction():
        appointments.appoint(db.session.merge(cast.sitting), second, appointments.Function.OPERATOR, build.moment)
    moment = case.sitting.starts_at
    opening.open_one(case, "theory", second, "", moment)
    assert db.session.get(Enrolment, case.id).state == CaseState.IN_TEST
    assert "innego operatora" not in str([str(lack) for lack in planning.lacks(case.sitting)])
    done, refusals = acts.change_time([case], "pause", None, "alarm pożarowy", cast.operator, moment)
    assert done == 0 and len(refusals) == 1
    done, refusals = acts.change_time([case], "pause", None, "alarm pożarowy", cast.operator, moment, whole_room=True)
    assert done == 1 and not refusals
