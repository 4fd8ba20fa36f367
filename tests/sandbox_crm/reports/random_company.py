"""Random companies: rows of every table that filters and reports read, from one seed number."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

NOW = datetime(2026, 4, 20, 9, 30, tzinfo=UTC)
TODAY = date(2026, 4, 20)
CITIES = ["Łódź", "lodz", "Kielce", "Świdnica", "", None, "Gdańsk"]
WORDS = ["Świt", "ŻUBR", "Zorza", "zubrówka", "Łąka", "100%_'x"]


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
        ],
        "segment_member": [{"id": n, "segment_id": 1, "account_id": key} for n, key in enumerate(rng.sample(range(1, 16), 6), 1)],
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
    return {table: [{**row, **_bin(rng, table)} for row in found] for table, found in rows.items()}


def _bin(rng: random.Random, table: str) -> dict[str, Any]:
    gone = table in ("account", "opportunity", "task", "segment_member") and rng.random() < 0.12
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
    net = rng.randint(1, 10**7)
    return {
        "id": key,
        "number": f"OF/2026/{key:04}",
        "version": 1,
        "template_id": 1,
        "template_version": 1,
        "opportunity_id": rng.randint(1, opportunities),
        "account_id": rng.randint(1, 15),
        "contact_id": None,
        "issued_on": day(rng, 0),
        "valid_until": day(rng, 0),
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
