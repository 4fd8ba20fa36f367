"""What a candidate reports reaches the operator at once, waits until it is noted, and stands in every record of the day."""

from datetime import timedelta

import pytest

from app.db import db, transaction
from app.errors import Invalid
from exam.committee.sitting_report import sitting_report_of
from exam.sittings import remarks
from exam.sittings.models import CaseState, Sitting
from exam.sittings.remarks import CandidateRemark, RemarkAnswer
from exam.supervision import board, closing, opening

WORDS = "Na ekranie nie widać pytania 7 <b>"


@pytest.fixture
def cast(build, clock):
    made = build.sitting()
    build.ready(made)
    clock.moment += timedelta(hours=1)
    return made


@pytest.fixture
def writer(build, cast):
    """A candidate in the test."""
    case = build.admitted(cast, state=CaseState.IDENTITY_CHECKED)
    opening.open_one(case, "theory", cast.operator, "", build.moment)
    return case


@pytest.fixture
def candidate(writer, at_station):
    return at_station(writer)


def course_of(cast):
    return sitting_report_of(db.session.get(Sitting, cast.sitting.id)).section("Przebieg").rows


def report(candidate, text=WORDS, kind="fault", **headers):
    return candidate.post("/station/remark", data={"kind": kind, "text": text}, headers=headers)


def test_a_fault_reported_in_the_test_reaches_the_board_the_case_the_log_and_the_protocol(
        build, cast, writer, candidate, client_of, everybody):
    desk, office = client_of(cast.operator), client_of(everybody.coordinator)
    assert 'value="fault"' in candidate.get("/test").get_data(as_text=True)
    before = desk.get(f"/api/supervision/{cast.sitting.id}/tiles").json
    assert not before["reports"].strip() and "usterk" not in before["html"]
    assert report(candidate).status_code == 303
    now = desk.get(f"/api/supervision/{cast.sitting.id}/tiles").json
    assert "pytania 7 &lt;b&gt;" in now["reports"] and "zgłasza usterkę" in now["html"]
    for browser, path in ((desk, f"/supervision/{cast.sitting.id}"), (desk, f"/supervision/cases/{writer.id}"),
                          (desk, f"/supervision/{cast.sitting.id}/incidents"), (office, f"/cases/{writer.id}")):
        assert "pytania 7 &lt;b&gt;" in browser.get(path).get_data(as_text=True), path
    assert any(WORDS in words for *_, words in course_of(cast))


def test_it_waits_until_the_operator_notes_it_and_the_answer_is_kept(build, cast, writer, candidate, client_of):
    desk = client_of(cast.operator)
    report(candidate)
    row = db.session.query(CandidateRemark).one()
    assert writer.number in {number for line in closing.lines(writer.sitting) if not line.holds for number in line.open_for}
    assert not closing.lines(writer.sitting)[-1].holds
    path = f"/supervision/cases/{writer.id}/remarks/{row.id}"
    assert client_of(build.staff("operator")).post(path).status_code == 404
    assert desk.post(path, data={"text": "Wymieniono monitor."}).status_code == 303
    told = desk.get(f"/api/supervision/{cast.sitting.id}/tiles").json
    assert not told["reports"].strip() and "usterk" not in told["html"]
    assert closing.lines(db.session.get(Sitting, cast.sitting.id))[-1].holds
    assert any("Wymieniono monitor." in words for *_, words in course_of(cast))
    assert desk.post(path, data={"board": "yes"}).location.endswith(f"/supervision/{cast.sitting.id}")
    assert [one.text for one in db.session.query(RemarkAnswer)] == ["Wymieniono monitor.", ""], "answers are appended"


def test_nobody_notes_a_report_under_another_candidates_name(build, cast, writer, candidate, client_of):
    other = build.admitted(cast)
    report(candidate)
    row = db.session.query(CandidateRemark).one()
    client_of(cast.operator).post(f"/supervision/cases/{other.id}/remarks/{row.id}", data={"text": "nie tutaj"})
    assert db.session.query(RemarkAnswer).count() == 0


def test_a_remark_left_on_the_receipt_of_the_test_brings_a_finished_tile_back(build, cast, writer, candidate):
    candidate.post("/test/hand-in")
    assert 'value="course"' in candidate.get("/test").get_data(as_text=True)
    calm = board.tiles(db.session.get(Sitting, cast.sitting.id), build.moment)[0]
    report(candidate, "Było głośno.", "course")
    found = board.tiles(db.session.get(Sitting, cast.sitting.id), build.moment)[0]
    assert (calm.level, calm.reports) == ("waits", 0) and (found.level, found.reports) == ("look", 1)


def test_a_script_hears_that_the_report_is_kept_and_what_is_wrong_with_it(candidate):
    kept, empty, odd = (report(candidate, text, kind, Accept="application/json")
                        for text, kind in ((WORDS, "fault"), (" ", "fault"), (WORDS, "praise")))
    assert (kept.status_code, kept.json["kept"]) == (200, True) and "Operator" in kept.json["words"]
    assert (empty.status_code, empty.json["kept"], odd.status_code) == (422, False, 422)
    assert db.session.query(CandidateRemark).count() == 1


def test_the_same_words_sent_again_because_no_answer_came_are_one_report(build, writer, candidate, clock):
    report(candidate)
    report(candidate)
    assert db.session.query(CandidateRemark).count() == 1
    report(candidate, "Inna usterka")
    clock.moment += timedelta(minutes=11)
    report(candidate)
    assert db.session.query(CandidateRemark).count() == 3


def test_an_endless_report_is_refused(build, writer):
    with transaction(), pytest.raises(Invalid):
        remarks.add(writer, "fault", "x" * 4001, build.moment)
