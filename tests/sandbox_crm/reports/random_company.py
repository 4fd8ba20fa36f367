"""Random companies: rows of every table that filters and reports read, from one seed number."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

from app.polish.text import fold

NOW = datetime(2026, 4, 20, 9, 30, tzinfo=UTC)
TODAY = date(2026, 4, 20)
CITIES = ["Łódź", "lodz", "Kielce", "Świdnica", "", None, "Gdańsk"]
WORDS = ["Świt", "ŻUBR", "Zorza", "zubrówka", "Łąka", "100%_'x"]


_BINNED = ("account", "opportunity", "task", "segment_member", "opportunity_line", "offer", "product", "contact")


def day(rng: random.Random, empty: float = 0.2) -> str | None:
    """A day around the scenario's date, or nothing."""
    return None if rng.random() < empty else (TODAY + timedelta(days=rng.randint(-500, 120))).isoformat()


def company(seed: int, opportunities: int = 40) -> dict[str, list[dict[str, Any]]]:
    """Rows for `build_template`: accounts, contacts, two pipelines, opportunities, tasks, offers, interactions."""
    rng = random.Random(seed)
    rows: dict[str, list[dict[str, Any]]] = {
        "sales_user": [
            {"id": n, "name": name, "email": f"u{n}@firma.example", "role": "handlowiec", "is_candidate": n == 1}
            for n, name in enumerate(["Anna Żak", "Jan Łoś", "Ewa Ćma"], 1)
        ],
        "account": [_account(rng, n) for n in range(1, 16)],
        "contact": [
            {
                "id": n,
                "account_id": rng.choice([None, *range(1, 16)]),
                "first_name": rng.choice(["Ewa", "Łukasz"]),
                "last_name": rng.choice(WORDS),
                "email": None,
                "is_primary": n == 1,
                "do_not_call": False,
                "active": True,
                "decision_role": "unknown",
                "name_sort": "",
                "name_fold": "",
            }
            for n in range(1, 11)
        ],
        "pipeline": [{"id": n, "name": f"Lejek {n}", "is_default": n == 1, "position": n, "active": True} for n in (1, 2)],
        "stage": [
            {"id": p * 10 + n, "pipeline_id": p, "name": name, "position": n, "kind": kind, "probability": odds, "gate": "none"}
            for p in (1, 2)
            for n, (name, kind, odds) in enumerate(
                [("Kontakt", "open", 10), ("Oferta", "open", 50), ("Wygrana", "won", 100), ("Przegrana", "lost", 0)]
            )
        ],
        "segment": [
            {"id": 1, "name": "Stali", "mode": "static", "rule": None},
            {
                "id": 2,
                "name": "Łódzcy",
                "mode": "rule",
                "rule": {
                    "any": [
                        {"field": "city", "op": "starts", "value": "łód"},
                        {"field": "owner.name", "op": "contains", "value": "los"},
                    ]
                },
            },
            {"id": 3, "entity": "contact", "name": "Zaproszeni", "mode": "static", "rule": None},
            {
                "id": 4,
                "entity": "contact",
                "name": "Bez odmowy",
                "mode": "rule",
                "rule": {
                    "all": [
                        {"field": "consent", "op": "ne", "value": "refused:email:offer"},
                        {"field": "account.city", "op": "not_empty"},
                    ]
                },
            },
        ],
        "segment_member": [
            *({"id": n, "segment_id": 1, "account_id": key} for n, key in enumerate(rng.sample(range(1, 16), 6), 1)),
            *({"id": n, "segment_id": 3, "contact_id": n - 6} for n in range(7, 12)),
        ],
        "offer_template": [{"id": 1, "name": "Wzór", "version": 1, "blocks": [], "validity_days": 14, "active": True}],
    }
    rows["opportunity"] = [_opportunity(rng, n) for n in range(1, opportunities + 1)]
    rows["task"] = [_task(rng, n, opportunities) for n in range(1, 31)]
    rows["offer"] = [_offer(rng, n, opportunities) for n in range(1, 16)]
    rows["interaction"] = [
        {
            "id": n,
            "kind": rng.choice(["phone", "email"]),
            "direction": "outgoing",
            "happened_on": day(rng, 0),
            "subject": "x",
            "body": None,
            "account_id": rng.randint(1, 15),
            "contact_id": None,
            "user_id": rng.choice([1, 2, None]),
        }
        for n in range(1, 21)
    ]
    rows |= _parts(rng, opportunities) | _others(rng)
    return {table: [{**row, **_folded(table, row), **_bin(rng, table), "created_at": _moment(rng)} for row in found]
            for table, found in rows.items()}


