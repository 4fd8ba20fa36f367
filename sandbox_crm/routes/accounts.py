"""Accounts: the list with its filters and bulk edit, one account, its form."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import flash, redirect, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Select, or_, select

from app.polish.identifiers import clean_digits
from sandbox_crm.bench import Workbench
from sandbox_crm.clients import accounts, choices, consents, labels, personal, segments
from sandbox_crm.clients.accounts import MOST_BULK
from sandbox_crm.clients.asking import ACCOUNT_CHOICES, account_filters
from sandbox_crm.clients.data_classes import CLASSES
from sandbox_crm.clients.duplicates import DuplicateFound
from sandbox_crm.forms.clients import AccountForm, BulkForm
from sandbox_crm.forms.views import ViewForm
from sandbox_crm.listing import chips, paged, with_query
from sandbox_crm.lists.exporting import MEDIA_TYPES, list_file
from sandbox_crm.lists.showing import AskedList, asked_list, listed
from sandbox_crm.models.clients import Account, Contact, RegisterEntry, Verification
from sandbox_crm.models.company import SalesUser
from sandbox_crm.models.offers import Offer
from sandbox_crm.models.sales import Opportunity, Stage
from sandbox_crm.models.work import Task
from sandbox_crm.pages import crm_url, page
from sandbox_crm.routes.files import sent_file
from sandbox_crm.searching import holds
from sandbox_crm.submitting import submit

#: fields of the bulk edit whose values are chosen from a list
BULK_CHOICES = ("status", "owner_id", "industry", "source", "acquisition_method", "preferred_channel", "size_bucket")


@page("/accounts")
def account_list(bench: Workbench) -> str:
    """Konta klientów."""
    return show_list(bench)


@page("/accounts/file.<any(xlsx,csv):kind>", logs="account_file")
def account_file(bench: Workbench, kind: str) -> Any:
    """The list as a file, as it is filtered, ordered and with its columns."""
    asked = _asked(bench)
    return sent_file(list_file(bench, asked, kind, _wanted(bench, asked), *asked.keys), f"konta.{kind}", MEDIA_TYPES[kind])


@page("/accounts/bulk", methods=("POST",), writes=True)
def account_bulk(bench: Workbench) -> Any:
    """One field set on the ticked accounts, or on all that the filters of the list mean."""
    form = BulkForm(bench.session, BULK_CHOICES)
    args: dict[str, Any] = {}
    if form.field.data == "owner_id" and (form.value.data or "").isdecimal():
        args["value"] = int(form.value.data)
    if request.form.get("all_results"):
        meant = _wanted(bench, _asked(bench)).with_only_columns(Account.id).limit(MOST_BULK + 1)
        args["account_ids"] = list(bench.session.scalars(meant))
    changed = submit(bench, form, accounts.bulk_update, **args)
    if changed:
        flash(ngettext("%(num)s account was changed", "%(num)s accounts were changed", len(changed)), "success")
        return redirect(crm_url("account_list") + f"?{request.query_string.decode()}", 303)
    return show_list(bench, bulk=form), form.http_status


@page("/accounts/new", methods=("GET", "POST"), writes=True)
def account_new(bench: Workbench) -> Any:
    """Dodaj konto."""
    form = AccountForm(bench.session, owner_id=bench.actor.user_id)
    created = submit(bench, form, accounts.create)
    if created:
        flash(_("The account was added"), "success")
        return redirect(crm_url("account_detail", account_id=created.id), 303)
    return render_template(
        "sandbox_crm/clients/account_form.html", form=form, account=None, matches=_matches(form)
    ), form.http_status


def of_a_person(bench: Workbench, account_id: int) -> bool:
    """Whether a look at the account is a look at a living person's data."""
    return bench.get(Account, account_id).kind in accounts.LIVING


