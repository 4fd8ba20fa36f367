"""One person's data: the card, handing the data out, removing them. A person is a contact or an account of a living
person; each look is kept in the journal."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, request
from flask_babel import gettext as _

from sandbox_crm.bench import Workbench
from sandbox_crm.clients import account_erasing, consents, contacts, labels, personal
from sandbox_crm.clients.data_classes import CLASSES
from sandbox_crm.clients.personal import Whose
from sandbox_crm.clients.personal_paper import PersonalData, as_json, as_pdf
from sandbox_crm.looks import crm_company
from sandbox_crm.models.clients import Account
from sandbox_crm.pages import crm_url, page
from sandbox_crm.routes.files import sent_file


@page("/contacts/<int:contact_id>/personal", logs="personal_card")
def personal_card(bench: Workbench, contact_id: int) -> Any:
    """Karta danych osobowych."""
    return _card(bench, personal.whose(bench, contact_id=contact_id))


@page("/accounts/<int:account_id>/personal", logs="personal_card")
def account_personal_card(bench: Workbench, account_id: int) -> Any:
    """Karta danych osobowych klienta."""
    return _card(bench, personal.whose(bench, account_id=account_id))


@page("/contacts/<int:contact_id>/personal.json", logs="personal_export")
def personal_json(bench: Workbench, contact_id: int) -> Response:
    """Dane osoby w postaci dla programu."""
    return _json(_of(bench, personal.whose(bench, contact_id=contact_id)))


@page("/accounts/<int:account_id>/personal.json", logs="personal_export")
def account_personal_json(bench: Workbench, account_id: int) -> Response:
    """Dane klienta w postaci dla programu."""
    return _json(_of(bench, personal.whose(bench, account_id=account_id)))


@page("/contacts/<int:contact_id>/personal.pdf", logs="personal_export")
def personal_pdf(bench: Workbench, contact_id: int) -> Response:
    """Dane osoby do przeczytania."""
    return _pdf(_of(bench, personal.whose(bench, contact_id=contact_id)))


@page("/accounts/<int:account_id>/personal.pdf", logs="personal_export")
def account_personal_pdf(bench: Workbench, account_id: int) -> Response:
    """Dane klienta do przeczytania."""
    return _pdf(_of(bench, personal.whose(bench, account_id=account_id)))


@page("/contacts/<int:contact_id>/anonymise", methods=("GET", "POST"), writes=True)
def contact_anonymise(bench: Workbench, contact_id: int) -> Any:
    """Usunięcie danych osobowych: says what will be lost and what stays, then does it."""
    return _erase(bench, personal.whose(bench, contact_id=contact_id), contacts.anonymise)


@page("/accounts/<int:account_id>/anonymise", methods=("GET", "POST"), writes=True)
def account_anonymise(bench: Workbench, account_id: int) -> Any:
    """Usunięcie danych osobowych klienta."""
    return _erase(bench, personal.whose(bench, account_id=account_id), account_erasing.anonymise)


def _card(bench: Workbench, person: Whose) -> str:
    return render_template("sandbox_crm/clients/personal.html", data=_of(bench, person), whose=person, record=person.record,
                           labels=labels, classes=CLASSES, why=personal.WHY_STAYS, looks=personal.looks(bench.session, person))


def _json(data: PersonalData) -> Response:
    return sent_file(as_json(data), f"{data.file_name}.json", "application/json")


def _pdf(data: PersonalData) -> Response:
    return sent_file(as_pdf(data), f"{data.file_name}.pdf", "application/pdf")


def _erase(bench: Workbench, person: Whose, carry_out: Any) -> Any:
    detail = crm_url(person.places["detail"], **person.tie)
    if request.method == "POST":
        carry_out(bench, **person.tie, row_version=request.form.get("row_version"))
        flash(_("The personal data were removed"), "success")
        return redirect(detail, 303)
    return render_template("sandbox_crm/clients/anonymise.html", whose=person, record=person.record, detail=detail,
                           consents=len(consents.history_of(bench.session, person.record)), why=personal.WHY_STAYS,
                           mentions=personal.mentions(bench.session, person))


def _of(bench: Workbench, person: Whose) -> PersonalData:
    session, firm_id = bench.session, getattr(person.record, "account_id", None)
    firm = session.get(Account, firm_id) if firm_id else None
    return PersonalData(
        person, firm.name if firm else None, crm_company(), bench.today, bench.now, personal.held(session, person),
        consents.history_of(session, person.record), personal.mentions(session, person), personal.brought(session, person))
