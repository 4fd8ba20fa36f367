"""The card of one person's data, and handing the data out. Each look is kept in the journal."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template

from sandbox_crm.bench import Workbench
from sandbox_crm.clients import consents, labels, personal
from sandbox_crm.clients.personal_paper import PersonalData, as_json, as_pdf
from sandbox_crm.looks import crm_company
from sandbox_crm.models.clients import Account, Contact
from sandbox_crm.pages import page
from sandbox_crm.routes.files import sent_file


@page("/contacts/<int:contact_id>/personal", logs="personal_card")
def personal_card(bench: Workbench, contact_id: int) -> Any:
    """Karta danych osobowych."""
    data = _of(bench, contact_id)
    return render_template("sandbox_crm/clients/personal.html", data=data, contact=data.contact, labels=labels,
                           classes=personal.CLASSES, looks=personal.looks(bench.session, contact_id))


@page("/contacts/<int:contact_id>/personal.json", logs="personal_export")
def personal_json(bench: Workbench, contact_id: int) -> Response:
    """Dane osoby w postaci dla programu."""
    data = _of(bench, contact_id)
    return sent_file(as_json(data), f"{data.file_name}.json", "application/json")


@page("/contacts/<int:contact_id>/personal.pdf", logs="personal_export")
def personal_pdf(bench: Workbench, contact_id: int) -> Response:
    """Dane osoby do przeczytania."""
    data = _of(bench, contact_id)
    return sent_file(as_pdf(data), f"{data.file_name}.pdf", "application/pdf")


def _of(bench: Workbench, contact_id: int) -> PersonalData:
    contact, session = bench.get(Contact, contact_id), bench.session
    account = session.get(Account, contact.account_id) if contact.account_id else None
    return PersonalData(
        contact, account.name if account else None, crm_company(), bench.today, bench.now, personal.held(session, contact),
        consents.history_of(session, contact.id), personal.mentions(session, contact.id))
