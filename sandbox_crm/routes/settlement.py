"""Screens of the sales settlement: the page, its chart and its files. The period stands in the address."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.polish.dates import format_date, parse_date
from sandbox_crm.bench import Workbench
from sandbox_crm.models.company import Setting
from sandbox_crm.pages import page
from sandbox_crm.reports.charts import ChartData
from sandbox_crm.reports.settlement import Settlement, settled
from sandbox_crm.reports.settlement_paper import (
    amounts,
    settlement_chart,
    settlement_csv,
    settlement_pdf,
    settlement_xlsx,
)
from sandbox_crm.routes.files import sent_file, sent_picture
from sandbox_crm.rules import relative_range

#: periods that the page offers by name
PERIODS = {"this_month": _l("this month"), "last_month": _l("last month"), "this_quarter": _l("this quarter"),
           "last_quarter": _l("last quarter"), "this_year": _l("this year"), "last_year": _l("last year")}


@page("/reports/settlement", logs="settlement")
def settlement(bench: Workbench) -> Any:
    """Net value won by every owner in a period, against the owner's goals."""
    period, fault = asked_period(bench.today)
    made = settled(bench, *period)
    chart = _chart(made)
    return render_template("sandbox_crm/reports/settlement.html", made=made, amounts=amounts, chart=chart, fault=fault,
                           **period_fields(bench.today, period))


def _chart(made: Settlement) -> ChartData:
    span = f"{format_date(made.first)}–{format_date(made.last)}"
    title = _("Who won how much in the period %(span)s", span=span)
    return settlement_chart(made, title, _("Won, net"), _("Goal"), _("no owner"))


@page("/reports/settlement/chart.svg")
def settlement_picture(bench: Workbench) -> Any:
    """The settlement's chart as a picture, as wide as ``?width=`` says."""
    made = settled(bench, *asked_period(bench.today)[0])
    chart = _chart(made)
    return sent_picture(chart, "bar", "rozliczenie.svg")


@page("/reports/settlement/file.<any(pdf,xlsx,csv):kind>", logs="settlement_file")
def settlement_file(bench: Workbench, kind: str) -> Any:
    """The settlement as a PDF, a workbook or CSV."""
    first, last = asked_period(bench.today)[0]
    made, name = settled(bench, first, last), f"rozliczenie-{first.isoformat()}-{last.isoformat()}.{kind}"
    if kind == "csv":
        return sent_file(settlement_csv(made), name, "text/csv; charset=utf-8")
    if kind == "xlsx":
        media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        return sent_file(settlement_xlsx(made, bench.today, bench.moment), name, media_type)
    company = bench.session.scalar(select(Setting.value).where(Setting.key == "company.name")) or ""
    return sent_file(settlement_pdf(made, company, bench.today, bench.moment), name, "application/pdf")


def period_fields(today: date, period: tuple[date, date]) -> dict[str, Any]:
    """What a choice of period shows: ``offered`` by name, ``typed`` as it was, ``asked`` for the addresses of the same."""
    offered = [(label, *(day.isoformat() for day in relative_range(name, today))) for name, label in PERIODS.items()]
    named = dict(zip(("from", "to"), period, strict=True))
    return {"offered": offered, "typed": {name: request.args.get(name) or day.isoformat() for name, day in named.items()},
            "asked": {name: day.isoformat() for name, day in named.items()}}


def asked_period(today: date) -> tuple[tuple[date, date], Any]:
    """The period that the address asks for and what is wrong with it; this quarter where it asks for none."""
    given = [request.args.get(name, "").strip() for name in ("from", "to")]
    whole = relative_range("this_quarter", today)
    if not any(given):
        return whole, None
    try:
        first, last = (parse_date(text) for text in given)
    except ValueError:
        return whole, _("Give both dates of the period, for example 01.10.2026 and 31.12.2026. This quarter is shown.")
    if first > last:
        return whole, _("The period would end before it begins. Correct the dates. This quarter is shown.")
    return (first, last), None
