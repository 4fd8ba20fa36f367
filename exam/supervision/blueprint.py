"""The supervision room's blueprint, shared by its route modules."""

from __future__ import annotations

from flask import Blueprint

from exam.sittings.showing import also_waits
from exam.supervision import theory_first

blueprint = Blueprint("supervision", __name__, template_folder="templates", static_folder="static",
                      static_url_path="/supervision/static")


@blueprint.record_once
def tell_what_cases_wait_for(state) -> None:
    """A case that the rules end at its test waits for no practical part."""
    also_waits(state.app, theory_first.waits_of)
