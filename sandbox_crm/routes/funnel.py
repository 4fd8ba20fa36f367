"""Screens of the course of a funnel: the page, its drawing and its files. Period and filters stand in the address."""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from flask_babel import gettext as _
from sqlalchemy import select

from sandbox_crm.bench import Workbench
from sandbox_crm.models.clients import Segment
from sandbox_crm.models.company import SalesUser, Setting
from sandbox_crm.models.sales import Pipeline
from sandbox_crm.pages import page
from sandbox_crm.reports.funnel import Course, course_of
from sandbox_crm.reports.funnel_paper import (
    FunnelPaper,
    conversion,
    counts,
    funnel_chart,
    funnel_csv,
    funnel_pdf,
    funnel_xlsx,
    tenths,
)
from sandbox_crm.routes.files import sent_file, sent_picture
from sandbox_crm.routes.settlement import asked_period, period_fields
from sandbox_crm.sales import asking, choices

_FILES = {"pdf": (funnel_pdf, "application/pdf"), "csv": (funnel_csv, "text/csv; charset=utf-8"),
          "xlsx": (funnel_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")}


@page("/pipelines/<int:pipeline_id>/funnel", logs="funnel")
def funnel(bench: Workbench, pipeline_id: int) -> str:
    """Przebieg lejka: conversion of its stages, days in them, and what stands there."""
    pipeline, (period, fault) = bench.get(Pipeline, pipeline_id), asked_period(bench.today)
    course, kept = _course(bench, pipeline_id), _kept()
    around = period_fields(bench.today, period)
    return render_template(
        "sandbox_crm/reports/funnel.html", pipeline=pipeline, course=course, fault=fault, kept=kept, tenths=tenths, counts=counts,
        conversion=conversion, pipelines=choices.pipelines(bench), owners=choices.users(bench),
        segments=choices.segments(bench), chart=funnel_chart(course, _("Entered the stages"), _("Entered")),
        offered=around["offered"], typed=around["typed"], asked={**around["asked"], **kept})


@page("/pipelines/<int:pipeline_id>/funnel/chart.svg")
def funnel_picture(bench: Workbench, pipeline_id: int) -> Any:
    """The funnel as a picture, as wide as ``?width=`` says."""
    bench.get(Pipeline, pipeline_id)
    chart = funnel_chart(_course(bench, pipeline_id), _("Entered the stages"), _("Entered"))
    return sent_picture(chart, "funnel", "lejek.svg")


@page("/pipelines/<int:pipeline_id>/funnel/file.<any(pdf,xlsx,csv):kind>", logs="funnel_file")
def funnel_file(bench: Workbench, pipeline_id: int, kind: str) -> Any:
    """The course as a PDF, a workbook or CSV."""
    pipeline, course = bench.get(Pipeline, pipeline_id), _course(bench, pipeline_id)
    company = bench.session.scalar(select(Setting.value).where(Setting.key == "company.name")) or ""
    make, media_type = _FILES[kind]
    paper = FunnelPaper(course, pipeline.name, _filter_words(bench), company, bench.today, bench.moment)
    name = f"lejek-{pipeline_id}-{course.first.isoformat()}-{course.last.isoformat()}.{kind}"
    return sent_file(make(paper), name, media_type)


def _kept() -> dict[str, str]:
    """Owner and segment that the address asks for."""
    return {name: request.args[name] for name in ("owner_id", "segment_id") if asking.number(request.args, name)}


def _course(bench: Workbench, pipeline_id: int) -> Course:
    return course_of(bench, pipeline_id, *asked_period(bench.today)[0], asking.opportunity_filters(_kept()))


def _filter_words(bench: Workbench) -> str:
    """The filters on paper, in Polish."""
    kept = _kept()
    owner = choices.names(bench, SalesUser).get(int(kept.get("owner_id", 0)), "wszyscy")
    segment = choices.names(bench, Segment).get(int(kept.get("segment_id", 0)), "wszyscy klienci")
    return f"opiekun: {owner}; segment: {segment}"
