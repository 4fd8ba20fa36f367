"""Changing one value where it is read: a record's form with all its fields left out but the few that belong together."""

from __future__ import annotations

from typing import Any

from sandbox_crm.submitting import VersionedForm


def _single(*names: str) -> dict[str, tuple[str, ...]]:
    return {name: (name,) for name in names}


#: what can be changed by itself -> the fields of the form that are changed together
ACCOUNT_PARTS = _single(
    "name", "short_name", "kind", "status", "nip", "regon", "krs", "vat_eu", "legal_form", "industry", "size_bucket",
    "annual_revenue_gr", "website", "email", "phone", "commune", "county", "voivodeship", "country", "source",
    "acquisition_method", "preferred_channel", "owner_id", "description",
) | {"address": ("street", "house_no", "flat_no", "postcode", "city"),
     "corr_address": ("corr_street", "corr_house_no", "corr_flat_no", "corr_postcode", "corr_city", "corr_country")}
CONTACT_PARTS = _single(
    "account_id", "title", "department", "email", "phone", "mobile", "preferred_channel", "decision_role", "is_primary",
    "do_not_call", "active", "source", "acquisition_method", "notes",
) | {"name": ("first_name", "last_name")}
OPPORTUNITY_PARTS = _single(
    "name", "account_id", "primary_contact_id", "probability", "expected_close", "source", "owner_id", "next_step", "goal_id",
    "description",
) | {"value": ("value_gr", "value_source")}
TASK_PARTS = _single(
    "title", "kind", "priority", "start_on", "owner_id", "account_id", "contact_id", "opportunity_id", "note",
) | {"progress": ("status", "percent"), "due": ("due_on", "due_time"), "closing": ("stage_id", "mandatory")}
#: fields that stay beside every part: what guards the sending, and why a record may stand beside one that looks the same
_ALWAYS = ("csrf_token", "row_version", "duplicate_reason")


def narrowed(form: VersionedForm, names: tuple[str, ...]) -> Any:
    """The form with ``names`` alone; its inputs get ids of their own, for they stand on a page that has other forms."""
    for name in list(form._fields):
        if name not in names and name not in _ALWAYS:
            del form[name]
    for field in form:
        field.id = field.label.field_id = f"part-{field.name}"
    return form