def _folded(table: str, row: dict[str, Any]) -> dict[str, Any]:
    """The name as the index of words keeps it."""
    return {"name_fold": fold(row["name"])} if table in ("account", "opportunity") else {}


def _moment(rng: random.Random) -> str:
    """A moment, most often near midnight, where the day in Warsaw is not that of UTC; also around the changes of the clocks."""
    if rng.random() < 0.3:
        return rng.choice(["2026-03-29T00:59:59.000Z", "2026-03-29T01:00:00.000Z", "2025-10-26T00:59:59.999Z",
                           "2025-10-26T01:00:00.000Z", "2026-03-28T23:00:00.000Z", "2026-03-29T22:00:00.000Z",
                           "2025-10-25T22:00:00.000Z", "2025-10-26T22:59:00.000Z", "2025-12-31T23:00:00.000Z"])
    hour = rng.choice([0, 9, 21, 22, 23])
    return f"{day(rng, 0)}T{hour:02}:{rng.randint(0, 59):02}:00.000Z"


def _bin(rng: random.Random, table: str) -> dict[str, Any]:
    gone = table in _BINNED and rng.random() < 0.12
    return {"deleted_at": "2026-04-01T10:00:00.000Z"} if gone else {}


def _account(rng: random.Random, key: int) -> dict[str, Any]:
    return {
        "id": key,
        "kind": rng.choice(["company", "sole_trader", "person"]),
        "name": f"{rng.choice(WORDS)} {key}",
        "status": rng.choice(["prospect", "active"]),
        "industry": rng.choice(["retail", "construction", None]),
        "city": rng.choice(CITIES),
        "country": "PL",
        "owner_id": rng.choice([1, 2, 3, None]),
        "name_sort": "",
        "annual_revenue_gr": rng.choice([None, 0, 10**9, 5 * 10**8]),
        "name_fold": "",
        "verified_at": rng.choice([None, "2026-02-01T10:00:00.000Z"]),
    }


def _opportunity(rng: random.Random, key: int) -> dict[str, Any]:
    pipeline, stage = rng.choice([1, 2]), rng.randint(0, 3)
    won, lost = stage == 2, stage == 3
    return {
        "id": key,
        "number": f"SZ/2026/{key:04}",
        "name": f"{rng.choice(WORDS)} {key}",
        "account_id": rng.randint(1, 15),
        "primary_contact_id": rng.choice([None, *range(1, 11)]),
        "pipeline_id": pipeline,
        "stage_id": pipeline * 10 + stage,
        "value_gr": rng.choice([*([] if won else [None, 0]), rng.randint(1, 10**8), rng.randint(1, 10**6)]),
        "value_source": "manual",
        "probability": rng.choice([0, 10, 33, 50, 100]),
        "probability_manual": False,
        "expected_close": day(rng),
        "owner_id": rng.choice([1, 2, 3, None]),
        "opened_on": day(rng, 0),
        "stage_entered_on": day(rng, 0),
        "lost_reason": rng.choice(["price", "delivery", ""]) if lost else None,
        "closed_on": day(rng, 0) if won or lost else None,
        "name_fold": "",
    }


def _task(rng: random.Random, key: int, opportunities: int) -> dict[str, Any]:
    status = rng.choice(["not_started", "in_progress", "completed", "cancelled"])
    return {
        "id": key,
        "title": "Zadzwonić",
        "kind": rng.choice(["phone", "email"]),
        "status": status,
        "percent": 100 if status == "completed" else 30,
        "priority": rng.choice(["low", "urgent"]),
        "due_on": day(rng),
        "done_on": day(rng, 0) if status == "completed" else None,
        "owner_id": rng.randint(1, 3),
        "mandatory": rng.random() < 0.5,
        "account_id": rng.choice([None, 3, 5]),
        "opportunity_id": rng.choice([None, rng.randint(1, opportunities)]),
        "stage_id": None,
    }


def _offer(rng: random.Random, key: int, opportunities: int) -> dict[str, Any]:
    net, dates = rng.randint(1, 10**7), sorted((day(rng, 0), day(rng, 0)))
    return {
        "id": key,
        "number": f"OF/2026/{key:04}",
        "version": 1,
        "template_id": 1,
        "template_version": 1,
        "opportunity_id": rng.randint(1, opportunities),
        "account_id": rng.randint(1, 15),
        "contact_id": None,
        "issued_on": dates[0],
        "valid_until": dates[1],
        "status": rng.choice(["draft", "sent", "accepted", "rejected"]),
        "tag_values": {},
        "customer_snapshot": {},
        "rendered_blocks": [],
        "vat_summary": [],
        "net_gr": net,
        "vat_gr": 0,
        "gross_gr": net,
        "unresolved_tags": [],
    }


