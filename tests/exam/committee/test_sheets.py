"""Marks given alone: nobody reads another's before all are in, a sheet is locked whole, test rows stand by themselves."""

import io
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from app.audit import AuditEntry
from app.db import db, transaction
from app.errors import Invalid, NotAllowed, Refusal
from app.identity import User
from exam.committee import deciding, proposals, reconciliation, sheets
from exam.committee.models import Mark
from exam.committee.rows import rows_of, to_mark
from exam.practical.attempts import attempt_of as work_of
from exam.practical.models import ObservationNote, TalkBranch
from exam.rehearsal import judging
from exam.sittings.models import Preparation

SECRET = "tajna uwaga o etapie szansy"
WEAK = "2.4.b"


def opened(world, name, which="weak"):
    """A member's sheet on the kept proposals."""
    with transaction():
        proposals.keep_proposals(world.case(which), world.moment)
        return sheets.open_sheet(world.case(which), world.user(name), world.moment)


def marked(world, name, which="weak", **marks):
    """Every row marked as met, but for ``marks``: criterion with underscores -> (verdict, note)."""
    sheet = opened(world, name, which)
    with transaction():
        for row in to_mark(world.case(which)):
            verdict, note = marks.get(f"c{row.code.replace('.', '')}", ("met", ""))
            sheets.mark(
                sheets.sheet_of(world.case(which).id, world.user(name).id),
                world.case(which),
                row.code,
                verdict,
                note,
                world.moment,
            )
    return sheet


def submit(world, name, which="weak"):
    with transaction():
        case = world.case(which)
        sheets.submit(sheets.sheet_of(case.id, world.user(name).id), case, world.user(name), world.moment)


def pages_of(case_id):
    """Every address of the room that a seated member may try."""
    return (
        f"/committee/{case_id}/sheet",
        f"/committee/{case_id}/decision",
        f"/reports/{case_id}",
        f"/reports/{case_id}.pdf",
        f"/reports/{case_id}.xlsx",
        "/committee",
        f"/cases/{case_id}",
        f"/talk/{case_id}",
    )


def words_in(answer) -> str:
    """What an answer says, whatever it is written in."""
    if answer.mimetype == "application/pdf":
        return "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages)
    if "spreadsheet" in answer.mimetype:
        return " ".join(
            str(cell) for sheet in load_workbook(io.BytesIO(answer.data)) for row in sheet.values for cell in row if cell
        )
    return answer.get_data(as_text=True)


def test_no_page_of_the_room_tells_a_members_marks_before_all_are_in(frozen, staff_browser):
    marked(frozen, "chair", c24b=("not_met", SECRET))
    submit(frozen, "chair")
    opened(frozen, "member")
    other = staff_browser(frozen, "member")
    for address in pages_of(frozen.weak):
        assert SECRET not in words_in(other.get(address)), address
    for kind in ("", ".pdf", ".xlsx"):
        assert other.get(f"/reports/{frozen.weak}{kind}").status_code == 404
    assert other.get(f"/committee/{frozen.weak}/sheet").status_code == 200
    saved = other.post(f"/committee/{frozen.weak}/sheet", json={f"verdict-{WEAK}": "met", f"note-{WEAK}": ""})
    assert saved.status_code == 200 and SECRET not in saved.get_data(as_text=True)
    assert set(saved.get_json()) == {"saved", "labels"} and set(saved.get_json()["labels"]) == {WEAK}


def test_once_all_are_in_both_members_read_both_marks(frozen, staff_browser):
    marked(frozen, "chair", c24b=("not_met", SECRET))
    marked(frozen, "member")
    submit(frozen, "chair")
    submit(frozen, "member")
    other = staff_browser(frozen, "member")
    assert SECRET in words_in(other.get(f"/committee/{frozen.weak}/decision"))
    for kind in ("", ".pdf", ".xlsx"):
        assert "tajna" in words_in(other.get(f"/reports/{frozen.weak}{kind}")), kind


def test_two_members_of_one_name_have_each_their_own_marks_in_the_report(frozen):
    with transaction():
        frozen.user("member").name = frozen.user("chair").name
    marked(frozen, "chair", c24b=("not_met", SECRET))
    marked(frozen, "member")
    submit(frozen, "chair")
    submit(frozen, "member")
    given = sheets.standing_marks(frozen.case("weak"))
    assert sorted(marks[WEAK].verdict for marks in given.values()) == ["met", "not_met"]
    assert all(frozen.user("chair").name in name for name in given)


def test_nobody_outside_the_committee_reads_anything_before_a_decision(frozen, staff_browser, portal_browser):
    marked(frozen, "chair", c24b=("not_met", SECRET))
    submit(frozen, "chair")
    for name in ("reserve", "certifier", "coordinator", "reviewer"):
        browser = staff_browser(frozen, name)
        for kind in ("", ".pdf", ".xlsx"):
            assert browser.get(f"/reports/{frozen.weak}{kind}").status_code == 404, name
        assert browser.get(f"/committee/{frozen.weak}/sheet").status_code in (403, 404)
        assert SECRET not in words_in(browser.get("/appeals"))
    candidate = portal_browser(frozen, "weak")
    assert candidate.get(f"/reports/{frozen.weak}").status_code == 404
    assert SECRET not in words_in(candidate.get("/portal"))


