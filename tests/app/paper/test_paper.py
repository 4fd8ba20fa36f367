"""What every printed thing keeps: the same bytes for the same content, page x of y, embedded letters, text that stays text."""

from datetime import UTC, date, datetime
from io import BytesIO

import openpyxl
import pytest
from pypdf import PdfReader

from app.paper.page import Sheet, build, plain, styles, width_mm
from app.paper.sheet import Money, csv_bytes, workbook
from app.paper.tables import table

AT = datetime(2026, 4, 20, 9, 30, tzinfo=UTC)
LETTERS = "Zażółć gęślą jaźń ĄĆĘŁŃÓŚŹŻ „cytat” – 5 ≤ 7"


def paper(rows=90, at=AT):
    from reportlab.platypus import Paragraph

    story = [
        Paragraph(plain(LETTERS), styles()["title"]),
        table(["Lp.", "Nazwa"], [[str(n), f"wiersz {n} <b>&"] for n in range(rows)], [20, 150], right=[0], strong_rows=[1]),
    ]
    return build(story, Sheet("Tytuł", "Firma", "DOK/1", "ab" * 32, at))


def test_the_same_content_and_moment_give_the_same_bytes():
    assert paper() == paper()
    assert paper() != paper(at=datetime(2026, 4, 21, tzinfo=UTC))


def test_every_page_says_which_it_is_of_how_many_and_repeats_the_heads():
    pages = PdfReader(BytesIO(paper())).pages
    texts = [page.extract_text() for page in pages]
    assert len(pages) > 2
    for number, text in enumerate(texts, 1):
        assert f"strona {number} z {len(pages)}" in text and "DOK/1 · abababababab" in text and "Nazwa" in text
    assert LETTERS in texts[0] and "wiersz 0 <b>&" in texts[0]
    assert (float(pages[0].mediabox.width), round(float(pages[0].mediabox.height))) == (pytest.approx(595.28, abs=0.1), 842)


def test_the_file_carries_its_date_and_letters():
    reader = PdfReader(BytesIO(paper(3)))
    assert reader.metadata.creation_date == AT and reader.metadata.title == "Tytuł"
    fonts = reader.pages[0]["/Resources"]["/Font"].values()
    assert any("SourceSansPro" in font.get_object()["/BaseFont"] for font in fonts)


def test_a_long_cell_goes_on_and_the_width_is_that_between_margins():
    assert (width_mm(), width_mm(True)) == (170, 257)
    assert len(PdfReader(BytesIO(paper(1))).pages) == 1


def test_a_row_longer_than_a_page_goes_on_and_a_shorter_one_is_not_cut():
    def words(rows):
        sheet = Sheet("Tytuł", "Firma", "DOK/1", "ab" * 32, AT)
        return [page.extract_text() for page in PdfReader(BytesIO(build([table(["A", "B"], rows, [30, 60])], sheet))).pages]

    long = words([["uwaga", "słowo " * 1500]])
    assert len(long) > 1 and sum(page.count("słowo") for page in long) == 1500
    assert all(page.count("pierwsza") == page.count("trzecia") for page in words([["x", "pierwsza\ndruga\ntrzecia"]] * 70))


@pytest.mark.parametrize("text", ["=1+1", "+48 600", "-5", "@x", '=HYPERLINK("http://x")', "zwykły"])
def test_text_in_a_sheet_is_never_a_formula(text):
    sheet = openpyxl.load_workbook(BytesIO(workbook([("Dane", [["a"], [text]])], made_at=AT))).worksheets[0]
    assert (sheet["A2"].value, sheet["A2"].data_type) == (text, "s")
    line = csv_bytes([[text]]).decode("utf-8-sig").strip()
    assert line.strip('"').startswith("'") == (text != "zwykły")


def test_numbers_amounts_and_dates_are_values_in_a_sheet():
    rows = [["kwota", "data", "liczba"], [Money(123456), date(2026, 4, 20), 2.5], [None, None, True]]
    sheet = openpyxl.load_workbook(BytesIO(workbook([("A/B:*", rows)], made_at=AT))).worksheets[0]
    assert (sheet["A2"].value, sheet["B2"].value.date(), sheet["C2"].value, sheet["A3"].value) == (
        1234.56,
        date(2026, 4, 20),
        2.5,
        None,
    )
    assert csv_bytes(rows) == "\ufeffkwota;data;liczba\r\n1234,56;2026-04-20;2,5\r\n;;tak\r\n".encode()


def test_signs_that_xml_cannot_hold_do_not_spoil_a_sheet():
    sheet = openpyxl.load_workbook(BytesIO(workbook([("Dane", [["a"], ["x\x00\x0by"]])], made_at=AT))).worksheets[0]
    assert sheet["A2"].value == "x  y"
