"""Merging two accounts: choose them, then decide field by field."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _

from app.polish.amounts import format_pln
from sandbox_crm.bench import Workbench
from sandbox_crm.clients import alike, choices, labels, merging
from sandbox_crm.clients.parsing import ACCOUNT_FIELDS
from sandbox_crm.forms.merging import MergeForm
from sandbox_crm.listing import read_place, written_place
from sandbox_crm.models.clients import Account
from sandbox_crm.pages import crm_url, page
from sandbox_crm.picking import offered
from sandbox_crm.submitting import submit


@page("/accounts/merge")
def account_merge_choose(bench: Workbench) -> Any:
    """Scalanie: which two accounts."""
    keep_id, drop_id = request.args.get("keep_id", type=int), request.args.get("drop_id", type=int)
    if keep_id and drop_id and keep_id != drop_id:
        return redirect(crm_url("account_merge", keep_id=keep_id, drop_id=drop_id), 303)
    groups, later = alike.page(bench.session, alike.ACCOUNTS, asked_place()) if not keep_id else (None, None)
    return render_template(
        "sandbox_crm/clients/merge_choose.html", keep=offered(bench.session, "account", keep_id),
        drop=offered(bench.session, "account", drop_id), keep_id=keep_id, drop_id=drop_id,
        groups=groups, later=written_place(later) if later else None,
    )


@page("/accounts/<int:keep_id>/merge/<int:drop_id>", methods=("GET", "POST"), writes=True)
def account_merge(bench: Workbench, keep_id: int, drop_id: int) -> Any:
    """Scalanie: whose value stays in every field that differs."""
    keep, drop = bench.get(Account, keep_id), bench.get(Account, drop_id)
    form = MergeForm()
    if submit(bench, form, merging.merge, keep_id=keep_id, drop_id=drop_id):
        flash(_("The accounts were merged"), "success")
        return redirect(crm_url("account_detail", account_id=keep_id), 303)
    chosen = form.args["fields"] if form.is_submitted() else {}
    rows = [
        (name, labels.ACCOUNT_LABELS[name], *(_shown(bench, account, name) for account in (keep, drop)), chosen.get(name, "keep"))
        for name in ACCOUNT_FIELDS
        if getattr(keep, name) != getattr(drop, name)
    ]
    return render_template("sandbox_crm/clients/merge.html", form=form, keep=keep, drop=drop, rows=rows,
                           moved=merging.belongings(bench, drop)), form.http_status


def asked_place() -> alike.Place | None:
    """Where the page of groups begins that the address asks for; None for the first one."""
    place = read_place(request.args.get("after", ""), 2)
    return (str(place[0]), str(place[1])) if place else None


def _shown(bench: Workbench, account: Account, name: str) -> Any:
    value = getattr(account, name)
    return format_pln(value) if name.endswith("_gr") and value is not None else choices.called(bench.session, name, value)
