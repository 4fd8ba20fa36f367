"""Files that would harm whoever reads them: each is refused with its reason, within 5 s of the processor and 256 MiB."""

import json
import subprocess
import sys
from io import RawIOBase

import pytest

from tests.sandbox_crm.clients import import_files as files
from tests.sandbox_crm.driver import ADDRESS, form_of, page

MOST_SECONDS, MOST_MIB = 5, 256
MEGABYTE = 1024 * 1024
PLAIN = [["Firma"], ["A"]]

#: what the file is -> its name, its content, a word of the reason; no word: it is read
FILES = {
    "zip bomb": ("a.xlsx", files.bomb, "unpacks"),
    "entities": ("a.xlsx", files.with_entities, "whole XLSX"),
    "billion laughs": ("a.xlsx", files.laughs, "whole XLSX"),
    "row 1048576": ("a.xlsx", files.far_row, "rows"),
    "a row without end": ("a.xlsx", files.wide_row, "columns"),
    "elements without end": ("a.xlsx", files.deep, "whole XLSX"),
    "texts without end": ("a.xlsx", files.many_texts, "rows"),
    "formats without end": ("a.xlsx", files.swollen_styles, "unpacks"),
    "formula without a result": ("a.xlsx", files.formula, "Cell B2 holds a formula"),
    "formula with a result": ("a.xlsx", lambda: files.formula(b"<v>2</v>"), None),
    "error in a cell": (
        "a.xlsx", lambda: files.sheet(b'<row r="1"><c r="A1" t="e"><v>#REF!</v></c></row>'), "Cell A1 holds an error"),
    "macros by name": ("a.xlsm", lambda: files.workbook(PLAIN), "macros"),
    "macros inside": ("a.xlsx", lambda: files.changed(files.workbook(PLAIN), {"xl/vbaProject.bin": b"x"}), "macros"),
    "another zip": ("a.xlsx", lambda: files.changed(
        files.workbook(PLAIN), {"xl/workbook.xml": b"<x/>", "[Content_Types].xml": b"<x/>"}), "whole XLSX"),
    "cut off": ("a.xlsx", lambda: files.workbook(PLAIN)[:-200], "whole XLSX"),
    "old or encrypted workbook": ("a.xlsx", lambda: b"\xd0\xcf\x11\xe0" + b"x" * 100, "XLS"),
    "encrypted parts": ("a.xlsx", files.flagged, "password"),
    "csv called xlsx": ("a.xlsx", lambda: b"Firma;NIP\nA;1\n", "match its name"),
    "xlsx called csv": ("a.csv", lambda: files.workbook(PLAIN), "match its name"),
    "PDF called csv": ("a.csv", lambda: b"%PDF-1.7 ...", "PDF"),
    "a million rows": ("a.csv", lambda: b"Firma\n" + b"A\n" * 1_000_000, "rows"),
    "a line of 9 MB": ("a.csv", lambda: b"A" * (9 * MEGABYTE), "longer than"),
    "a second line of 9 MB": ("a.csv", lambda: b"Firma;NIP\n" * 30 + b"A" * (9 * MEGABYTE), "longer than"),
    "9 million semicolons": ("a.csv", lambda: b";" * (9 * MEGABYTE), "longer than"),
    "a quotation without end": ("a.csv", lambda: b'Firma;NIP\n"' + b"A\n" * (4 * MEGABYTE), "quotation marks"),
    "9 MB of signs of four bytes": ("a.csv", lambda: b"Firma\n" + ("🙂" * 2_000_000).encode(), "longer than"),
    "200 MB": ("a.csv", lambda: b"A" * (200 * MEGABYTE), "10 MB"),
    "zero bytes": ("a.csv", lambda: b"Firma;NIP\nA\x00;1\n", "zero bytes"),
    "UTF-16": ("a.csv", lambda: "Firma;NIP\nA;1\n".encode("utf-16"), "UTF-16"),
    "undefined bytes": ("a.csv", lambda: b"Firma\n\x81\x83\x90\n", "encoding"),
    "too wide": ("a.csv", lambda: b";".join([b"x"] * 100) + b"\n1\n", "columns"),
    "nothing": ("a.csv", lambda: b"", "empty"),
    "no data": ("a.csv", lambda: b"Firma;NIP\n", "no rows with data"),
    "a program": ("a.exe", lambda: b"MZ...", "Only CSV and XLSX"),
    "the largest honest workbook": ("a.xlsx", files.full_workbook, None),
}


@pytest.fixture(scope="module")
def costs(tmp_path_factory):
    """What reading each file came to, measured in processes of their own."""
    folder = tmp_path_factory.mktemp("hostile")
    for kind, (name, make, _words) in FILES.items():
        (folder / f"{kind}@{name}").write_bytes(make())
    ran = subprocess.run([sys.executable, "-m", "tests.sandbox_crm.clients.reading_child", str(folder)], check=True,
                         capture_output=True, text=True, timeout=300)
    told = [json.loads(line) for line in ran.stdout.splitlines()]
    return {one["file"].partition("@")[0]: one for one in told}


@pytest.mark.parametrize("kind", FILES)
def test_a_hostile_file_is_refused_with_the_reason_and_costs_little(costs, kind):
    cost, words = costs[kind], FILES[kind][2]
    assert cost["reason"] is None and cost["rows"] > 0 if words is None else words in cost["reason"], cost
    # a refusal comes within five seconds; the largest honest file may take twice that on a machine that is busy otherwise
    assert cost["seconds"] <= MOST_SECONDS * (2 if words is None else 1) and cost["mib"] <= MOST_MIB, cost


class _Endless(RawIOBase):
    """An upload that is never in memory as a whole: a form's head and then one letter, 200 million times."""

    def __init__(self, head: bytes):
        self.head, self.taken = head, 0

    def readable(self) -> bool:
        return True

    def readinto(self, into) -> int:
        piece = self.head[self.taken:self.taken + len(into)] or b"A" * len(into)
        into[:len(piece)] = piece
        self.taken += len(piece)
        return len(piece)


def test_an_upload_of_200_mb_is_turned_away_before_it_is_read(client):
    form = form_of(page(client, "/imports/new"), "file.add")
    token = form.select_one("[name=csrf_token]")["value"]
    head = (f'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token}\r\n--x\r\n'
            'Content-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n').encode()
    upload = _Endless(head)
    answer = client.post(f"{ADDRESS}/imports/new", content_type="multipart/form-data; boundary=x", environ_overrides={
        "wsgi.input": upload, "CONTENT_LENGTH": str(200 * MEGABYTE)})
    assert answer.status_code == 413 and upload.taken < 12 * MEGABYTE
