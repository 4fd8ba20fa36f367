"""What the CRM's records are made of, for everything that names their fields: filters, reports, lists, segments. Only tables.

Kinds of value: text, choice (a code), number, quantity (thousandths), money (grosze), percent, date, bool, moment, ref (an
id), segment (membership), consent (what holds of a purpose and a channel). Fields that are no column as they stand
(``created_at`` and the like) are those of `sandbox_crm.computed`.
"""

from __future__ import annotations

_ADDRESS = {"street": "text", "house_no": "text", "flat_no": "text", "postcode": "text", "city": "text",
            "commune": "text", "county": "text", "voivodeship": "text", "country": "text", "corr_street": "text",
            "corr_house_no": "text", "corr_flat_no": "text", "corr_postcode": "text", "corr_city": "text", "corr_country": "text"}
_LINE = {"position": "number", "product_id": "ref", "name": "text", "qty_milli": "quantity", "unit": "text",
         "price_net_gr": "money", "discount_pct": "percent", "vat_code": "choice", "net_gr": "money"}

#: entity -> field -> kind of value
FIELDS: dict[str, dict[str, str]] = {
    "account": {
        "id": "ref", "kind": "choice", "name": "text", "short_name": "text", "status": "choice", "nip": "text",
        "regon": "text", "krs": "text", "vat_eu": "text", "legal_form": "choice", "industry": "choice",
        "size_bucket": "choice", "annual_revenue_gr": "money", "website": "text", "email": "text", "phone": "text",
        **_ADDRESS, "source": "choice", "acquisition_method": "choice", "preferred_channel": "choice",
        "owner_id": "ref", "verified_at": "moment", "duplicate_reason": "text", "description": "text",
        "segment": "segment", "consent": "consent"},
    "contact": {
        "id": "ref", "account_id": "ref", "first_name": "text", "last_name": "text", "full_name": "text",
        "title": "text", "department": "text", "email": "text", "phone": "text", "mobile": "text",
        "preferred_channel": "choice", "is_primary": "bool", "do_not_call": "bool", "active": "bool",
        "decision_role": "choice", "source": "choice", "acquisition_method": "choice", "anonymised_at": "moment",
        "notes": "text", "segment": "segment", "consent": "consent"},
    "opportunity": {
        "id": "ref", "number": "text", "name": "text", "account_id": "ref", "primary_contact_id": "ref",
        "pipeline_id": "ref", "stage_id": "ref", "value_gr": "money", "weighted_gr": "money", "value_source": "choice",
        "probability": "percent", "probability_manual": "bool", "expected_close": "date", "source": "choice",
        "owner_id": "ref", "next_step": "text", "goal_id": "ref", "opened_on": "date", "stage_entered_on": "date",
        "lost_reason": "choice", "lost_note": "text", "closed_on": "date", "description": "text"},
    "task": {
        "id": "ref", "title": "text", "kind": "choice", "status": "choice", "priority": "choice", "percent": "percent",
        "start_on": "date", "due_on": "date", "due_time": "text", "done_on": "date", "owner_id": "ref",
        "account_id": "ref", "contact_id": "ref", "opportunity_id": "ref", "stage_id": "ref", "mandatory": "bool",
        "stage_task_id": "ref", "stage_task_version": "number", "note": "text"},
    "stage_task": {"id": "ref", "title": "text", "kind": "choice", "priority": "choice", "mandatory": "bool",
                   "offset_days": "number", "duration_days": "number", "product_id": "ref", "segment_id": "ref"},
    "offer": {
        "id": "ref", "number": "text", "version": "number", "status": "choice", "template_id": "ref",
        "opportunity_id": "ref", "account_id": "ref", "contact_id": "ref", "issued_on": "date", "valid_until": "date",
        "net_gr": "money", "vat_gr": "money", "gross_gr": "money", "sent_at": "moment"},
    "interaction": {
        "id": "ref", "kind": "choice", "direction": "choice", "happened_on": "date", "subject": "text", "body": "text",
        "result": "text", "account_id": "ref", "contact_id": "ref", "opportunity_id": "ref", "offer_id": "ref",
        "message_id": "ref", "user_id": "ref", "corrects_id": "ref", "origin": "choice"},
    "sales_user": {"id": "ref", "name": "text", "email": "text", "role": "text", "is_candidate": "bool"},
    "pipeline": {"id": "ref", "name": "text", "client_type": "text", "product_scope": "text", "sales_form": "text",
                 "active": "bool"},
    "stage": {"id": "ref", "pipeline_id": "ref", "name": "text", "kind": "choice", "position": "number",
              "probability": "percent", "expected_days": "number", "gate": "choice", "color": "choice"},
    "sales_goal": {"id": "ref", "name": "text", "specific": "text", "metric": "choice", "target_gr": "money",
                   "baseline_gr": "money", "target_count": "number", "baseline_count": "number", "achievable_why": "text",
                   "relevant_why": "text", "product_id": "ref", "segment_id": "ref", "pipeline_id": "ref",
                   "date_from": "date", "date_to": "date", "owner_id": "ref", "status": "choice"},
    "product": {"id": "ref", "code": "text", "name": "text", "kind": "choice", "category": "text", "unit": "text",
                "price_net_gr": "money", "vat_code": "choice", "active": "bool", "description": "text"},
    "offer_template": {"id": "ref", "name": "text", "version": "number", "validity_days": "number", "active": "bool"},
    "opportunity_line": {"id": "ref", "opportunity_id": "ref", **_LINE},
    "opportunity_contact": {"id": "ref", "opportunity_id": "ref", "contact_id": "ref", "role": "choice"},
    "stage_change": {"id": "ref", "opportunity_id": "ref", "from_stage_id": "ref", "to_stage_id": "ref", "changed_on": "date",
                     "days_in_from": "number", "reason": "text", "user_id": "ref"},
    "offer_line": {"id": "ref", "offer_id": "ref", **_LINE},
    "message": {"id": "ref", "direction": "choice", "status": "choice", "sender": "text", "subject": "text", "body": "text",
                "sent_on": "date", "read_on": "date", "account_id": "ref", "contact_id": "ref", "opportunity_id": "ref",
                "offer_id": "ref"},
    "consent": {"id": "ref", "contact_id": "ref", "account_id": "ref", "purpose": "choice", "channel": "choice",
                "status": "choice", "current": "bool", "legal_basis": "choice", "source": "text", "obtained_on": "date",
                "withdrawn_on": "date", "evidence": "text"},
    "verification": {"id": "ref", "account_id": "ref", "contact_id": "ref", "source": "choice", "verified_on": "date",
                     "user_id": "ref", "note": "text"},
}
for _fields in FIELDS.values():
    _fields["created_at"] = "date"

