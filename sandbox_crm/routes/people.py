"""A person's record set right: merging two records of one person, verifying the data against a source."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _

from sandbox_crm.bench import Workbench
from sandbox_crm.clients import alike, choices, contact_merging, contact_verification, labels
from sandbox_crm.clients.parsing import CONTACT_FIELDS
from sandbox_crm.forms.merging import ContactMergeForm, ContactVerificationForm
from sandbox_crm.listing import names_of, written_place
from sandbox_crm.models.clients import Account, Contact
from sandbox_crm.pages import crm_url, page
from sandbox_crm.picking import offered
from sandbox_crm.routes.merging import asked_place
from sandbox_crm.submitting import submit


@page("/contacts/merge")
def contact_merge_choose(bench: Workbench) -> Any:
    """Scalanie osób: which two records."""
    keep_id, drop_id = request.args.get("keep_id", type=int), request.args.get("drop_id", type=int)
    if keep_id and drop_id and keep_id != drop_id:
        return redirect(crm_url("contact_merge", keep_id=keep_id, drop_id=drop_id), 303)
    groups, later = alike.page(bench.session, alike.CONTACTS, asked_place()) if not keep_id else (None, None)
    accounts = names_of(bench.session, Account, (one.account_id for group in groups or () for one in group.members))
    return render_template(
        "sandbox_crm/clients/contact_merge_choose.html", keep=offered(bench.session, "contact", keep_id),
        drop=offered(bench.session, "contact", drop_id), keep_id=keep_id, drop_id=drop_id, groups=groups,
        later=written_place(later) if later else None, accounts=accounts)


@page("/contacts/<int:keep_id>/merge/<int:drop_id>", methods=("GET", "POST"), writes=True)
def contact_merge(bench: Workbench, keep_id: int, drop_id: int) -> Any:
    """Scalanie osób: whose value stays in every field that differs."""
    keep, drop = bench.get(Contact, keep_id), bench.get(Contact, drop_id)
    form = ContactMergeForm()
    if submit(bench, form, contact_merging.merge, keep_id=keep_id, drop_id=drop_id):
        flash(_("The two records of the person were merged"), "success")
        return redirect(crm_url("contact_detail", contact_id=keep_id), 303)
    chosen = form.args["fields"] if form.is_submitted() else {}
    accounts = names_of(bench.session, Account, (keep.account_id, drop.account_id))
    rows = [(name, labels.CONTACT_LABELS[name], *(_shown(bench, person, name, accounts) for person in (keep, drop)),
             chosen.get(name, "keep")) for name in CONTACT_FIELDS if getattr(keep, name) != getattr(drop, name)]
    return render_template("sandbox_crm/clients/contact_merge.html", form=form, keep=keep, drop=drop, rows=rows,
                           moved=contact_merging.belongings(bench, drop)), form.http_status


@page("/contacts/<int:contact_id>/verify", methods=("GET", "POST"), writes=True)
def contact_verify(bench: Workbench, contact_id: int) -> Any:
    """Weryfikacja danych osoby: what the CRM holds and what the source says, side by side."""
    contact = bench.get(Contact, contact_id)
    entry = contact_verification.entry_of_firm(bench.session, contact)
    form = ContactVerificationForm(entry, data={"row_version": contact.row_version})
    if submit(bench, form, contact_verification.verify, contact_id=contact_id):
        flash(_("The verification was recorded"), "success")
        return redirect(crm_url("contact_detail", contact_id=contact_id), 303)
    return render_template("sandbox_crm/clients/contact_verify.html", contact=contact, entry=entry, form=form,
                           rows=form.rows(contact), results=labels.RESULTS), form.http_status


def _shown(bench: Workbench, contact: Contact, name: str, accounts: dict[int, str]) -> Any:
    value = getattr(contact, name)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return accounts.get(value) if name == "account_id" and value else choices.called(bench.session, name, value)