def _line(rng: random.Random) -> dict[str, Any]:
    quantity, price, discount = rng.choice([1000, 2500, 333, 12_000]), rng.randint(0, 10**6), rng.choice([0, 0, 5, 100])
    return {"product_id": rng.choice([None, 1, 2, 3]), "name": rng.choice(WORDS), "qty_milli": quantity, "unit": "szt.",
            "price_net_gr": price, "discount_pct": discount, "vat_code": rng.choice(["23", "8", "zw"]),
            "net_gr": rng.randint(0, 10**8), "position": rng.randint(0, 3)}


def _parts(rng: random.Random, opportunities: int) -> dict[str, list[dict[str, Any]]]:
    """What belongs to an opportunity, an offer, a person or an account."""
    pairs = rng.sample([(one, other) for one in range(1, opportunities + 1) for other in range(1, 11)], 25)
    return {
        "opportunity_line": [{"id": n, "opportunity_id": rng.randint(1, opportunities), **_line(rng)} for n in range(1, 41)],
        "opportunity_contact": [
            {"id": n, "opportunity_id": one, "contact_id": other, "role": rng.choice(["decision_maker", "adviser"])}
            for n, (one, other) in enumerate(pairs, 1)
        ],
        "stage_change": [
            {"id": n, "opportunity_id": rng.randint(1, opportunities), "from_stage_id": rng.choice([None, 10, 11, 20]),
             "to_stage_id": rng.choice([10, 11, 12, 13, 21]), "changed_on": day(rng, 0), "changed_at": "2026-04-01T10:00:00.000Z",
             "user_id": rng.choice([None, 1, 2]), "days_in_from": rng.choice([None, 0, 3, 40]),
             "reason": rng.choice([None, *WORDS])}
            for n in range(1, 41)
        ],
        "offer_line": [{"id": n, "offer_id": rng.randint(1, 15), **_line(rng)} for n in range(1, 31)],
        "consent": [
            {"id": n, **({"account_id": rng.randint(1, 15)} if n % 4 == 0 else {"contact_id": rng.randint(1, 10)}),
             "purpose": rng.choice(["commercial", "offer", "Zaproszenie na targi"]),
             "channel": rng.choice(["email", "phone"]), "status": rng.choice(["granted", "withdrawn", "refused"]),
             "legal_basis": rng.choice([None, "a", "f"]), "source": rng.choice([None, "targi"]), "obtained_on": day(rng)}
            for n in range(1, 31)
        ],
        "verification": [
            {"id": n, "account_id": n if n < 11 else None, "contact_id": None if n < 11 else n - 10,
             "source": rng.choice(["phone", "website"]), "verified_on": day(rng, 0), "user_id": rng.randint(1, 3),
             "results": {}, "accepted_fields": [], "note": rng.choice([None, *WORDS])}
            for n in range(1, 21)
        ],
    }


def _others(rng: random.Random) -> dict[str, list[dict[str, Any]]]:
    """What stands by itself."""
    return {
        "product": [
            {"id": n, "code": f"P{n}", "name": rng.choice(WORDS), "kind": "product", "category": rng.choice([None, "A", "B"]),
             "unit": "szt.", "price_net_gr": rng.randint(0, 10**6), "vat_code": "23", "active": n != 2}
            for n in (1, 2, 3)
        ],
        "sales_goal": [
            {"id": n, "name": f"Cel {n}", "metric": rng.choice([None, "won_value", "won_count"]),
             "target_value": rng.choice([None, rng.randint(1, 10**8)]), "baseline_value": rng.choice([None, 0, 10**6]),
             "date_from": day(rng, 0), "date_to": None, "owner_id": rng.choice([None, 1, 2]), "status": "draft",
             "product_id": rng.choice([None, 1]), "pipeline_id": rng.choice([None, 1, 2]), "needed_fields": []}
            for n in range(1, 11)
        ],
        "message": [
            {"id": n, "direction": rng.choice(["outgoing", "incoming"]), "sender": "a@firma.example", "recipients": [], "cc": [],
             "subject": rng.choice(WORDS), "body": "x", "attachment_ids": [], "status": rng.choice(["draft", "sent"]),
             "sent_on": day(rng), "account_id": rng.choice([None, *range(1, 16)]), "contact_id": rng.choice([None, 1, 2]),
             "opportunity_id": rng.choice([None, 1, 2]), "offer_id": rng.choice([None, 3]), "read_on": day(rng)}
            for n in range(1, 21)
        ],
    }