def test_the_audit_log_names_no_verdict_of_a_sheet(frozen):
    marked(frozen, "chair", c24b=("not_met", SECRET))
    submit(frozen, "chair")
    acts = db.session.scalars(
        select(AuditEntry).where(AuditEntry.case_id == frozen.weak, AuditEntry.act.startswith("committee."))
    ).all()
    assert {entry.act for entry in acts} >= {"committee.sheet_opened", "committee.sheet_submitted"}
    assert not [entry for entry in acts if "verdict" in str(entry.facts) or "not_met" in str(entry.facts)]


def test_an_incomplete_sheet_is_refused_and_the_rows_are_named(frozen):
    sheet = opened(frozen, "chair")
    with transaction():
        for row in to_mark(frozen.case())[2:]:
            sheets.mark(sheet, frozen.case(), row.code, "met", "", frozen.moment)
        sheets.mark(sheet, frozen.case(), WEAK, "not_met", "krótko", frozen.moment)
    missing = [row.code for row in to_mark(frozen.case())[:2]]
    with pytest.raises(Invalid) as refused:
        submit(frozen, "chair")
    assert refused.value.fields == {**dict.fromkeys(missing, "unmarked"), WEAK: "note"}
    assert sheets.sheet_of(frozen.weak, frozen.user("chair").id).submitted_at is None


def test_the_page_of_an_incomplete_sheet_names_the_rows_and_keeps_what_was_typed(frozen, staff_browser):
    opened(frozen, "chair")
    browser = staff_browser(frozen, "chair")
    answer = browser.post(
        f"/committee/{frozen.weak}/sheet/submit", data={f"verdict-{WEAK}": "not_assessable", f"note-{WEAK}": ""}
    )
    page = BeautifulSoup(answer.get_data(as_text=True), "html.parser")
    assert answer.status_code == 422 and WEAK in page.select_one("[role=alert]").text
    assert page.select_one(f"input[name='verdict-{WEAK}'][value=not_assessable]").has_attr("checked")


@pytest.mark.parametrize("verdict", ["not_met", "not_assessable"])
def test_a_mark_other_than_met_needs_a_note(frozen, verdict):
    marked(frozen, "chair", c24b=(verdict, "za krótko"))
    assert sheets.gaps(sheets.sheet_of(frozen.weak, frozen.user("chair").id), frozen.case()) == {WEAK: "note"}
    marked(frozen, "chair", c24b=(verdict, "Opis tego, co widać w zapisie."))
    assert sheets.gaps(sheets.sheet_of(frozen.weak, frozen.user("chair").id), frozen.case()) == {}


def test_a_submitted_sheet_is_locked(frozen, staff_browser):
    sheet = marked(frozen, "chair")
    submit(frozen, "chair")
    with pytest.raises(Refusal), transaction():
        sheets.mark(sheet, frozen.case(), WEAK, "not_met", "Zmiana po złożeniu karty.", frozen.moment)
    before = {code: mark.verdict for code, mark in sheets.marks_of(sheet).items()}
    answer = staff_browser(frozen, "chair").post(
        f"/committee/{frozen.weak}/sheet", json={f"verdict-{WEAK}": "not_met", f"note-{WEAK}": "Zmiana."}
    )
    assert answer.status_code == 409
    assert {
        code: mark.verdict for code, mark in sheets.marks_of(sheets.sheet_of(frozen.weak, frozen.user("chair").id)).items()
    } == before


def test_rows_of_the_test_stay_hidden_until_the_sheet_is_in_and_are_countersigned_then(frozen, staff_browser):
    standing = {row.code: row.stands for row in rows_of(frozen.case()) if row.stands}
    assert standing["1.1.a"] == "not_met" and "1.3.a" not in standing  # in review, so asked about again and marked
    marked(frozen, "chair")
    browser = staff_browser(frozen, "chair")
    page = browser.get(f"/committee/{frozen.weak}/sheet").get_data(as_text=True)
    hidden = BeautifulSoup(page, "html.parser").find(id="row-1.1.a").text
    assert "0 z 6" not in hidden and "niespełnione" not in hidden
    with pytest.raises(Invalid), transaction():
        sheets.mark(sheets.sheet_of(frozen.weak, frozen.user("chair").id), frozen.case(), "1.1.a", "met", "", frozen.moment)
    with pytest.raises(Refusal), transaction():
        sheets.countersign(sheets.sheet_of(frozen.weak, frozen.user("chair").id), frozen.case(), frozen.moment)
    assert browser.post(f"/committee/{frozen.weak}/sheet/submit").status_code == 303
    shown = (
        BeautifulSoup(browser.get(f"/committee/{frozen.weak}/sheet").get_data(as_text=True), "html.parser")
        .find(id="row-1.1.a")
        .text
    )
    assert "0 z 6" in shown and "niespełnione" in shown
    marks = sheets.marks_of(sheets.sheet_of(frozen.weak, frozen.user("chair").id))
    assert len(marks) == 39 and marks["1.1.a"].origin == "test_result" and marks["1.1.a"].verdict == "not_met"
    assert browser.post(f"/committee/{frozen.weak}/sheet/countersign").status_code == 303
    assert sheets.sheet_of(frozen.weak, frozen.user("chair").id).countersigned_at is not None


