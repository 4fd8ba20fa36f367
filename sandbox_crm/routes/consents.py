"""Consents of one person, a contact or an account of a living person: a form that appends an entry."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _

from sandbox_crm.bench import Workbench
from sandbox_crm.clients import consents, personal
from sandbox_crm.clients.personal import Whose
from sandbox_crm.forms.clients import ConsentForm
from sandbox_crm.pages import crm_url, page
from sandbox_crm.submitting import submit


@page("/contacts/<int:contact_id>/consents/new", methods=("GET", "POST"), writes=True)
def consent_new(bench: Workbench, contact_id: int) -> Any:
    """Zapisz zgodę lub podstawę kontaktu osoby."""
    return _form(bench, personal.whose(bench, contact_id=contact_id))


@page("/accounts/<int:account_id>/consents/new", methods=("GET", "POST"), writes=True)
def account_consent_new(bench: Workbench, account_id: int) -> Any:
    """Zapisz zgodę lub podstawę kontaktu klienta."""
    return _form(bench, personal.whose(bench, account_id=account_id))


def _form(bench: Workbench, person: Whose) -> Any:
    used = sorted({consent.purpose for consent in consents.history_of(bench.session, person.record)})
    asked = {name: request.args[name] for name in ("purpose", "channel") if name in request.args}
    form, detail = ConsentForm(used, **asked), crm_url(person.places["detail"], **person.tie)
    if submit(bench, form, consents.record, **person.tie):
        flash(_("The entry was recorded"), "success")
        return redirect(detail, 303)
    return render_template("sandbox_crm/clients/consent_form.html", form=form, whose=person, detail=detail), form.http_status
