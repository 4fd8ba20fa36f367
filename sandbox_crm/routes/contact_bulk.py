"""One value for many people at once: first whom it would touch, then the change."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request
from flask_babel import ngettext

from sandbox_crm.bench import Refused, Workbench
from sandbox_crm.clients import contact_bulk as bulk
from sandbox_crm.forms.contact_bulk import ContactBulkForm
from sandbox_crm.models.clients import Contact
from sandbox_crm.pages import crm_url, page
from sandbox_crm.routes.contacts import asked_people, show_list
from sandbox_crm.submitting import show_refused, submit

#: so many names stand on the page to be unticked one by one; the ids of the rest go along
MOST_NAMED = 100


@page("/contacts/bulk", methods=("POST",), writes=True)
def contact_bulk(bench: Workbench) -> Any:
    """One value for all ticked people, or for all that the filters of the list mean. The first time the page says how many
    would be changed and who cannot be; the second time they are changed. Leads back to the list."""
    form = ContactBulkForm(bench.session)
    if request.form.get("all_results"):
        meant = asked_people(bench).with_only_columns(Contact.id).limit(bulk.MOST_BULK + 1)
        form.contact_ids.data = list(bench.session.scalars(meant))
    if form.sure.data:
        changed = submit(bench, form, bulk.bulk_update)
        if changed:
            flash(ngettext("%(num)s contact was changed", "%(num)s contacts were changed", len(changed)), "success")
            return redirect(crm_url("contact_list", **request.args), 303)
    elif not form.validate():
        form.answer(422)
    return _planned(bench, form)


def _planned(bench: Workbench, form: ContactBulkForm) -> Any:
    """Whom the change would touch, or the list again where nothing can be planned."""
    if form.http_status != 200 and form.refusal is None:
        return show_list(bench, bulk_form=form), form.http_status
    try:
        people = bulk.people_of(bench, bulk.checked(form.contact_ids.data or [], form.field.data))
    except Refused as refused:
        show_refused(form, refused)
        return show_list(bench, bulk_form=form), form.http_status
    left = bulk.refusals(people)
    out = {person.id for person, _reason in left}
    taken = [person for person in people if person.id not in out]
    return render_template("sandbox_crm/clients/contacts_bulk.html", form=form, left=left, taken=taken, asked=request.args,
                           named=taken[:MOST_NAMED], rest=taken[MOST_NAMED:]), form.http_status
