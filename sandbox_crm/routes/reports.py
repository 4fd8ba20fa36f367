"""Screens of reports: list, definition, generating."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request
from flask_babel import get_locale
from sqlalchemy import func, select

from sandbox_crm.bench import Workbench
from sandbox_crm.filters import living
from sandbox_crm.forms.conditions import for_script
from sandbox_crm.forms.reports import NewReportForm, ReportForm, start_of
from sandbox_crm.models.everything import BY_TABLE
from sandbox_crm.models.work import REPORT_ENTITIES, Report, ReportRun
from sandbox_crm.pages import crm_url, page
from sandbox_crm.reports import labels
from sandbox_crm.reports.commands import create_report, delete_report, generate_report, update_report
from sandbox_crm.reports.definition import definition_of
from sandbox_crm.reports.fields import field_groups
from sandbox_crm.reports.naming import Known, record_names
from sandbox_crm.reports.words import field_label, filter_words, grouping_label, measure_label, one, order_words
from sandbox_crm.sales.showing import show_form
from sandbox_crm.sales.writing import even_deleted
from sandbox_crm.submitting import CrmForm, submit

PLACE = "sandbox_crm/reports/"


@page("/reports", logs="reports")
def report_list(bench: Workbench) -> str:
    """All reports."""
    found = bench.session.scalars(select(Report).where(Report.deleted_at.is_(None)).order_by(Report.id.desc())).all()
    latest = select(func.max(ReportRun.id)).group_by(ReportRun.report_id)
    runs = {report_id: (key, as_of) for report_id, key, as_of in bench.session.execute(
        select(ReportRun.report_id, ReportRun.id, ReportRun.as_of).where(ReportRun.id.in_(latest)))}
    return render_template(PLACE + "list.html", reports=found, runs=runs, entities=named(labels.ENTITIES),
                           kinds=named(labels.KINDS))


@page("/reports/new", methods=("GET", "POST"), writes=True)
def report_new(bench: Workbench) -> Any:
    """A new report; the address or the form says of what records, or which report to take the settings from."""
    like = request.args.get("like", type=int)
    model = bench.get(Report, like) if like else None
    entity = model.entity if model else request.form.get("entity") or request.args.get("entity", "")
    if entity not in REPORT_ENTITIES:
        return _start(bench)
    start = {"entity": entity, "filters_match": "all"} if model is None else {**start_of(model, Known(bench)), "name": None}
    return _edited(bench, NewReportForm(data=start if request.method == "GET" else None), entity, None)


def _start(bench: Workbench) -> str:
    """What a report can be about."""
    counts = {entity: bench.session.scalar(select(func.count()).select_from(BY_TABLE[entity]).where(*living(entity)))
              for entity in REPORT_ENTITIES}
    kept = bench.session.scalars(select(Report).where(Report.deleted_at.is_(None)).order_by(Report.id.desc())).all()
    return render_template(PLACE + "choose.html", entities=named(labels.ENTITIES), held=named(labels.HELD), counts=counts,
                           reports=kept)


@page("/reports/<int:report_id>", logs="report")
def report_detail(bench: Workbench, report_id: int) -> str:
    """A report's definition in words and its runs; of a report in the bin too, for what was generated stays as evidence."""
    report = even_deleted(bench, Report, report_id)
    asked, language = definition_of(report), get_locale().language
    runs = bench.session.scalars(select(ReportRun).where(ReportRun.report_id == report_id).order_by(ReportRun.id.desc())).all()
    return render_template(
        PLACE + "detail.html", report=report, runs=runs, form=CrmForm(), kinds=named(labels.KINDS),
        entities=named(labels.ENTITIES),
        words=filter_words(asked.entity, asked.filters, bench.today, language, record_names(bench)),
        columns=[field_label(asked.entity, dotted, language) for dotted in asked.columns],
        groupings=[grouping_label(asked, dotted, language) for dotted in asked.groupings],
        measures=[measure_label(asked.entity, measure, language) for measure in asked.measures],
        order=order_words(asked, language), compare=named(labels.COMPARISONS).get((asked.compare or {}).get("kind")))


@page("/reports/<int:report_id>/edit", methods=("GET", "POST"), writes=True)
def report_edit(bench: Workbench, report_id: int) -> Any:
    """A report's definition is changed; its runs stay."""
    report = bench.get(Report, report_id)
    form = ReportForm(data=start_of(report, Known(bench)) if request.method == "GET" else None)
    return _edited(bench, form, report.entity, report)


@page("/reports/<int:report_id>/delete", methods=("POST",), writes=True)
def report_delete(bench: Workbench, report_id: int) -> Any:
    """A report goes to the bin; its runs stay."""
    submit(bench, CrmForm(), delete_report, report_id=report_id)
    return redirect(crm_url("report_list"), 303)


@page("/reports/<int:report_id>/generate", methods=("POST",), writes=True)
def report_generate(bench: Workbench, report_id: int) -> Any:
    """The report is generated; leads to the run."""
    form = CrmForm()
    run = submit(bench, form, generate_report, report_id=report_id)
    if run:
        return redirect(crm_url("run_detail", run_id=run.id), 303)
    if form.refusal:
        raise form.refusal
    return redirect(crm_url("report_detail", report_id=report_id), 303)


def named(pairs: dict[str, tuple[str, str]]) -> dict[Any, str]:
    """Names in the language of the screen."""
    return {key: one(pair, get_locale().language) for key, pair in pairs.items()}


def _edited(bench: Workbench, form: ReportForm, entity: str, report: Report | None) -> Any:
    known = Known(bench)
    if request.method == "GET":
        form.add_spare_rows()
    form.offer(entity, known)
    more = {"report_id": report.id} if report else {}
    made = submit(bench, form, update_report if report else create_report, **more, entity=entity)
    if made:
        return redirect(crm_url("report_detail", report_id=made.id), 303)
    form.entity.data = entity
    groups, hints = field_groups(entity, get_locale().language), known.hints()
    return show_form(PLACE + "form.html", form, report=report, groups=groups, hints=hints, values=labels.VALUES,
                     conditions=for_script(groups, entity, hints), relative=[pair[1] for pair in labels.RELATIVE.values()],
                     entity_name=named(labels.ENTITIES)[entity])
