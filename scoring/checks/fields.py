"""The CRM's tables and columns with the type by which their values are compared. Declared once, for every pack.

A test holds this table against `sandbox_crm.models`. ``ref:<table>`` is the id of a row of that table; ``money`` is
integer grosze, ``quantity`` thousandths, ``moment`` UTC as ISO text, ``code`` one of a closed list. What the other
types mean is said in `scoring.normalise`.
"""

from __future__ import annotations

from functools import lru_cache

TABLES: dict[str, dict[str, str]] = {
    "sales_user": {"name": "text", "email": "email", "role": "code", "is_candidate": "bool", "id": "ref:sales_user"},
    "dictionary_entry": {"kind": "code", "code": "text", "label": "text", "position": "integer", "active": "bool",
        "id": "ref:dictionary_entry"},
    "setting": {"key": "text", "value": "text", "id": "ref:setting"},
    "stored_file": {"name": "text", "media_type": "text", "size": "integer", "sha256": "text",
        "id": "ref:stored_file"},
    "register_entry": {"name": "company", "nip": "nip", "nip_status": "code", "regon": "regon", "krs": "krs",
        "entity_type": "code", "voivodeship": "text_pl", "county": "text_pl", "commune": "text_pl",
        "city": "text_pl", "postcode": "postcode", "street": "street", "house_no": "text", "flat_no": "text",
        "pkd": "text", "started_on": "date", "suspended_on": "date", "ended_on": "date", "name_fold": "text",
        "id": "ref:register_entry"},
    "account": {"kind": "code", "name": "company", "short_name": "company", "status": "code", "nip": "nip",
        "regon": "regon", "krs": "krs", "vat_eu": "text", "legal_form": "code", "industry": "code",
        "size_bucket": "code", "annual_revenue_gr": "money", "website": "url", "email": "email", "phone": "phone",
        "street": "street", "house_no": "text", "flat_no": "text", "postcode": "postcode", "city": "text_pl",
        "commune": "text_pl", "county": "text_pl", "voivodeship": "text_pl", "country": "code",
        "corr_street": "street", "corr_house_no": "text", "corr_flat_no": "text", "corr_postcode": "postcode",
        "corr_city": "text_pl", "corr_country": "code", "source": "code",
        "acquisition_method": "code", "preferred_channel": "code", "owner_id": "ref:sales_user",
        "anonymised_at": "moment", "verified_at": "moment", "merged_into_id": "ref:account", "duplicate_reason": "text",
        "description": "longtext", "name_sort": "text", "name_fold": "text", "name_key": "text", "id": "ref:account"},
    "contact": {"account_id": "ref:account", "first_name": "person", "last_name": "person", "title": "text",
        "department": "text", "email": "email", "phone": "phone", "mobile": "phone", "preferred_channel": "code",
        "is_primary": "bool", "do_not_call": "bool", "active": "bool", "decision_role": "code", "source": "code",
        "acquisition_method": "code", "anonymised_at": "moment", "verified_at": "moment",
        "merged_into_id": "ref:contact", "duplicate_reason": "text", "notes": "longtext", "name_sort": "text",
        "name_fold": "text", "id": "ref:contact"},
    "consent": {"contact_id": "ref:contact", "account_id": "ref:account", "purpose": "text", "channel": "code", "status": "code",
        "legal_basis": "code", "source": "code", "obtained_on": "date", "withdrawn_on": "date", "evidence": "text",
        "id": "ref:consent"},
    "verification": {"account_id": "ref:account", "contact_id": "ref:contact",
        "register_entry_id": "ref:register_entry", "source": "code", "verified_on": "date",
        "user_id": "ref:sales_user", "results": "json", "accepted_fields": "json", "note": "longtext", "id": "ref:verification"},
    "product": {"code": "text", "name": "text", "kind": "code", "category": "text", "unit": "text",
        "price_net_gr": "money", "vat_code": "code", "active": "bool", "description": "longtext",
        "id": "ref:product"},
    "pipeline": {"name": "text", "description": "longtext", "client_type": "text", "product_scope": "text",
        "sales_form": "text", "is_default": "bool", "position": "integer", "active": "bool", "id": "ref:pipeline"},
    "stage": {"pipeline_id": "ref:pipeline", "name": "text", "position": "integer", "kind": "code",
        "probability": "percent", "expected_days": "integer", "entry_condition": "text", "exit_condition": "text",
        "gate": "code", "color": "code", "id": "ref:stage"},
    "sales_goal": {"name": "text", "specific": "text", "metric": "code", "target_value": "integer", "unit": "text",
        "baseline_value": "integer", "achievable_why": "text", "relevant_why": "text", "product_id": "ref:product",
        "segment_id": "ref:segment", "pipeline_id": "ref:pipeline", "date_from": "date", "date_to": "date",
        "owner_id": "ref:sales_user", "status": "code", "needed_fields": "json", "id": "ref:sales_goal"},
    "segment": {"name": "text", "entity": "code", "mode": "code", "rule": "json", "goal_id": "ref:sales_goal",
        "product_id": "ref:product", "product_category": "text", "channel": "code", "purpose": "text",
        "id": "ref:segment"},
    "segment_member": {"segment_id": "ref:segment", "account_id": "ref:account", "contact_id": "ref:contact",
        "added_by_id": "ref:sales_user", "id": "ref:segment_member"},
    "stage_task": {"stage_id": "ref:stage", "title": "text", "kind": "code", "priority": "code", "mandatory": "bool",
        "offset_days": "integer", "offset_from": "code", "workdays_only": "bool", "duration_days": "integer",
        "responsible_id": "ref:sales_user", "segment_id": "ref:segment", "product_id": "ref:product", "position": "integer",
        "id": "ref:stage_task"},
    "import_run": {"entity": "code", "file_name": "text", "file_sha256": "text", "encoding": "text",
        "delimiter": "text", "sheet": "text", "mapping": "json", "defaults": "json", "mode": "code",
        "match_by": "text", "created_count": "integer", "updated_count": "integer", "skipped_count": "integer",
        "error_count": "integer", "undone_at": "moment", "id": "ref:import_run"},
    "import_row": {"import_run_id": "ref:import_run", "row_no": "integer", "raw": "json", "action": "code",
        "account_id": "ref:account", "contact_id": "ref:contact", "errors": "json", "id": "ref:import_row"},
    "opportunity": {"number": "text", "name": "text", "account_id": "ref:account",
        "primary_contact_id": "ref:contact", "pipeline_id": "ref:pipeline", "stage_id": "ref:stage",
        "value_gr": "money", "value_source": "code", "probability": "percent", "probability_manual": "bool",
        "expected_close": "date", "source": "code", "owner_id": "ref:sales_user", "next_step": "text",
        "goal_id": "ref:sales_goal", "opened_on": "date", "stage_entered_on": "date", "lost_reason": "code",
        "lost_note": "text", "closed_on": "date", "description": "longtext", "name_fold": "text",
        "id": "ref:opportunity"},
    "opportunity_contact": {"opportunity_id": "ref:opportunity", "contact_id": "ref:contact", "role": "code",
        "id": "ref:opportunity_contact"},
    "opportunity_line": {"opportunity_id": "ref:opportunity", "product_id": "ref:product", "name": "text",
        "qty_milli": "quantity", "unit": "text", "price_net_gr": "money", "discount_pct": "percent",
        "vat_code": "code", "net_gr": "money", "position": "integer", "id": "ref:opportunity_line"},
    "stage_change": {"opportunity_id": "ref:opportunity", "from_stage_id": "ref:stage", "to_stage_id": "ref:stage",
        "changed_on": "date", "changed_at": "moment", "user_id": "ref:sales_user", "days_in_from": "integer",
        "reason": "text", "id": "ref:stage_change"},
    "offer_template": {"name": "text", "version": "integer", "blocks": "json", "validity_days": "integer",
        "active": "bool", "id": "ref:offer_template"},
    "offer": {"number": "text", "version": "integer", "template_id": "ref:offer_template",
        "template_version": "integer", "opportunity_id": "ref:opportunity", "account_id": "ref:account",
        "contact_id": "ref:contact", "issued_on": "date", "valid_until": "date", "status": "code",
        "tag_values": "json", "customer_snapshot": "json", "rendered_blocks": "json", "vat_summary": "json",
        "net_gr": "money", "vat_gr": "money", "gross_gr": "money", "unresolved_tags": "json",
        "file_id": "ref:stored_file", "pdf_sha256": "text", "sent_at": "moment", "id": "ref:offer"},
    "offer_line": {"offer_id": "ref:offer", "product_id": "ref:product", "name": "text", "qty_milli": "quantity",
        "unit": "text", "price_net_gr": "money", "discount_pct": "percent", "vat_code": "code", "net_gr": "money",
        "position": "integer", "id": "ref:offer_line"},
    "message": {"direction": "code", "sender": "email", "recipients": "json", "cc": "json", "subject": "text",
        "body": "longtext", "attachment_ids": "json", "status": "code", "sent_at": "moment", "sent_on": "date",
        "offer_id": "ref:offer", "account_id": "ref:account", "contact_id": "ref:contact",
        "opportunity_id": "ref:opportunity", "in_reply_to_id": "ref:message", "read_on": "date",
        "raw_sha256": "text", "id": "ref:message"},
    "task": {"title": "text", "kind": "code", "status": "code", "priority": "code", "percent": "percent",
        "start_on": "date", "due_on": "date", "due_time": "text", "done_on": "date", "owner_id": "ref:sales_user",
        "account_id": "ref:account", "contact_id": "ref:contact", "opportunity_id": "ref:opportunity",
        "stage_id": "ref:stage", "stage_task_id": "ref:stage_task", "stage_task_version": "integer",
        "mandatory": "bool", "note": "longtext", "id": "ref:task"},
    "interaction": {"kind": "code", "direction": "code", "happened_on": "date", "subject": "text",
        "body": "longtext", "result": "text", "account_id": "ref:account", "contact_id": "ref:contact",
        "opportunity_id": "ref:opportunity", "offer_id": "ref:offer", "message_id": "ref:message",
        "user_id": "ref:sales_user", "corrects_id": "ref:interaction", "origin": "code", "id": "ref:interaction"},
    "saved_view": {"entity": "code", "name": "text", "kind": "code", "filters": "json", "date_from": "date",
        "date_to": "date", "sort": "text", "group_by": "text", "columns": "json", "id": "ref:saved_view"},
    "report": {"name": "text", "entity": "code", "columns": "json", "filters": "json", "group_by": "json",
        "date_field": "code", "date_bucket": "code", "empty_periods": "bool", "measures": "json", "compare": "json",
        "sort_by": "text", "sort_down": "bool", "top": "integer",
        "kind": "code", "purpose": "text", "why_kind": "text", "conclusion": "text", "id": "ref:report"},
    "report_run": {"report_id": "ref:report", "ran_at": "moment", "as_of": "date", "definition": "json",
        "filter_words": "text", "rows": "json", "totals": "json", "record_ids": "json", "sha256": "text",
        "id": "ref:report_run"},
}
#: values worked out from a row, as the CRM's own filters know them
WORKED_OUT = {("opportunity", "weighted_gr"): "money", ("contact", "full_name"): "person"}


