"""Contacts: the list, one person with the card of personal data, the form."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from sqlalchemy import Select, or_, select

from sandbox_crm.bench import Workbench
from sandbox_crm.clients import choices, consents, contacts, labels, personal, segments
from sandbox_crm.clients.asking import contact_filters
from sandbox_crm.clients.contact_bulk import MOST_BULK
from sandbox_crm.clients.contact_verification import COMPARED
from sandbox_crm.clients.people_alike import PersonFound
from sandbox_crm.forms.clients import ContactForm
from sandbox_crm.forms.contact_bulk import ContactBulkForm
from sandbox_crm.forms.views import ViewForm
from sandbox_crm.listing import chips, names_of, paged, with_query
from sandbox_crm.lists.exporting import MEDIA_TYPES, list_file
from sandbox_crm.lists.showing import AskedList, asked_list, listed
from sandbox_crm.models.clients import Account, Contact, RegisterEntry, Verification
from sandbox_crm.models.company import SalesUser
from sandbox_crm.models.sales import Opportunity, OpportunityContact
from sandbox_crm.pages import crm_url, page
from sandbox_crm.picking import offered
from sandbox_crm.routes.files import sent_file
from sandbox_crm.searching import holds
from sandbox_crm.submitting import submit


@page("/contacts")
def contact_list(bench: Workbench) -> str:
    """Osoby kontaktowe."""
    return show_list(bench)


@page("/contacts/file.<any(xlsx,csv):kind>", logs="contact_file")
def contact_file(bench: Workbench, kind: str) -> Any:
    """The list as a file, as it is filtered, ordered and with its columns."""
    asked = _asked(bench)
    return sent_file(list_file(bench, asked, kind, _wanted(bench, asked), *asked.keys), f"osoby.{kind}", MEDIA_TYPES[kind])


def show_list(bench: Workbench, view_form: ViewForm | None = None, bulk_form: ContactBulkForm | None = None) -> str:
    """The list; its forms may come back from a refusal."""
    asked = _asked(bench)
    records, paging = paged(bench.session, _wanted(bench, asked), *asked.keys, entity=Contact,
                            narrowed=bool(asked.filters or request.args.get("q")))
    account_id = request.args.get("account_id", type=int)
    all_segments = choices.segments(bench.session, "contact")
    names = names_of(bench.session, Account, [account_id, *(contact.account_id for contact in records)])
    return render_template("sandbox_crm/clients/contacts.html", records=records, paging=paging, names=names, labels=labels,
                           listed=listed(bench, asked, [contact.id for contact in records], view_form),
                           accounts=offered(bench.session, "account", account_id), with_query=with_query,
                           segments=all_segments, most_bulk=MOST_BULK, bulk=bulk_form or ContactBulkForm(bench.session),
                           chips=[] if asked.view else chips({
                               "q": (_("Text"), None), "account_id": (_("Account"), names),
                               "segment_id": (_("Segment"), all_segments),
                               "decision_role": (labels.CONTACT_LABELS["decision_role"], labels.DECISION_ROLES)}))


def asked_people(bench: Workbench) -> Select[Any]:
    """The people that the list of the address means."""
    return _wanted(bench, _asked(bench))


def _asked(bench: Workbench) -> AskedList:
    return asked_list(bench, "contact", [contact_filters(request.args)], "name")


def _wanted(bench: Workbench, asked: AskedList) -> Select[Any]:
    """The people that the list means. A text that is looked for is found through the index of words."""
    text = "" if asked.view else request.args.get("q", "").strip()
    if not text:
        return asked.query(bench)
    return replace(asked, filters=[contact_filters(request.args, text=False), asked.where]).query(bench).where(
        holds(bench.session, Contact, text))


@page("/contacts/new", methods=("GET", "POST"), writes=True)
def contact_new(bench: Workbench) -> Any:
    """Dodaj osobę."""
    form = ContactForm(bench.session, account_id=request.args.get("account_id", type=int))
    created = submit(bench, form, contacts.create)
    if created:
        flash(_("The contact was added"), "success")
        return redirect(crm_url("contact_detail", contact_id=created.id), 303)
    return render_template("sandbox_crm/clients/contact_form.html", form=form, contact=None,
                           matches=_matches(bench, form)), form.http_status


@page("/contacts/<int:contact_id>", logs="contact")
def contact_detail(bench: Workbench, contact_id: int) -> str:
    """One person."""
    contact, session = bench.get(Contact, contact_id), bench.session
    account = session.get(Account, contact.account_id) if contact.account_id else None
    spoken = consents.current(session, contact)
    part = select(OpportunityContact.opportunity_id).where(OpportunityContact.contact_id == contact.id)
    sales = session.scalars(
        select(Opportunity).where(Opportunity.deleted_at.is_(None), or_(Opportunity.primary_contact_id == contact.id,
                                                                        Opportunity.id.in_(part)))
        .order_by(Opportunity.id)).all()
    return render_template(
        "sandbox_crm/clients/contact.html", contact=contact, account=account, labels=labels, spoken=spoken,
        purposes=consents.purposes_of(spoken), whose=personal.Whose(contact),
        segments=segments.of_records(bench, "contact", [contact.id])[contact.id],
        opportunities=sales, checks=_checks(bench, contact), compared=COMPARED,
        value=lambda name: choices.called(session, name, getattr(contact, name)))


@page("/contacts/<int:contact_id>/edit", methods=("GET", "POST"), writes=True)
def contact_edit(bench: Workbench, contact_id: int) -> Any:
    """Edycja osoby."""
    contact = bench.get(Contact, contact_id)
    form = ContactForm(bench.session, obj=contact)
    if submit(bench, form, contacts.update, contact_id=contact_id):
        flash(_("The contact was changed"), "success")
        return redirect(crm_url("contact_detail", contact_id=contact_id), 303)
    return render_template("sandbox_crm/clients/contact_form.html", form=form, contact=contact,
                           matches=_matches(bench, form)), form.http_status


@page("/contacts/<int:contact_id>/delete", methods=("POST",), writes=True)
def contact_delete(bench: Workbench, contact_id: int) -> Any:
    """Into the bin."""
    contacts.delete(bench, contact_id=contact_id)
    flash(_("The contact was moved to the bin. It can be taken out again."), "success")
    return redirect(crm_url("contact_list"), 303)


def _matches(bench: Workbench, form: ContactForm) -> list[Any]:
    """``(match, name of the account)`` of the people whom the person may be."""
    found = form.refusal.matches if isinstance(form.refusal, PersonFound) else []
    names = names_of(bench.session, Account, (match.contact.account_id for match in found))
    return [(match, names.get(match.contact.account_id, "")) for match in found]


def _checks(bench: Workbench, contact: Contact) -> list[Any]:
    """``(verification, who, entry of the register)``, the latest first."""
    return list(bench.session.execute(
        select(Verification, SalesUser.name, RegisterEntry).join(SalesUser, SalesUser.id == Verification.user_id)
        .outerjoin(RegisterEntry, RegisterEntry.id == Verification.register_entry_id)
        .where(Verification.contact_id == contact.id, Verification.deleted_at.is_(None)).order_by(Verification.id.desc())).all())
