"""One value for many opportunities at once."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request
from flask_babel import ngettext
from sqlalchemy import select

from sandbox_crm.bench import Workbench
from sandbox_crm.forms.opportunity_bulk import OpportunityBulkForm
from sandbox_crm.models.sales import Opportunity
from sandbox_crm.pages import crm_url, page
from sandbox_crm.routes.opportunities import asked_ids
from sandbox_crm.sales import bulk
from sandbox_crm.submitting import submit


@page("/opportunities/bulk", methods=("POST",), writes=True)
def opportunity_bulk(bench: Workbench) -> Any:
    """One value for all ticked opportunities, or for all that the filters of the list mean; leads back to the list it came
    from. A refusal shows those that were meant, with the form to mend."""
    form = OpportunityBulkForm(bench)
    if request.form.get("all_results"):
        form.opportunity_ids.data = asked_ids(bench)
    changed = submit(bench, form, bulk.bulk_update)
    if changed:
        flash(ngettext("%(num)s opportunity was changed.", "%(num)s opportunities were changed.", len(changed)), "success")
        return redirect(crm_url("opportunity_list", **request.args), 303)
    ticked = bench.session.scalars(select(Opportunity).where(Opportunity.id.in_(form.opportunity_ids.data or ()),
                                                             Opportunity.deleted_at.is_(None)).order_by(Opportunity.number)).all()
    return render_template("sandbox_crm/opportunities/bulk.html", form=form, ticked=ticked, asked=request.args), form.http_status
