"""From two locked sheets to an announced decision: reconciliation, the rule, justification, signatures, the report."""

import io

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from app.clock import dice
from app.db import db, transaction
from app.errors import Invalid, NotAllowed, Refusal
from exam.committee import deciding, justifying, reconciliation
from exam.committee.standing import announcement_of, decisions_of, latest_decision, signatures_of
from exam.rehearsal import judging
from exam.rehearsal.judging import Given
from exam.sittings.models import CommitteeSeat, Preparation
from question_bank.qualification import load_qualification

ROW = "2.4.b"
SEEN = "W zapisie nie ma czynności zamykającej etap."
COMMON = "Komisja obejrzała zapis i zgodnie ustaliła ocenę."


def fill(world, *marks, which="weak"):
    """Both sheets, submitted and countersigned; ``marks`` per member."""
    judging.open_marking(getattr(world, which), world.moment)
    for member, given in zip(world.members, marks or ({}, {}), strict=True):
        judging.fill_sheet(getattr(world, which), member, given, world.moment)


def vote(world, name, verdict, reason=None, words=COMMON, row=ROW, which="weak"):
    with transaction():
        return reconciliation.vote(world.case(which), world.user(name), row, verdict, reason, words, world.moment)


def decide(world, name="chair", words=None, which="weak"):
    with transaction():
        case = world.case(which)
        words = justifying.drafted(case, deciding.verdicts_of(case)) if words is None else words
        return deciding.decide(case, world.user(name), words, dice(), world.moment)


def test_a_discordant_row_is_settled_by_both_votes_alike(frozen):
    fill(frozen, {ROW: Given("not_met", SEEN)}, {})
    (card,) = reconciliation.cards(frozen.case())
    assert (card.row.code, card.discordant, card.against_proposal) == (ROW, True, True)
    assert vote(frozen, "chair", "met") is None
    assert vote(frozen, "member", "not_met", "observation") is None  # the votes differ: nothing is settled
    assert ROW not in reconciliation.consensus_of(frozen.weak)
    settled = vote(frozen, "member", "met")
    assert settled is not None and settled.verdict == "met" and settled.origin == "talked_over"
    assert set(settled.agreed_by) == {str(member.id) for member in frozen.members}
    assert reconciliation.cards(frozen.case()) == []


def test_one_member_cannot_settle_a_row_however_often(frozen):
    fill(frozen, {ROW: Given("not_met", SEEN)}, {})
    for _ in range(3):
        assert vote(frozen, "chair", "met") is None
    assert ROW not in reconciliation.consensus_of(frozen.weak)


def test_agreement_against_the_proposal_waits_for_a_reason(frozen):
    against = {ROW: Given("not_met", SEEN)}
    fill(frozen, against, against)
    (card,) = reconciliation.cards(frozen.case())
    assert not card.discordant and card.against_proposal
    with pytest.raises(Invalid) as refused:
        vote(frozen, "chair", "not_met")
    assert set(refused.value.fields) == {"reason_code"}
    with pytest.raises(Invalid):
        vote(frozen, "chair", "not_met", "nonsense")
    with pytest.raises(Invalid) as short:
        vote(frozen, "chair", "not_met", "observation", "krótko")
    assert set(short.value.fields) == {"text"}
    vote(frozen, "chair", "not_met", "observation")
    settled = vote(frozen, "member", "not_met", "observation")
    assert (settled.verdict, settled.reason_code) == ("not_met", "observation")


def test_a_settled_row_takes_no_more_votes(frozen):
    fill(frozen, {ROW: Given("not_met", SEEN)}, {})
    vote(frozen, "chair", "met")
    vote(frozen, "member", "met")
    with pytest.raises(Refusal):
        vote(frozen, "chair", "not_met", "observation")


def test_no_decision_while_a_row_is_open_or_a_sheet_is_out(frozen):
    judging.open_marking(frozen.weak, frozen.moment)
    judging.fill_sheet(frozen.weak, frozen.user("chair"), {ROW: Given("not_met", SEEN)}, frozen.moment)
    with pytest.raises(Refusal):
        decide(frozen, words="Uzasadnienie.")
    judging.fill_sheet(frozen.weak, frozen.user("member"), {}, frozen.moment)
    with pytest.raises(Refusal) as refused:
        decide(frozen, words="Uzasadnienie.")
    assert ROW in str(refused.value.message)


def test_one_seated_member_alone_decides_nothing(frozen):
    fill(frozen)
    with transaction() as session:
        seat = session.query(CommitteeSeat).filter_by(enrolment_id=frozen.weak, user_id=frozen.staff["member"]).one()
        seat.left_at, seat.left_reason = frozen.moment, "choroba"
    with pytest.raises(Refusal):
        decide(frozen)


def test_a_conflict_found_after_the_sheets_stops_the_member_from_deciding(frozen):
    fill(frozen)
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
        decide(frozen)
    made = decide(frozen, "member")
    with pytest.raises(NotAllowed), transaction():
        deciding.sign(made, frozen.case(), frozen.user("chair"), "", frozen.moment)


