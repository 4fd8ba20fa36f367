"""Consents of one person: a form that appends an entry."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _

from sandbox_crm.bench import Workbench
from sandbox_crm.clients import consents
from sandbox_crm.forms.clients import ConsentForm
from sandbox_crm.models.clients import Contact
from sandbox_crm.pages import crm_url, page
from sandbox_crm.submitting import submit


@page("/contacts/<int:contact_id>/consents/new", methods=("GET", "POST"), writes=True)
def consent_new(bench: Workbench, contact_id: int) -> Any:
    """Zapisz zgodę lub podstawę kontaktu."""
    contact = bench.get(Contact, contact_id)
    used = sorted({consent.purpose for consent in consents.history_of(bench.session, contact.id)})
    asked = {name: request.args[name] for name in ("purpose", "channel") if name in request.args}
    form = ConsentForm(used, **asked)
    if submit(bench, form, consents.record, contact_id=contact_id):
        flash(_("The entry was recorded"), "success")
        return redirect(crm_url("contact_detail", contact_id=contact_id), 303)
    return render_template("sandbox_crm/clients/consent_form.html", form=form, contact=contact), form.http_status