@page("/accounts/<int:account_id>", logs="account", logs_when=of_a_person)
def account_detail(bench: Workbench, account_id: int) -> str:
    """One account: facts, people, sales, work, history, changes."""
    account, session = bench.get(Account, account_id), bench.session
    checks = session.execute(
        select(Verification, SalesUser.name, RegisterEntry)
        .join(SalesUser, SalesUser.id == Verification.user_id)
        .outerjoin(RegisterEntry, RegisterEntry.id == Verification.register_entry_id)
        .where(Verification.account_id == account.id, Verification.deleted_at.is_(None))
        .order_by(Verification.id.desc())
    ).all()
    opportunities = session.execute(
        select(Opportunity, Stage.name)
        .join(Stage, Stage.id == Opportunity.stage_id)
        .where(Opportunity.account_id == account.id, Opportunity.deleted_at.is_(None))
        .order_by(Opportunity.id.desc())
    ).all()
    spoken = consents.current(session, account)
    return render_template(
        "sandbox_crm/clients/account.html",
        account=account,
        whose=personal.Whose(account),
        spoken=spoken,
        purposes=consents.purposes_of(spoken),
        labels=labels,
        compared=tuple(labels.ACCOUNT_LABELS),
        checks=checks,
        opportunities=opportunities,
        value=lambda name: choices.called(session, name, getattr(account, name)),
        contacts=_of(bench, Contact, account.id, Contact.name_sort),
        tasks=_of(bench, Task, account.id, Task.due_on),
        offers=_of(bench, Offer, account.id, Offer.id.desc()),
        segments=segments.of_records(bench, "account", [account.id])[account.id],
        address=labels.address_line(account),
        letters=labels.letter_line(account),
        data_class=CLASSES[personal.class_of_account(account)],
    )


@page("/accounts/<int:account_id>/edit", methods=("GET", "POST"), writes=True)
def account_edit(bench: Workbench, account_id: int) -> Any:
    """Edycja konta."""
    account = bench.get(Account, account_id)
    form = AccountForm(bench.session, obj=account)
    if submit(bench, form, accounts.update, account_id=account_id):
        flash(_("The account was changed"), "success")
        return redirect(crm_url("account_detail", account_id=account_id), 303)
    return render_template(
        "sandbox_crm/clients/account_form.html", form=form, account=account, matches=_matches(form)
    ), form.http_status


@page("/accounts/<int:account_id>/delete", methods=("POST",), writes=True)
def account_delete(bench: Workbench, account_id: int) -> Any:
    """Into the bin."""
    accounts.delete(bench, account_id=account_id)
    flash(_("The account was moved to the bin. It can be taken out again."), "success")
    return redirect(crm_url("account_list"), 303)


def _matches(form: AccountForm) -> list[Any]:
    return form.refusal.matches if isinstance(form.refusal, DuplicateFound) else []


def show_list(bench: Workbench, bulk: BulkForm | None = None, view_form: ViewForm | None = None) -> str:
    """The list; its forms may come back from a refusal."""
    session, asked = bench.session, _asked(bench)
    bulk = BulkForm(session, BULK_CHOICES, formdata=None) if bulk is None else bulk
    records, paging = paged(session, _wanted(bench, asked), *asked.keys, entity=Account,
                            narrowed=bool(asked.filters or request.args.get("q")))
    all_segments = choices.segments(session)
    offered = {name: choices.choices_of(session, name) for name in ACCOUNT_CHOICES}
    return render_template(
        "sandbox_crm/clients/accounts.html",
        records=records,
        paging=paging,
        listed=listed(bench, asked, [account.id for account in records], view_form),
        offered=offered,
        bulk=bulk,
        labels=labels,
        bulk_values={name: choices.choices_of(session, name) for name in BULK_CHOICES},
        segments=all_segments,
        most_bulk=MOST_BULK,
        chips=[] if asked.view else chips({
            "q": (_("Text"), None), **{name: (labels.ACCOUNT_LABELS[name], [("-", _("not given")), *offered[name]])
                                       for name in ACCOUNT_CHOICES}, "segment_id": (_("Segment"), all_segments)}),
        with_query=with_query,
    )


def _asked(bench: Workbench) -> AskedList:
    return asked_list(bench, "account", [account_filters(request.args)], "name")


def _wanted(bench: Workbench, asked: AskedList) -> Select[Any]:
    """The accounts that the list means. A text that is looked for is found through the index of words."""
    text = "" if asked.view else request.args.get("q", "").strip()
    if not text:
        return asked.query(bench)
    digits = clean_digits(text)  # NIP, REGON and KRS are kept bare and stand among the searched words
    meant = [holds(bench.session, Account, one) for one in {text, digits if digits.isdecimal() else text}]
    return replace(asked, filters=[account_filters(request.args, text=False), asked.where]).query(bench).where(or_(*meant))


def _of(bench: Workbench, entity: Any, account_id: int, order: Any) -> list[Any]:
    return list(
        bench.session.scalars(select(entity).where(entity.account_id == account_id, entity.deleted_at.is_(None)).order_by(order))
    )