def test_a_negative_decision_needs_its_justification(frozen, staff_browser):
    fill(frozen)
    for words in ("", "Kandydat nie spełnił wymagań.", "1.1.a"):
        with pytest.raises(Invalid) as refused:
            decide(frozen, words=words)
        assert set(refused.value.fields) == {"justification"}
    browser = staff_browser(frozen, "chair")
    answer = browser.post(f"/committee/{frozen.weak}/decision", data={"justification": "Za słabo wypadł test kandydata."})
    assert answer.status_code == 422 and "Za słabo wypadł test kandydata." in answer.get_data(as_text=True)
    made = decide(frozen)
    assert made.result == "negative" and "1.1.a" in made.justification and "0 z 6" in made.justification


def test_a_positive_decision_needs_none_and_the_rule_is_the_one_pinned(frozen):
    fill(frozen, which="good")
    made = decide(frozen, words="", which="good")
    assert made.result == "positive" and made.rule == frozen.case("good").rules["pass_rule"]
    assert set(made.rows.values()) == {"met"} and len(made.rows) == 39 and set(made.outcomes.values()) == {"met"}


def test_a_case_is_decided_once(frozen):
    fill(frozen)
    decide(frozen)
    with pytest.raises(Refusal):
        decide(frozen, "member")
    assert len(decisions_of(frozen.weak)) == 1


def test_nothing_is_announced_before_everybody_signed(frozen, staff_browser, portal_browser):
    fill(frozen)
    made_id = decide(frozen).id
    assert [row.user_id for row in signatures_of(made_id)] == [frozen.user("chair").id]
    chair, member = staff_browser(frozen, "chair"), staff_browser(frozen, "member")
    refused = chair.post(f"/committee/{frozen.weak}/announcement")
    assert refused.status_code == 409 and frozen.user("member").name in refused.get_data(as_text=True)
    assert announcement_of(made_id) is None
    assert portal_browser(frozen, "weak").get(f"/reports/{frozen.weak}").status_code == 404
    assert (
        member.post(
            f"/committee/{frozen.weak}/signature", data={"separate_opinion": "Zdanie odrębne: próg uważam za zbyt niski."}
        ).status_code
        == 303
    )
    member.post(f"/committee/{frozen.weak}/signature", data={"separate_opinion": "drugi podpis"})
    assert [row.separate_opinion for row in signatures_of(made_id)] == ["", "Zdanie odrębne: próg uważam za zbyt niski."]
    assert chair.post(f"/committee/{frozen.weak}/announcement").status_code == 303
    chair.post(f"/committee/{frozen.weak}/announcement")
    db.session.rollback()
    assert announcement_of(made_id).by_id == frozen.user("chair").id
    report = portal_browser(frozen, "weak").get(f"/reports/{frozen.weak}")
    assert report.status_code == 200 and "próg uważam za zbyt niski" in report.get_data(as_text=True)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE decision SET result = 'positive'",
        "DELETE FROM decision",
        "UPDATE consensus SET verdict = 'met'",
        "UPDATE announcement SET at = '2030-01-01'",
        "DELETE FROM decision_signature",
    ],
)
def test_what_was_decided_cannot_be_changed_in_the_database(announced, change):
    with pytest.raises(DatabaseError), transaction():
        db.session.execute(text(change))


def workbook(browser, case_id):
    return load_workbook(io.BytesIO(browser.get(f"/reports/{case_id}.xlsx").data))


def test_the_report_as_pdf_has_every_row_every_letter_and_the_number_of_each_page(announced, portal_browser):
    answer = portal_browser(announced, "weak").get(f"/reports/{announced.weak}.pdf")
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages]
    words = " ".join(" ".join(pages).split())
    codes = [criterion.code for criterion in load_qualification().criteria]
    assert len(codes) == 39 and [code for code in codes if code not in words] == []
    for wanted in (
        "Święcisław Bąk",
        "negatywny",
        "0 z 6",
        latest_decision(announced.weak).number,
        *(member.name for member in announced.members),
    ):
        assert wanted in words, wanted
    assert set("ąćęłńóśźż") <= set(words)
    for number, page in enumerate(pages, start=1):
        assert f"{number} z {len(pages)}" in page


def test_the_report_as_workbook_has_every_row_and_no_formula(announced, portal_browser):
    book = workbook(portal_browser(announced, "weak"), announced.weak)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    words = [str(cell.value) for cell in cells]
    for criterion in load_qualification().criteria:
        assert any(value == criterion.code or value.startswith(f"{criterion.code} ") for value in words), criterion.code
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    assert set("ąćęłńóśźż") <= set("".join(words)) and "Święcisław Bąk" in words


def test_words_that_look_like_a_formula_stay_words_in_the_workbook(frozen, staff_browser):
    typed = '=HYPERLINK("http://zly.example")'
    against = {ROW: Given("not_met", typed)}
    fill(frozen, against, {})
    cells = [cell for sheet in workbook(staff_browser(frozen, "chair"), frozen.weak) for row in sheet.iter_rows() for cell in row]
    assert any("HYPERLINK" in str(cell.value) for cell in cells)
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
