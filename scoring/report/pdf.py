"""The committee report as a PDF that is fit to be signed: A4, Polish, tables that repeat their heads."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from app.paper import page, tables
from app.polish.plural import counted
from scoring.report.model import (
    DRAFT,
    DRAFT_WORDS,
    ORIGIN_WORDS,
    RULE_WORDS,
    TEST_RESULT,
    VERDICT_WORDS,
    CommitteeReport,
    OutcomePart,
    ReportRow,
    shared_marks,
)

HEADS = ("Kryterium weryfikacji", "Metoda i dowody", "Oceny członków komisji", "Uzgodnienie")
WIDTHS = (38, 74, 32, 26)
#: a part begins on a fresh page unless its heading, its head and a first row fit
ROOM_FOR_PART_MM = 40
#: findings in the CRM of a row that is met, as many as a reader needs; the workbook and the case hold them all
MET_EVIDENCE = 2
GREEN, RED, AMBER = "#1b6e3c", "#b3261e", "#8a5a00"
COLOURS = {"met": GREEN, "not_met": RED}


def draw(report: CommitteeReport, made_at: datetime) -> bytes:
    """The PDF of a report; the same report and moment give the same bytes."""
    styles = page.styles()
    story = [*_head(report, styles), *_result(report, styles)]
    told = set(re.findall(r"^Kryterium ([12]\.\d\.[a-f])\.", report.justification, re.MULTILINE))
    for part in report.parts:
        story += _part(part, styles, told)
    story += [
        *_justification(report, styles),
        *_instruction(report, styles),
        *_signatures(report, styles),
        *_attachments(report, styles),
    ]
    sheet = page.Sheet(
        title=f"Raport komisji walidacyjnej {report.number}",
        author=report.institution,
        number=report.number,
        fingerprint=report.fingerprint,
        made_at=made_at,
        foot=f"dziennik zdarzeń {report.audit_head[:12]}",
        watermark=DRAFT if report.is_draft else "",
    )
    return page.build(story, sheet)


def _paragraph(text: str, style: Any) -> Any:
    from reportlab.platypus import Paragraph

    return Paragraph(text, style)


def _head(report: CommitteeReport, styles: dict[str, Any]) -> list[Any]:
    from reportlab.lib.units import mm
    from reportlab.platypus import Spacer

    facts = [
        ("Kandydat", f"{report.candidate}{', ' + report.born if report.born else ''}"),
        ("Numer zgłoszenia", report.case_number),
        ("Sesja walidacyjna", f"{report.sitting}, {report.place}"),
        ("Komisja walidacyjna", "; ".join(f"{name} ({function})" for name, function in report.committee)),
        *report.course,
    ]
    draft = [_paragraph(f"<b>{DRAFT_WORDS}</b>", styles["body"])] if report.is_draft else []
    return [
        _paragraph(page.plain(report.institution), styles["subheading"]),
        _paragraph(page.plain(report.institution_line), styles["small"]),
        Spacer(1, 4 * mm),
        _paragraph("Raport komisji walidacyjnej", styles["title"]),
        _paragraph(f"nr {page.plain(report.number)}", styles["quiet"]),
        *draft,
        _paragraph(f"<b>{page.plain(report.qualification)}</b><br/>{page.plain(report.qualification_line)}", styles["body"]),
        _facts(facts, styles),
    ]


def _facts(facts: list[tuple[str, str]], styles: dict[str, Any]) -> Any:
    from reportlab.lib.units import mm
    from reportlab.platypus import Table

    cells = [
        [_paragraph(page.plain(label), styles["quiet"]), _paragraph(page.plain(value), styles["cell"])] for label, value in facts
    ]
    return Table(
        cells,
        colWidths=[42 * mm, 128 * mm],
        hAlign="LEFT",
        style=[
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 1),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 1),
        ],
    )


def _result(report: CommitteeReport, styles: dict[str, Any]) -> list[Any]:
    from reportlab.lib.colors import HexColor
    from reportlab.lib.units import mm
    from reportlab.platypus import Spacer, Table

    colour = {"positive": GREEN, "negative": RED}.get(report.result, AMBER)
    met, total = sum(row.verdict == "met" for row in report.rows), len(report.rows)
    achieved = sum(part.achieved == "met" for part in report.parts)
    words = page.plain(report.result_words)
    left = _paragraph(f'Wynik walidacji: <font color="{colour}"><b>{words}</b></font>', styles["heading"])
    right = _paragraph(
        f"Kryteria spełnione: <b>{met} z {total}</b><br/>Efekty uczenia się osiągnięte: <b>{achieved} z {len(report.parts)}</b>"
        + "".join(f"<br/>{page.plain(name)}: <b>{page.plain(words)}</b>" for name, words in report.results_of_parts),
        styles["cell"],
    )
    box = Table(
        [
            [left, right],
            [
                _paragraph(
                    f"Decyzja nr {page.plain(report.decision_number or '–')} z dnia {page.plain(report.decided_on or '–')}",
                    styles["cell"],
                ),
                "",
            ],
            [_paragraph(page.plain(RULE_WORDS[report.rule]), styles["small"]), ""],
        ],
        colWidths=[100 * mm, 70 * mm],
        hAlign="LEFT",
        style=[
            ("BOX", (0, 0), (-1, -1), 0.8, HexColor(colour)),
            ("SPAN", (0, 2), (1, 2)),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("TOPPADDING", (0, 0), (-1, -1), 4),
        ],
    )
    earlier = [_paragraph(page.plain(line), styles["small"]) for line in report.earlier]
    return [Spacer(1, 4 * mm), box, Spacer(1, 2 * mm), *earlier]


def _part(part: OutcomePart, styles: dict[str, Any], told: set[str]) -> list[Any]:
    from reportlab.lib.units import mm
    from reportlab.platypus import CondPageBreak

    state = {"met": "efekt osiągnięty", "not_met": "efekt nieosiągnięty"}.get(part.achieved, "efekt nierozstrzygnięty")
    colour = COLOURS.get(part.achieved, AMBER)
    title = f'{part.code} {page.plain(part.name)} <font size="9" color="{colour}">– {state}</font>'
    return [
        CondPageBreak(ROOM_FOR_PART_MM * mm),
        _paragraph(title, _loose(styles["heading"])),
        _table(part, styles, told),
    ]


def _loose(style: Any) -> Any:
    """A heading that may part from a table: kept together, a table that does not fit would leave half a page empty."""
    return style.clone("part", keepWithNext=0)


def _table(part: OutcomePart, styles: dict[str, Any], told: set[str]) -> Any:
    from reportlab.lib.colors import HexColor
    from reportlab.lib.units import mm
    from reportlab.platypus import LongTable

    cells = [[_paragraph(head, styles["head"]) for head in HEADS]] + [_cells(row, styles, row.code in told) for row in part.rows]
    return LongTable(
        cells,
        colWidths=[width * mm for width in WIDTHS],
        repeatRows=1,
        splitByRow=1,
        hAlign="LEFT",
        style=[
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LINEBELOW", (0, 0), (-1, 0), 0.9, HexColor("#57606a")),
            ("LINEBELOW", (0, 1), (-1, -1), 0.4, HexColor(page.RULE)),
            ("LEFTPADDING", (0, 0), (-1, -1), 3),
            ("RIGHTPADDING", (0, 0), (-1, -1), 3),
            ("TOPPADDING", (0, 0), (-1, -1), 2),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
        ],
    )


def _evidence(row: ReportRow, told: bool) -> str:
    """What was established on a row: the findings in the CRM of one that is met the first few, scores, talk and notes
    whole; what the justification tells is not told twice."""
    if told:
        return f"<br/>Ustalenia i dowody: zobacz uzasadnienie, kryterium {row.code}." + _lines(row.heard)
    lines = row.evidence[:MET_EVIDENCE] if row.verdict == "met" else row.evidence
    more = len(row.evidence) - len(lines)
    rest = counted(more, "dalsze ustalenie", "dalsze ustalenia", "dalszych ustaleń")
    tail = f"<br/>oraz {rest} w zapisie pracy" if more else ""
    return _lines(row.scores) + _lines(lines) + tail + _lines(row.heard)


def _lines(lines: Iterable[str]) -> str:
    return "".join(f"<br/>• {page.plain(line)}" for line in lines)


def _cells(row: ReportRow, styles: dict[str, Any], told: bool) -> list[Any]:
    evidence = _evidence(row, told)
    marks = "<br/>".join(
        f"{page.plain(names)}: <b>{VERDICT_WORDS[verdict]}</b>"
        + (f"<br/><i>{page.plain(note)}</i>" if note and (names == TEST_RESULT or not told) else "")
        for names, verdict, note in shared_marks(row.marks)
    )
    colour = COLOURS.get(row.verdict, AMBER)
    verdict = f'<font color="{colour}"><b>{VERDICT_WORDS[row.verdict]}</b></font><br/>{ORIGIN_WORDS.get(row.origin, "")}'
    reasons = (row.reason, "" if told else row.text_of_consensus)
    extra = "".join(f"<br/>{page.plain(text)}" for text in reasons if text)
    small = styles["small"]
    return [
        _paragraph(f"<b>{row.code}</b> {page.plain(row.text)}", styles["cell"]),
        _paragraph(f"<i>{page.plain('; '.join(row.methods))}</i>{evidence}", small),
        _paragraph(marks or "–", small),
        _paragraph(verdict + extra, small),
    ]


def _justification(report: CommitteeReport, styles: dict[str, Any]) -> list[Any]:
    blocks = [block for block in report.justification.split("\n\n") if block.strip()]
    if not blocks:
        return []
    return [_paragraph("Uzasadnienie", styles["heading"]), *(_paragraph(_led(block), styles["body"]) for block in blocks)]


def _led(block: str) -> str:
    """A block whose leading ``Kryterium 2.4.d.`` stands out."""
    return re.sub(r"^(Kryterium [12]\.\d\.[a-f]\.)", r"<b>\1</b>", page.plain(block))


def _instruction(report: CommitteeReport, styles: dict[str, Any]) -> list[Any]:
    if not report.appeal_instruction:
        return []
    return [
        _paragraph("Pouczenie o odwołaniu", styles["heading"]),
        _paragraph(page.plain(report.appeal_instruction), styles["body"]),
    ]


def _signatures(report: CommitteeReport, styles: dict[str, Any]) -> list[Any]:
    from reportlab.lib.units import mm
    from reportlab.platypus import KeepTogether, Spacer

    blocks = []
    for signature in report.signatures:
        lines = [
            Spacer(1, 14 * mm),
            _paragraph("." * 52, styles["small"]),
            _paragraph(f"<b>{page.plain(signature.name)}</b>, {page.plain(signature.function)}", styles["cell"]),
            _paragraph(page.plain(signature.signed_at), styles["small"]),
        ]
        if signature.separate_opinion:
            lines.append(_paragraph(f"Zdanie odrębne: {page.plain(signature.separate_opinion)}", styles["small"]))
        blocks.append(lines)
    if not blocks:
        return []
    pairs = [
        tables.columns(blocks[start : start + 2], [85] * len(blocks[start : start + 2])) for start in range(0, len(blocks), 2)
    ]
    return [KeepTogether([_paragraph("Podpisy", styles["heading"]), *pairs])]


def _attachments(report: CommitteeReport, styles: dict[str, Any]) -> list[Any]:
    if not report.attachments:
        return []
    return [
        _paragraph("Dowody zapieczętowane (SHA-256)", styles["heading"]),
        tables.table(("Dowód", "Skrót"), [list(pair) for pair in report.attachments], (60, 110)),
    ]
