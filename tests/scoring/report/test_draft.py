"""A report without a decision says so on every page; one with a decision is as short as its rows allow."""

from dataclasses import replace
from io import BytesIO

from pypdf import PdfReader

from benchmarks.report_pdf import MADE_AT, realistic
from scoring.report import pdf, xlsx
from scoring.report.model import DRAFT, MemberMark, shared_marks


def pages(report):
    return [page.extract_text() for page in PdfReader(BytesIO(pdf.draw(report, MADE_AT))).pages]


def draft():
    return replace(realistic(), result=None, decision_number="", decided_on="", justification="", appeal_instruction="")


def test_a_report_without_a_decision_is_marked_on_every_page():
    told = pages(draft())
    assert all(DRAFT in page for page in told)
    assert "Komisja nie podjęła jeszcze decyzji" in told[0]


def test_a_report_with_a_decision_carries_no_mark():
    assert all(DRAFT not in page for page in pages(realistic()))


def test_a_negative_report_holds_all_rows_on_few_pages():
    report, told = realistic(), pages(realistic())
    whole = "\n".join(told)
    assert all(row.code in whole for row in report.rows)
    assert len(told) <= 7


def test_what_the_justification_tells_is_not_told_twice():
    report = realistic()
    unmet = next(row for row in report.rows if row.verdict == "not_met")
    section = f"Kryterium {unmet.code}. Wymaganie: „{unmet.text}”.\nUstalenia komisji: {unmet.evidence[0]}"
    whole = "\n".join(pages(replace(report, justification=section)))
    assert f"zobacz uzasadnienie, kryterium {unmet.code}" in " ".join(whole.split())


def test_members_who_say_the_same_stand_in_one_line():
    same = (MemberMark("Anna Lis", "met", ""), MemberMark("Jan Bór", "met", ""))
    assert shared_marks(same) == [("Anna Lis, Jan Bór", "met", "")]
    assert len(shared_marks((same[0], MemberMark("Jan Bór", "not_met", "brak")))) == 2


def test_the_workbook_of_a_draft_says_so():
    from openpyxl import load_workbook

    sheet = load_workbook(BytesIO(xlsx.draw(draft(), MADE_AT)))["Raport"]
    assert any("projekt raportu" in str(cell.value) for row in sheet.iter_rows() for cell in row)
