"""The offline register: searching it, and verifying an account against one of its entries or another source."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _

from sandbox_crm.bench import Workbench
from sandbox_crm.clients import labels
from sandbox_crm.clients.verification import COMPARED, compare, entries_of, verify
from sandbox_crm.forms.merging import RegisterForm, SourceForm
from sandbox_crm.listing import Key, Paging, paged
from sandbox_crm.models.clients import Account, RegisterEntry
from sandbox_crm.pages import crm_url, page
from sandbox_crm.submitting import submit


@page("/register")
def register_search(bench: Workbench) -> str:
    """Rejestr podmiotów (symulacja)."""
    text = request.args.get("q", "").strip()
    entries, paging = _found(bench, text)
    return render_template("sandbox_crm/register/search.html", text=text, entries=entries, paging=paging)


@page("/register/<int:entry_id>")
def register_entry(bench: Workbench, entry_id: int) -> str:
    """One row of the register."""
    return render_template(
        "sandbox_crm/register/entry.html", entry=bench.get(RegisterEntry, entry_id), labels=labels.ACCOUNT_LABELS
    )


@page("/accounts/<int:account_id>/verify", methods=("GET", "POST"), writes=True)
def account_verify(bench: Workbench, account_id: int) -> Any:
    """Weryfikacja danych: find an entry of the register, or write down another source."""
    account = bench.get(Account, account_id)
    form = SourceForm(data={"row_version": account.row_version})
    if submit(bench, form, verify, account_id=account_id):
        return _verified(account_id)
    text = request.args.get("q", "").strip()
    entries, paging = _found(bench, text)
    return render_template(
        "sandbox_crm/register/verify.html", account=account, form=form, text=text, entries=entries, paging=paging,
        rows=form.rows(account), results=labels.RESULTS
    ), form.http_status


@page("/accounts/<int:account_id>/verify/<int:register_entry_id>", methods=("GET", "POST"), writes=True)
def account_compare(bench: Workbench, account_id: int, register_entry_id: int) -> Any:
    """Weryfikacja danych: the account and the register side by side."""
    account, entry = bench.get(Account, account_id), bench.get(RegisterEntry, register_entry_id)
    results = compare(account, entry)
    form = RegisterForm(COMPARED)
    if submit(bench, form, verify, account_id=account_id, register_entry_id=register_entry_id):
        return _verified(account_id)
    rows = [(name, labels.ACCOUNT_LABELS[name], getattr(account, name), getattr(entry, name), results[name]) for name in COMPARED]
    return render_template(
        "sandbox_crm/register/compare.html", account=account, entry=entry, form=form, rows=rows, results=labels.RESULTS
    ), form.http_status


def _found(bench: Workbench, text: str) -> tuple[list[RegisterEntry], Paging]:
    """The page of the register's entries that a search shows, by name."""
    return paged(bench.session, entries_of(bench.session, text), Key(RegisterEntry.name_fold), entity=RegisterEntry)


def _verified(account_id: int) -> Any:
    flash(_("The verification was recorded"), "success")
    return redirect(crm_url("account_detail", account_id=account_id), 303)