def test_marks_are_only_ever_appended(frozen):
    sheet = marked(frozen, "chair")
    with transaction():
        sheets.mark(sheet, frozen.case(), WEAK, "not_met", "Po namyśle: brak czynności.", frozen.moment)
    rows = db.session.scalars(select(Mark).where(Mark.sheet_id == sheet.id, Mark.criterion == WEAK).order_by(Mark.id)).all()
    assert [row.verdict for row in rows] == ["met", "not_met"] and sheets.marks_of(sheet)[WEAK].verdict == "not_met"
    with pytest.raises(DatabaseError), transaction():
        db.session.execute(text("UPDATE mark SET verdict = 'met'"))


def test_a_conflict_found_after_seating_stops_marking_and_deciding(frozen, staff_browser):
    marked(frozen, "chair")
    marked(frozen, "member")
    with transaction() as session:
        session.add(
            Preparation(
                person_id=frozen.case().person_id,
                trainer_id=frozen.user("chair").id,
                organiser="Akademia",
                recorded_at=frozen.moment,
            )
        )
    with pytest.raises(NotAllowed):
        submit(frozen, "chair")
    for act in ("sheet/open", "sheet", "sheet/submit", "sheet/countersign", "decision", f"rows/{WEAK}"):
        data = {"verdict": "met", "text": "Ustalono wspólnie po rozmowie.", "justification": "x", f"verdict-{WEAK}": "met"}
        answer = staff_browser(frozen, "chair").post(f"/committee/{frozen.weak}/{act}", data=data)
        assert answer.status_code == 403, act
    with pytest.raises(NotAllowed), transaction():
        deciding.decide(frozen.case(), frozen.user("chair"), "", frozen.app.extensions["probierz_dice"], frozen.moment)
    submit(frozen, "member")  # the other member is free to go on


def test_a_member_who_is_not_seated_here_opens_no_sheet(frozen):
    with pytest.raises(NotAllowed), transaction():
        sheets.open_sheet(frozen.case(), frozen.user("reserve"), frozen.moment)


def test_filled_sheets_of_both_close_the_rows_on_which_they_agree(frozen):
    judging.open_marking(frozen.weak, frozen.moment)
    for name in ("chair", "member"):
        judging.fill_sheet(frozen.weak, db.session.get(User, frozen.staff[name]), {}, frozen.moment)
    settled = reconciliation.consensus_of(frozen.weak)
    assert len(settled) == 39 and settled["1.1.a"].origin == "test_result" and settled[WEAK].origin == "concordant"
    with transaction():
        assert reconciliation.close_concordant(frozen.case(), frozen.moment) == 0


def shown_again(world):
    """Something shown on the chair's screen in the talk of the weak candidate, with the chair's own remark on it."""
    with transaction() as session:
        attempt, chair = work_of(world.case().id), world.user("chair")
        row = TalkBranch(id=uuid4(), attempt_id=attempt.id, member_id=chair.id, criterion=WEAK, what="czynności etapu Pomiar",
                         base_seq=attempt.seal["last_seq"], seconds=120, opened_at=world.moment, closed_at=world.moment,
                         end={"last_seq": 1, "head": "", "jsonl_sha256": "", "acts": ["Wykonano zadanie „Umów pomiar”"]})
        session.add(row)
        session.flush()
        session.add(ObservationNote(attempt_id=attempt.id, member_id=chair.id, kind="show", criterion=WEAK, branch_id=row.id,
                                    text=f"Pokaż ({WEAK}): czynności etapu Pomiar\n{SECRET}", at=world.moment))


def test_what_was_shown_again_stands_on_every_sheet_without_the_remark_of_who_opened_it(frozen, staff_browser):
    shown_again(frozen)
    for name in ("chair", "member"):
        opened(frozen, name)
    address = f"/committee/{frozen.case().id}/sheet"
    chair, member = (words_in(staff_browser(frozen, name).get(address)) for name in ("chair", "member"))
    assert "czynności etapu Pomiar" in chair and SECRET in chair
    assert "czynności etapu Pomiar" in member and "Wykonano zadanie „Umów pomiar”" in member and SECRET not in member


def test_what_was_shown_and_heard_stands_beside_the_marks_that_differ(frozen, staff_browser):
    shown_again(frozen)
    marked(frozen, "chair", c24b=("not_met", SECRET))
    marked(frozen, "member")
    address = f"/committee/{frozen.case().id}/decision"
    for name in ("chair", "member"):
        assert "czynności etapu Pomiar" not in words_in(staff_browser(frozen, name).get(address))
        submit(frozen, name)
    with transaction():
        reconciliation.close_concordant(frozen.case(), frozen.moment)
    assert "czynności etapu Pomiar" in words_in(staff_browser(frozen, "member").get(address))
