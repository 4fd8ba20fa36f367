"""One value of a record changed where it is read. Each screen carries out the very command of the record's full form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import redirect, render_template

from sandbox_crm.bench import Workbench
from sandbox_crm.clients import accounts, contacts
from sandbox_crm.forms.clients import AccountForm, ContactForm
from sandbox_crm.forms.in_place import ACCOUNT_PARTS, CONTACT_PARTS, OPPORTUNITY_PARTS, TASK_PARTS, narrowed
from sandbox_crm.forms.opportunities import OpportunityForm
from sandbox_crm.forms.tasks import ChangedTaskForm
from sandbox_crm.history.naming import name_by_id
from sandbox_crm.models.clients import Account, Contact
from sandbox_crm.models.sales import Opportunity
from sandbox_crm.models.work import Task
from sandbox_crm.pages import crm_url, page
from sandbox_crm.sales import opportunities
from sandbox_crm.submitting import submit
from sandbox_crm.work import tasks


def _any(parts: dict[str, tuple[str, ...]]) -> str:
    return f"<any({','.join(parts)}):part>"


@page(f"/accounts/<int:account_id>/fields/{_any(ACCOUNT_PARTS)}", methods=("GET", "POST"), writes=True)
def account_part(bench: Workbench, account_id: int, part: str) -> Any:
    """One value of an account."""
    form = AccountForm(bench.session, obj=bench.get(Account, account_id))
    return _answer(bench, narrowed(form, ACCOUNT_PARTS[part]), accounts.update, "account", part, account_id=account_id)


@page(f"/contacts/<int:contact_id>/fields/{_any(CONTACT_PARTS)}", methods=("GET", "POST"), writes=True)
def contact_part(bench: Workbench, contact_id: int, part: str) -> Any:
    """One value of a contact."""
    form = ContactForm(bench.session, obj=bench.get(Contact, contact_id))
    return _answer(bench, narrowed(form, CONTACT_PARTS[part]), contacts.update, "contact", part, contact_id=contact_id)


@page(f"/opportunities/<int:opportunity_id>/fields/{_any(OPPORTUNITY_PARTS)}", methods=("GET", "POST"), writes=True)
def opportunity_part(bench: Workbench, opportunity_id: int, part: str) -> Any:
    """One value of an opportunity."""
    form = OpportunityForm(bench, obj=bench.get(Opportunity, opportunity_id))
    return _answer(bench, narrowed(form, OPPORTUNITY_PARTS[part]), opportunities.update, "opportunity", part,
                   opportunity_id=opportunity_id)


@page(f"/tasks/<int:task_id>/fields/{_any(TASK_PARTS)}", methods=("GET", "POST"), writes=True)
def task_part(bench: Workbench, task_id: int, part: str) -> Any:
    """One value of a task."""
    form = ChangedTaskForm(bench, obj=bench.get(Task, task_id))
    return _answer(bench, narrowed(form, TASK_PARTS[part]), tasks.update, "task", part, task_id=task_id)


def _answer(bench: Workbench, form: Any, carry_out: Callable[..., Any], kind: str, part: str, **key: int) -> Any:
    """Back to the record after the change; else the form of the one value, with what was typed and what is wrong."""
    if submit(bench, form, carry_out, **key):
        return redirect(crm_url(f"{kind}_detail", **key), 303)
    typed = [field for field in form if field.name not in ("csrf_token", "row_version", "duplicate_reason")]
    return render_template(
        "sandbox_crm/in_place.html", form=form, typed=typed, kind=kind,
        whose=name_by_id(bench.session, kind, *key.values()), action=crm_url(f"{kind}_part", part=part, **key),
        alike=[_alike(match) for match in getattr(form.refusal, "matches", ())], back=crm_url(f"{kind}_detail", **key),
        whole=crm_url(f"{kind}_edit", **key) + f"#{typed[0].name}"), form.http_status


def _alike(match: Any) -> tuple[str, str, Any]:
    """Name, address and reason of a record that may be the same one."""
    if hasattr(match, "account"):
        return match.account.name, crm_url("account_detail", account_id=match.account.id), match.words
    person = match.contact
    return f"{person.first_name} {person.last_name}", crm_url("contact_detail", contact_id=person.id), match.words