class UnknownField(ValueError):
    """A dotted path that leads nowhere; the message says which step and what there is instead."""


@lru_cache(maxsize=4096)
def step_types(table: str, dotted: str) -> tuple[tuple[str, str, str], ...]:
    """The steps of a dotted path from ``table`` as (table, column, type); ``account.owner.name`` follows ids.

    A path may go on into a JSON column; those steps are one, typed ``json``. Raises UnknownField.
    """
    if table not in TABLES:
        raise UnknownField(f"there is no table {table!r}; use one of {', '.join(sorted(TABLES))}")
    steps: list[tuple[str, str, str]] = []
    here, rest = table, dotted.split(".")
    while rest:
        name = rest.pop(0)
        if not rest or TABLES[here].get(name) == "json":
            steps.append((here, ".".join([name, *rest]), column_type(here, name)))
            return tuple(steps)
        kind = column_type(here, f"{name}_id")
        steps.append((here, f"{name}_id", kind))
        here = kind.removeprefix("ref:")
    return tuple(steps)


def column_type(table: str, column: str) -> str:
    """Type of one column. Raises UnknownField naming the table's columns."""
    found = TABLES[table].get(column) or WORKED_OUT.get((table, column))
    if found is None:
        raise UnknownField(f"table {table} has no field {column!r}; it has {', '.join(TABLES[table])}")
    return found


def path_type(table: str, dotted: str) -> str:
    """The type of the value at the end of a dotted path. Raises UnknownField."""
    return step_types(table, dotted)[-1][2]