#: entity -> relation -> (column with the id, entity it leads to)
RELATIONS: dict[str, dict[str, tuple[str, str]]] = {
    "account": {"owner": ("owner_id", "sales_user")},
    "contact": {"account": ("account_id", "account")},
    "opportunity": {"account": ("account_id", "account"), "primary_contact": ("primary_contact_id", "contact"),
                    "pipeline": ("pipeline_id", "pipeline"), "stage": ("stage_id", "stage"),
                    "owner": ("owner_id", "sales_user"), "goal": ("goal_id", "sales_goal")},
    "task": {"owner": ("owner_id", "sales_user"), "account": ("account_id", "account"),
             "contact": ("contact_id", "contact"), "opportunity": ("opportunity_id", "opportunity"),
             "stage": ("stage_id", "stage"), "stage_task": ("stage_task_id", "stage_task")},
    "stage_task": {"product": ("product_id", "product")},
    "offer": {"template": ("template_id", "offer_template"), "opportunity": ("opportunity_id", "opportunity"),
              "account": ("account_id", "account"), "contact": ("contact_id", "contact")},
    "interaction": {"account": ("account_id", "account"), "contact": ("contact_id", "contact"),
                    "opportunity": ("opportunity_id", "opportunity"), "offer": ("offer_id", "offer"),
                    "user": ("user_id", "sales_user")},
    "stage": {"pipeline": ("pipeline_id", "pipeline")},
    "sales_goal": {"owner": ("owner_id", "sales_user"), "product": ("product_id", "product"),
                   "pipeline": ("pipeline_id", "pipeline")},
    "opportunity_line": {"opportunity": ("opportunity_id", "opportunity"), "product": ("product_id", "product")},
    "opportunity_contact": {"opportunity": ("opportunity_id", "opportunity"), "contact": ("contact_id", "contact")},
    "stage_change": {"opportunity": ("opportunity_id", "opportunity"), "from_stage": ("from_stage_id", "stage"),
                     "to_stage": ("to_stage_id", "stage"), "user": ("user_id", "sales_user")},
    "offer_line": {"offer": ("offer_id", "offer"), "product": ("product_id", "product")},
    "message": {"account": ("account_id", "account"), "contact": ("contact_id", "contact"),
                "opportunity": ("opportunity_id", "opportunity"), "offer": ("offer_id", "offer")},
    "consent": {"contact": ("contact_id", "contact"), "account": ("account_id", "account")},
    "verification": {"account": ("account_id", "account"), "contact": ("contact_id", "contact"),
                     "user": ("user_id", "sales_user")},
}

#: entity whose records are parts of others -> the relations to their wholes; a part of what is in the bin is there with it
PART_OF: dict[str, tuple[str, ...]] = {
    "opportunity_line": ("opportunity",), "opportunity_contact": ("opportunity",), "stage_change": ("opportunity",),
    "offer_line": ("offer",), "consent": ("contact", "account"), "verification": ("account", "contact"),
}
