"""Screens of generated reports: the frozen table and chart, print, and the files."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template, request
from flask_babel import get_locale
from sqlalchemy import select

from sandbox_crm.bench import Workbench
from sandbox_crm.models.company import Setting
from sandbox_crm.models.work import Report, ReportRun
from sandbox_crm.pages import page
from sandbox_crm.reports import labels
from sandbox_crm.reports.charts import charts
from sandbox_crm.reports.definition import from_plain
from sandbox_crm.reports.naming import record_names
from sandbox_crm.reports.paper import RunPaper, report_csv, report_pdf, report_xlsx
from sandbox_crm.reports.presenting import Reader, figures, first_rows, shown
from sandbox_crm.reports.words import order_words
from sandbox_crm.routes.files import sent_file, sent_picture
from sandbox_crm.routes.record_links import record_links
from sandbox_crm.routes.reports import named

PLACE = "sandbox_crm/reports/"
#: rows of a table that the page shows; the files hold all of them
MOST_SHOWN = 500
_FILES = {"pdf": (report_pdf, "application/pdf"), "csv": (report_csv, "text/csv; charset=utf-8"),
          "xlsx": (report_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")}


@page("/reports/runs/<int:run_id>", logs="report_run")
def run_detail(bench: Workbench, run_id: int) -> str:
    """A generated report, as it was at its moment."""
    run = bench.get(ReportRun, run_id)
    reader = _reader(bench, run, get_locale().language)
    made = shown(reader, run.rows, run.totals)
    rows = first_rows(made.rows, MOST_SHOWN)
    return render_template(
        PLACE + "run.html", run=run, report=bench.session.get(Report, run.report_id), asked=reader.asked, made=made,
        figures=figures(reader, run.totals), rows=rows, most=MOST_SHOWN,
        pictures=[chart.words for chart in charts(reader, run.rows, run.totals)],
        kinds=named(labels.KINDS), entities=named(labels.ENTITIES),
        order=order_words(reader.asked, get_locale().language, run.totals),
        links=record_links(bench, reader.asked.entity, [row.record_id for row in rows if row.record_id]))


@page("/reports/runs/<int:run_id>/chart.svg")
def run_chart(bench: Workbench, run_id: int) -> Any:
    """A chart of a run as a picture; ``?number=`` counts its charts from 0, ``&width=`` is one of `ON_SCREEN`."""
    run = bench.get(ReportRun, run_id)
    reader, number = _reader(bench, run, get_locale().language), request.args.get("number", 0, type=int)
    found = charts(reader, run.rows, run.totals)
    if not 0 <= number < len(found):
        abort(404)
    return sent_picture(found[number], reader.asked.kind, f"wykres-{run.id}-{number + 1}.svg")


@page("/reports/runs/<int:run_id>/file.<any(pdf,xlsx,csv):kind>", logs="report_run_file")
def run_file(bench: Workbench, run_id: int, kind: str) -> Any:
    """A run as a PDF, a workbook or CSV."""
    run = bench.get(ReportRun, run_id)
    make, media_type = _FILES[kind]
    return sent_file(make(_paper(bench, run)), f"raport-{run.report_id}-{run.id}.{kind}", media_type)


def _reader(bench: Workbench, run: ReportRun, language: str) -> Reader:
    return Reader(from_plain(run.definition), run.as_of, language, record_names(bench))


def _paper(bench: Workbench, run: ReportRun) -> RunPaper:
    company = bench.session.scalar(select(Setting.value).where(Setting.key == "company.name")) or ""
    return RunPaper(_reader(bench, run, "pl"), run.rows, run.totals, run.as_of, run.filter_words,
                    f"Raport {run.report_id}/{run.id}",
                    run.sha256, company, bench.moment)
