"""The rest of the company: firms, people, opportunities and tasks that no task touches, from lists of words. Pure.

How many there are of each kind is fixed by the pack; names, sums and days are drawn from the variant's seed.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from app.polish.dates import workday

Rows = dict[str, list[dict[str, Any]]]
_WON_SUMS = (690000, 5400000)
_INDUSTRIES = ("office", "callcenter", "it", "finance", "production")


def background_rows(spec: Mapping[str, Any], slots: Mapping[str, Any], seed: str, today: date) -> Rows:
    """Rows with keys, in the form of the seed files, to be added to them."""
    chance = random.Random(f"{seed}/background")  # noqa: S311
    accounts = _accounts(spec, slots, chance)
    contacts = [contact for number, account in enumerate(accounts)
                for contact in _people(spec, account, 1 if number % 4 == 0 else 2, chance)]
    opportunities = _open(spec, accounts, chance, today) + _closed(spec, accounts, chance, today)
    return {"account": accounts, "contact": contacts, "opportunity": opportunities,
            "task": _tasks(spec, slots, accounts, opportunities, chance, today)}


def _accounts(spec: Mapping[str, Any], slots: Mapping[str, Any], chance: random.Random) -> list[dict[str, Any]]:
    stems = list(spec["company_first"])
    chance.shuffle(stems)
    named = {slots["area"][place] for place in ("first", "second", "inst")}
    others = [name for name in spec["cities"] if name not in named]
    accounts: list[dict[str, Any]] = []
    for group in spec["accounts"]:
        for _ in range(group["count"]):
            area = slots["area"].get(group["area"]) or chance.choice(others)
            row = _account(spec, group, area, len(accounts) + 1, chance)
            row |= _name_and_form(spec, row, len(accounts) + 1, stems, chance)
            accounts.append(row)
    return accounts


def _account(spec: Mapping[str, Any], group: Mapping[str, Any], area: str, number: int, chance: random.Random) -> dict[str, Any]:
    city, postcode = chance.choice(spec["cities"][area])
    usual = "administration" if group["kind"] == "institution" else chance.choice(_INDUSTRIES)
    return {"key": f"bg{number}", "kind": group["kind"], "status": group["status"], "size_bucket": group["size"], "nip": "auto",
            "voivodeship": area, "city": city, "postcode": postcode, "street": chance.choice(spec["streets"]),
            "house_no": str(chance.randrange(1, 120)), "owner_id": f"#sales_user/{('candidate', 'pilch')[number % 2]}",
            "source": chance.choice(["website", "referral", "fair"]), "acquisition_method": "form",
            "industry": group.get("industry") or usual, "email": f"biuro{number}@klient-{number}.example"}


def _name_and_form(spec: Mapping[str, Any], row: Mapping[str, Any], number: int, stems: list[str],
                   chance: random.Random) -> dict[str, str]:
    if row["kind"] == "company":
        return {"name": f"{stems.pop()} {chance.choice(spec['company_second'])} sp. z o.o.", "legal_form": "llc"}
    if row["kind"] == "institution":
        return {"name": _institution(spec, row, number), "legal_form": "public"}
    person = f"{chance.choice(spec['men'])} {chance.choice(spec['surnames'])}"
    return {"name": f"{chance.choice(spec['sole_trades'])} {person}", "legal_form": "sole"}


def _institution(spec: Mapping[str, Any], row: Mapping[str, Any], number: int) -> str:
    kind = row["industry"] if row["industry"] in spec["institutions"] else "administration"
    words = spec["institutions"][kind]
    word = words[number % len(words)]
    return f"{word} {number} – {row['city']}" if word.endswith("nr") else f"{word} – {row['city']}, oddział {number}"


def _people(spec: Mapping[str, Any], account: Mapping[str, Any], count: int, chance: random.Random) -> list[dict[str, Any]]:
    people = []
    for number in range(1, count + 1):
        woman = chance.random() < 0.5
        first = chance.choice(spec["women" if woman else "men"])
        people.append({"key": f"{account['key']}_{number}", "account_id": f"#account/{account['key']}", "first_name": first,
                       "last_name": chance.choice(spec["surnames"]), "is_primary": number == 1,
                       "title": chance.choice(spec["women_titles" if woman else "titles"]),
                       "email": f"osoba{number}@klient-{account['key'][2:]}.example", "source": account["source"]})
    return people


def _open(spec: Mapping[str, Any], accounts: list[dict[str, Any]], chance: random.Random, today: date) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for group in spec["open"]:
        for _ in range(group["count"]):
            account = chance.choice([row for row in accounts if row["status"] != "inactive"])
            opened = today - timedelta(days=chance.randrange(12, 95))
            rows.append(_opportunity(f"open{len(rows) + 1}", account, spec, chance, opened) | {
                "stage_id": f"#stage/{group['stage']}", "owner_id": f"#sales_user/{group['owner']}",
                "expected_close": workday(today + timedelta(days=chance.randrange(14, 90))).isoformat(),
                "next_step": chance.choice(spec["next_steps"])})
    return rows


def _closed(spec: Mapping[str, Any], accounts: list[dict[str, Any]], chance: random.Random, today: date) -> list[dict[str, Any]]:
    plan, rows = spec["closed"], []
    month = date(plan["from"].year, plan["from"].month, 1)
    while month <= plan["to"]:
        following = (month.replace(day=28) + timedelta(days=5)).replace(day=1)
        first, last = max(month, plan["from"]), min(following - timedelta(days=1), plan["to"])
        for stage, count in (("won", plan["won"]), ("lost", plan["lost"])):
            for _ in range(count + chance.randrange(0, 2)):
                closed = first + timedelta(days=chance.randrange(0, (last - first).days + 1))
                row = _opportunity(f"closed{len(rows) + 1}", chance.choice(accounts), spec, chance,
                                   closed - timedelta(days=chance.randrange(20, 120)))
                row |= {"stage_id": f"#stage/{stage}", "owner_id": f"#sales_user/{chance.choice(plan['owners'])}",
                        "closed_on": closed.isoformat(), "expected_close": closed.isoformat()}
                if stage == "lost":
                    row["lost_reason"] = chance.choice(plan["reasons"])
                rows.append(row)
        month = following
    return rows


def _opportunity(key: str, account: Mapping[str, Any], spec: Mapping[str, Any], chance: random.Random,
                 opened: date) -> dict[str, Any]:
    name = f"{chance.choice(spec['opportunity_names'])} – {account['city']}"
    return {"key": key, "name": name, "opened_on": opened.isoformat(), "account_id": f"#account/{account['key']}",
            "primary_contact_id": f"#contact/{account['key']}_1", "pipeline_id": "#pipeline/main",
            "value_gr": chance.randrange(*_WON_SUMS, 1000), "source": account["source"]}


def _tasks(spec: Mapping[str, Any], slots: Mapping[str, Any], accounts: list[dict[str, Any]],
           opportunities: list[dict[str, Any]], chance: random.Random, today: date) -> list[dict[str, Any]]:
    rows = [_service_task(number, account, slots["service_done"], chance)
            for number, account in enumerate(chance.sample(accounts, slots["service_tasks"]), 1)]
    rows += [_reading_task(number, slots["read_all"], slots["read_done"]) for number in range(1, slots["read_all"] + 1)]
    live = [row for row in opportunities if row["stage_id"] not in ("#stage/won", "#stage/lost")]
    for number in range(1, spec["background_task_count"] + 1):
        row = chance.choice(live)
        percent = chance.choice([0, 0, 0, 25, 50, 100])
        due = workday(today + timedelta(days=chance.randrange(-20, 30)))
        rows.append({"key": f"task{number}", "title": chance.choice(spec["titles_of_tasks"]), "kind": "other",
                     "priority": chance.choice(["low", "normal", "normal", "high"]), "percent": percent,
                     "status": {0: "not_started", 100: "completed"}.get(percent, "in_progress"),
                     "start_on": (due - timedelta(days=5)).isoformat(), "due_on": due.isoformat(),
                     "done_on": min(due, today).isoformat() if percent == 100 else None, "owner_id": "#sales_user/pilch",
                     "account_id": row["account_id"], "opportunity_id": f"#opportunity/{row['key']}"})
    return rows


def _service_task(number: int, account: Mapping[str, Any], done: int, chance: random.Random) -> dict[str, Any]:
    finished = number <= done
    due = workday(date(2026, 9, 1) + timedelta(days=chance.randrange(0, 27)))
    return {"key": f"service{number}", "title": f"Przegląd kabiny – {account['name']}", "kind": "meeting",
            "status": "completed" if finished else chance.choice(["not_started", "in_progress", "on_hold"]),
            "percent": 100 if finished else 0, "due_on": due.isoformat(), "done_on": due.isoformat() if finished else None,
            "owner_id": "#sales_user/kulik", "account_id": f"#account/{account['key']}"}


_READING = ("Karta doboru", "Rzut z rozmieszczeniem paneli", "Uzgodnienie koloru tkaniny", "Wycena montażu",
            "Zgoda zarządcy budynku", "Sprawdzenie nośności stropu", "Próbki dla klienta", "Plan prac montażowych")


def _reading_task(number: int, count: int, done: int) -> dict[str, Any]:
    finished = number <= done
    return {"key": f"mandatory{number}", "title": _READING[number - 1], "kind": "other", "mandatory": True,
            "status": "completed" if finished else "not_started", "percent": 100 if finished else 0,
            "start_on": "2026-09-14", "due_on": "2026-10-30", "done_on": "2026-10-02" if finished else None,
            "owner_id": "#sales_user/brzeska", "account_id": "#account/known2", "opportunity_id": "#opportunity/read",
            "stage_id": "#stage/design"}
