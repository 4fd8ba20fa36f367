"""The committee report of a candidate and the report of a sitting, as page, PDF and XLSX."""

from __future__ import annotations

from uuid import UUID

from flask import Response, render_template
from flask_babel import gettext as _

from app.access import allow
from app.clock import now
from exam.committee import paper_sheets
from exam.committee.permissions import MARK_CASE, READ_REPORT, READ_SITTING_REPORT
from exam.committee.reporting import report_of
from exam.committee.routes import blueprint
from exam.committee.sitting_report import sitting_report_of
from exam.sittings.people import enrolment, sitting
from exam.sittings.showing import links
from scoring.report import pdf, xlsx
from scoring.report import sitting as sitting_paper
from scoring.report.model import DRAFT_WORDS, ORIGIN_WORDS, RULE_WORDS, VERDICT_WORDS, shared_marks

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/reports/<uuid:enrolment_id>")
@allow(READ_REPORT)
def report(enrolment_id: UUID):
    """The report as a page."""
    case = enrolment(enrolment_id)
    return render_template(
        "exam/committee/report.html",
        case=case,
        back=links((("sittings.case", _("Case")),), enrolment_id=case.id),
        report=report_of(case),
        verdict_words=VERDICT_WORDS,
        rule_words=RULE_WORDS,
        origin_words=ORIGIN_WORDS,
        draft_words=DRAFT_WORDS,
        shared_marks=shared_marks,
    )


@blueprint.get("/reports/<uuid:enrolment_id>.pdf")
@allow(READ_REPORT)
def report_pdf(enrolment_id: UUID):
    """The report as a PDF, fit to be signed."""
    found = report_of(enrolment(enrolment_id))
    return _file(pdf.draw(found, now()), "application/pdf", f"raport-{found.case_number}.pdf")


@blueprint.get("/reports/<uuid:enrolment_id>.xlsx")
@allow(READ_REPORT)
def report_xlsx(enrolment_id: UUID):
    """The report as a workbook."""
    found = report_of(enrolment(enrolment_id))
    return _file(xlsx.draw(found, now()), XLSX, f"raport-{found.case_number}.xlsx")


@blueprint.get("/committee/<uuid:enrolment_id>/sheets.pdf")
@allow(MARK_CASE)
def paper_sheets_pdf(enrolment_id: UUID):
    """Empty sheets of one candidate for paper."""
    case = enrolment(enrolment_id)
    return _file(paper_sheets.draw(case, now()), "application/pdf", f"arkusze-{case.number}.pdf")


@blueprint.get("/sittings/<uuid:sitting_id>/report")
@allow(READ_SITTING_REPORT)
def sitting_report(sitting_id: UUID):
    """The report of a sitting as a page."""
    found = sitting(sitting_id)
    return render_template(
        "exam/committee/sitting_report.html",
        sitting=found,
        report=sitting_report_of(found),
        back=links((("sittings.sitting", _("Sitting")),), sitting_id=found.id),
    )


@blueprint.get("/sittings/<uuid:sitting_id>/report.pdf")
@allow(READ_SITTING_REPORT)
def sitting_report_pdf(sitting_id: UUID):
    """The protocol of a sitting as a PDF."""
    found = sitting_report_of(sitting(sitting_id))
    return _file(sitting_paper.draw_pdf(found, now()), "application/pdf", f"protokol-{found.number.replace('/', '-')}.pdf")


@blueprint.get("/sittings/<uuid:sitting_id>/report.xlsx")
@allow(READ_SITTING_REPORT)
def sitting_report_xlsx(sitting_id: UUID):
    """The protocol of a sitting as a workbook."""
    found = sitting_report_of(sitting(sitting_id))
    return _file(sitting_paper.draw_xlsx(found, now()), XLSX, f"protokol-{found.number.replace('/', '-')}.xlsx")


def _file(content: bytes, media_type: str, name: str) -> Response:
    return Response(content, mimetype=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})
