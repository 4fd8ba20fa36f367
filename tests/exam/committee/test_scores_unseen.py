"""No screen tells a member a score of the test before that member's own marks are in (validation.md §1)."""

from __future__ import annotations

import io
import json

import pytest
from bs4 import BeautifulSoup
from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy import text

from app.db import db, transaction
from exam.committee import proposals, reconciliation, sheets
from exam.committee.rows import Row, rows_of, to_mark
from question_bank.qualification import load_qualification

#: how many right answers of how many: numbers that stand nowhere else
RIGHT, OF = 4711, 8642
#: the CRM knows no test
ELSEWHERE = ("/crm", "/sealed", "/branch", "/sign-out", "/static")
SUPPORTED, FOLLOWED_UP, STANDING = "1.3.b", "1.3.a", "1.1.a"


@pytest.fixture
def marked_scores(frozen):
    """The walked case with unmistakable scores; whether a criterion is met stays as it was."""
    with transaction() as session:
        session.execute(text("DROP TRIGGER theory_result_no_update"))
        for row_id, criteria in session.execute(text("SELECT id, criteria FROM theory_result")).all():
            changed = {code: {**score, "right": RIGHT, "of": OF} for code, score in json.loads(criteria).items()}
            session.execute(text("UPDATE theory_result SET criteria = :new WHERE id = :id"),
                            {"new": json.dumps(changed), "id": row_id})
    db.session.expire_all()
    return frozen


def words_of(answer) -> str:
    """What a reader gets, whatever it is written in."""
    if answer.mimetype == "application/pdf":
        return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages)
    if "spreadsheet" in answer.mimetype:
        return " ".join(str(cell) for sheet in load_workbook(io.BytesIO(answer.data)) for row in sheet.values for cell in row)
    return answer.get_data(as_text=True)


def telling(browser, case_id) -> tuple[set[str], set[str]]:
    """Every address that can be reached from the desk, and those of them that tell a score."""
    waiting, seen, found = ["/", f"/reports/{case_id}", f"/reports/{case_id}.pdf", f"/reports/{case_id}.xlsx",
                            f"/committee/{case_id}/sheet", f"/committee/{case_id}/decision", f"/talk/{case_id}",
                            f"/observation/{case_id}", f"/observation/{case_id}/panel", f"/cases/{case_id}"], set(), set()
    while waiting:
        address = waiting.pop().partition("#")[0]
        if address in seen or not address.startswith("/") or address.startswith(ELSEWHERE):
            continue
        seen.add(address)
        answer = browser.get(address, follow_redirects=True)
        words = words_of(answer)
        if str(RIGHT) in words or str(OF) in words:
            found.add(address)
        if answer.mimetype == "text/html":
            waiting += [link["href"] for link in BeautifulSoup(words, "html.parser").find_all("a", href=True)]
    return seen, found


def mark_all(world, name):
    with transaction():
        proposals.keep_proposals(world.case(), world.moment)
        sheet = sheets.open_sheet(world.case(), world.user(name), world.moment)
        for row in to_mark(world.case()):
            sheets.mark(sheet, world.case(), row.code, "met", "", world.moment)


def submit(world, name):
    with transaction():
        case, member = world.case(), world.user(name)
        sheets.submit(sheets.sheet_of(case.id, member.id), case, member, world.moment)
        reconciliation.close_concordant(case, world.moment)


def test_no_screen_tells_a_score_before_the_own_sheet_is_in(marked_scores, staff_browser):
    mark_all(marked_scores, "chair")
    mark_all(marked_scores, "member")
    submit(marked_scores, "chair")
    seen, found = telling(staff_browser(marked_scores, "member"), marked_scores.weak)
    assert len(seen) > 15 and f"/committee/{marked_scores.weak}/sheet" in seen
    assert found == set()
    answer = staff_browser(marked_scores, "member").post(
        f"/committee/{marked_scores.weak}/sheet", json={f"verdict-{FOLLOWED_UP}": "not_met", f"note-{FOLLOWED_UP}": "Brak."})
    assert answer.get_json() == {"saved": [FOLLOWED_UP], "labels": {FOLLOWED_UP: None}}


def test_once_the_own_sheet_is_in_the_scores_stand_beside_the_marks(marked_scores, staff_browser):
    mark_all(marked_scores, "chair")
    mark_all(marked_scores, "member")
    submit(marked_scores, "chair")
    chair = staff_browser(marked_scores, "chair")
    page = BeautifulSoup(chair.get(f"/committee/{marked_scores.weak}/sheet").get_data(as_text=True), "html.parser")
    for code in (SUPPORTED, FOLLOWED_UP, STANDING):
        assert f"{RIGHT} z {OF}" in page.find(id=f"row-{code}").text, code
    assert telling(chair, marked_scores.weak)[1] == {f"/committee/{marked_scores.weak}/sheet"}  # the report waits for the other
    submit(marked_scores, "member")
    assert f"/reports/{marked_scores.weak}.pdf" in telling(chair, marked_scores.weak)[1]


def test_the_machines_label_on_a_row_of_the_test_is_a_score_too(frozen):
    qualification = load_qualification()
    labels = {row.code: row.label for row in rows_of(frozen.case())}
    assert labels["2.4.b"] == "met" and labels[STANDING] is labels[SUPPORTED] is None
    asked_again = Row(qualification.criterion(STANDING), "1.1", "", {"result": "not_met", "followed_up": True}, None)
    assert asked_again.label is None


def test_the_score_names_the_bands_it_is_read_by(frozen):
    rows = {row.code: row for row in rows_of(frozen.case())}
    assert rows[STANDING].evidence[0] == ("Test teoretyczny: 0 z 6 odpowiedzi poprawnych; próg wstępny: 4 "
                                          "(4–6: spełnione, 2–3: do rozmowy, 0–1: niespełnione).")
    assert "próg" not in rows[SUPPORTED].evidence[0] and "metoda wspierająca" in rows[SUPPORTED].evidence[0]


def test_scores_kept_by_the_first_version_among_the_facts_are_parted_from_them(frozen):
    with transaction():
        proposals.keep_proposals(frozen.case(), frozen.moment)
    row = proposals.latest_proposals(frozen.weak)[SUPPORTED]
    old = {key: value for key, value in row.items() if key != "scores"} | {"facts": [*row["scores"], "Wpis 4 w dzienniku."]}
    assert proposals._parted(old)["scores"] == row["scores"] and proposals._parted(old)["facts"] == ["Wpis 4 w dzienniku."]
