"""The institution's settings, one page."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app import settings
from app.access import allow, rule
from app.clock import local, now
from app.db import transaction
from app.errors import Invalid
from app.identity import Role
from app.setting_list import GROUPS, SETTINGS
from question_bank.qualification import load_qualification, review_is_near

blueprint = Blueprint("settings", __name__)
#: no setting needs a longer number; `settings.change` bounds each by itself
MOST_DIGITS = 9
CHANGE_SETTINGS = rule("change settings", Role.COORDINATOR, Role.ADMINISTRATOR)


@blueprint.get("/settings")
@allow(CHANGE_SETTINGS)
def overview():
    """Every setting with its value in force."""
    return _page(settings.all_values(), {})


@blueprint.post("/settings")
@allow(CHANGE_SETTINGS)
def save():
    """Save what changed; nothing is saved where one value does not fit."""
    typed = {key: request.form.get(key, "").strip() for key in SETTINGS}
    try:
        with transaction():
            for key, value in parsed(typed).items():
                if value != settings.get(key):
                    settings.change(key, value)
            settings.check_together()
    except Invalid as fault:
        return _page(typed, fault.fields), 422
    flash(_("The settings are saved. They hold for enrolments made from now on."), "success")
    return redirect(url_for("settings.overview"), 303)


def _page(values: dict[str, object], faults: dict[str, object]) -> str:
    """The settings under their headings, with what was typed or is in force, and the faults of fields."""
    groups = [(key, heading, words, [item for item in SETTINGS.values() if item.group == key])
              for key, (heading, words) in GROUPS.items()]
    return render_template("app/settings.html", groups=groups, settings=SETTINGS, values=values, faults=faults,
                           own_address=current_app.extensions["probierz_config"].address, review_on=_review_on())


def _review_on() -> date | None:
    """The day by which the register reviews the qualification, once that is near."""
    day = load_qualification().registry.next_review_on
    return day if review_is_near(day, local(now()).date()) else None


def parsed(typed: dict[str, str]) -> dict[str, object]:
    """Typed texts as values. Raises Invalid naming the field that is not a number."""
    values: dict[str, object] = {}
    for key, text in typed.items():
        if SETTINGS[key].kind == "integer":
            if not (text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS):
                raise Invalid(_("One value is not a number."), {key: _("Type a whole number.")})
            values[key] = int(text)
        else:
            values[key] = text
    return values
