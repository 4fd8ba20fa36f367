"""Segments: the list with counted members, one segment, its form, its fixed members."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from sqlalchemy import or_, select

from sandbox_crm.bench import Workbench
from sandbox_crm.clients import choices, labels, segments
from sandbox_crm.clients.rule_text import in_words
from sandbox_crm.fields import IdsField
from sandbox_crm.forms.segments import SegmentForm
from sandbox_crm.listing import names_of
from sandbox_crm.models.clients import Account, Segment, SegmentMember
from sandbox_crm.models.everything import BY_TABLE
from sandbox_crm.models.sales import Product, SalesGoal
from sandbox_crm.pages import crm_url, page
from sandbox_crm.searching import holds
from sandbox_crm.submitting import CrmForm, submit

#: members shown on a segment's page; the list of accounts shows all of them
MOST_SHOWN = 50
#: accounts offered at once for a fixed list; more are found by a part of the name
MOST_OFFERED = 500


class MembersForm(CrmForm):
    """segment.set_members: repeated ``account_ids`` or ``contact_ids``, as the segment is of accounts or of people."""

    account_ids = IdsField()
    contact_ids = IdsField()

    def __init__(self, entity: str):
        super().__init__()
        self.entity = entity

    @property
    def ticked(self) -> list[int]:
        """The members that were sent; an empty list when nothing was ticked."""
        return self[f"{self.entity}_ids"].data or []

    @property
    def args(self) -> dict[str, Any]:
        """Members of the segment's own kind alone."""
        return {f"{self.entity}_ids": self.ticked}


@page("/segments")
def segment_list(bench: Workbench) -> str:
    """Segmenty."""
    found = bench.session.scalars(select(Segment).where(Segment.deleted_at.is_(None)).order_by(Segment.name)).all()
    counted = [(segment, segments.member_count(bench, segment)) for segment in found]
    return render_template(
        "sandbox_crm/segments/list.html",
        segments=counted,
        labels=labels,
        goals=dict(choices.goals(bench.session)),
        products=dict(choices.products(bench.session)),
    )


@page("/segments/new", methods=("GET", "POST"), writes=True)
def segment_new(bench: Workbench) -> Any:
    """Dodaj segment."""
    form = SegmentForm(bench.session, entity=request.args.get("entity", "account"))
    created = None if form.only_counts else submit(bench, form, segments.create)
    if created:
        flash(_("The segment was added"), "success")
        return redirect(crm_url("segment_detail", segment_id=created.id), 303)
    return _form(bench, form, None)


@page("/segments/<int:segment_id>", logs="segment")
def segment_detail(bench: Workbench, segment_id: int) -> str:
    """One segment with its members."""
    segment = bench.get(Segment, segment_id)
    goal = bench.session.get(SalesGoal, segment.goal_id) if segment.goal_id else None
    product = bench.session.get(Product, segment.product_id) if segment.product_id else None
    shown = segments.members(bench, segment, MOST_SHOWN)
    return render_template(
        "sandbox_crm/segments/segment.html",
        segment=segment,
        members=shown,
        added_by=segments.added_by(bench, segment),
        accounts=_accounts_of(bench, segment, shown),
        count=segments.member_count(bench, segment),
        labels=labels,
        goal=goal,
        product=product,
        rule=in_words(bench.session, segment.entity, segment.rule),
        industries=dict(choices.dictionary(bench.session, "industry")),
    )


@page("/segments/<int:segment_id>/edit", methods=("GET", "POST"), writes=True)
def segment_edit(bench: Workbench, segment_id: int) -> Any:
    """Edycja segmentu."""
    segment = bench.get(Segment, segment_id)
    form = SegmentForm(bench.session, segment)
    if not form.only_counts and submit(bench, form, segments.update, segment_id=segment_id):
        flash(_("The segment was changed"), "success")
        return redirect(crm_url("segment_detail", segment_id=segment_id), 303)
    return _form(bench, form, segment)


@page("/segments/<int:segment_id>/members", methods=("GET", "POST"), writes=True)
def segment_members(bench: Workbench, segment_id: int) -> Any:
    """Członkowie segmentu o stałej liście."""
    segment = bench.get(Segment, segment_id)
    kind, form = BY_TABLE[segment.entity], MembersForm(segment.entity)
    if submit(bench, form, segments.set_members, segment_id=segment_id):
        flash(_("The members of the segment were set"), "success")
        return redirect(crm_url("segment_detail", segment_id=segment_id), 303)
    ticked = set(
        bench.session.scalars(
            select(getattr(SegmentMember, f"{segment.entity}_id")).where(
                SegmentMember.segment_id == segment.id, SegmentMember.deleted_at.is_(None))
        )
    )
    if form.is_submitted():
        ticked = set(form.ticked)
    text = request.args.get("q", "").strip()
    listed = select(kind).where(kind.deleted_at.is_(None))
    wanted = listed.where(or_(holds(bench.session, kind, text), kind.id.in_(ticked))) if text else listed
    offered = bench.session.scalars(wanted.order_by(kind.name_sort, kind.id).limit(MOST_OFFERED)).all()
    shown = {record.id for record in offered}
    return render_template(
        "sandbox_crm/segments/members.html",
        segment=segment,
        form=form,
        offered=offered,
        accounts=_accounts_of(bench, segment, offered),
        ticked=ticked,
        unseen=sorted(ticked - shown),
        text=text,
        whole=len(offered) < MOST_OFFERED,
        labels=labels,
        industries=dict(choices.dictionary(bench.session, "industry")),
    ), form.http_status


@page("/segments/<int:segment_id>/delete", methods=("POST",), writes=True)
def segment_delete(bench: Workbench, segment_id: int) -> Any:
    """Into the bin."""
    segments.delete(bench, segment_id=segment_id, row_version=request.form.get("row_version"))
    flash(_("The segment was moved to the bin"), "success")
    return redirect(crm_url("segment_list"), 303)


def _form(bench: Workbench, form: SegmentForm, segment: Segment | None) -> Any:
    counted = None
    if form.only_counts and form.validate():
        counted = segments.rule_count(bench, form.of, form.rule)
    shown = render_template("sandbox_crm/segments/form.html", form=form, segment=segment, counted=counted,
                            entities=labels.SEGMENT_ENTITIES)
    return shown, 422 if form.only_counts and counted is None else form.http_status


def _accounts_of(bench: Workbench, segment: Segment, people: Any) -> dict[int, str]:
    """Names of the accounts that the people of a segment belong to; nothing for a segment of accounts."""
    return names_of(bench.session, Account, (one.account_id for one in people)) if segment.entity == "contact" else {}
