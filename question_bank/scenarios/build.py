"""One variant of a pack, complete: rows with numbers for ids, files, texts, questions, events and checks. Pure.

The same pack and seed give the same bytes; everything is plain JSON but the bytes of the files.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from app.polish.text import fold, sort_key
from question_bank.scenarios.background import background_rows
from question_bank.scenarios.loader import Pack
from question_bank.scenarios.sheets import leads_of, sheet_bytes
from question_bank.scenarios.texts import filled, prose
from question_bank.scenarios.variants import draw, fictional_nip
from scoring.checks.compile import CheckBook, compile_checks

#: days of a row on which it came to be
_HAPPENED = ("opened_on", "changed_on", "happened_on", "sent_on", "issued_on", "obtained_on", "verified_on")
Row = dict[str, Any]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class BadReference(ValueError):
    """A row that points at a record which is not there."""


@dataclass(frozen=True)
class BuiltFile:
    """A file that the candidate downloads."""

    name: str
    media_type: str
    content: bytes

    @property
    def sha256(self) -> str:
        """Hex SHA-256 of the content."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class BuiltVariant:
    """What one candidate gets. ``ids``: ``#table/key`` -> id; ``tasks``, ``documents``, ``events``: texts filled in."""

    pack_id: str
    pack_version: int
    seed: str
    today: date
    rows: dict[str, list[Row]]
    ids: dict[str, int]
    slots: dict[str, Any]
    files: dict[str, BuiltFile]
    instruction: str
    tasks: list[dict[str, Any]]
    documents: list[dict[str, Any]]
    questions: list[dict[str, Any]]
    events: list[dict[str, Any]]
    checks: CheckBook = field(repr=False)
    leads: list[dict[str, Any]] = field(repr=False)

    @property
    def candidate_id(self) -> int:
        """Id of the colleague as whom the candidate works."""
        return next(row["id"] for row in self.rows["sales_user"] if row.get("is_candidate"))

    def to_plain(self) -> dict[str, Any]:
        """Everything but the bytes of the files, as JSON can hold it."""
        return {"pack": self.pack_id, "version": self.pack_version, "seed": self.seed, "today": self.today.isoformat(),
                "rows": self.rows, "ids": self.ids, "slots": self.slots, "instruction": self.instruction, "tasks": self.tasks,
                "documents": self.documents, "questions": self.questions, "events": self.events,
                "checks": self.checks.to_plain(), "leads": self.leads,
                "files": {name: {"media_type": file.media_type, "sha256": file.sha256} for name, file in self.files.items()}}


def build(pack: Pack, seed: str | int) -> BuiltVariant:
    """Draw and fill in one variant. Raises BadSlot, UnknownSlot, BadReference, ChecksRefused for a faulty pack."""
    grain = f"{pack.id}/{pack.info.version}/{seed}"
    slots = draw(pack.variants.pools, pack.variants.slots, pack.variants.computed, grain)
    keyed = {table: [dict(row) for row in filled(rows, slots)] for table, rows in pack.seed.items()}
    for table, rows in background_rows(pack.background, slots, grain, pack.info.today).items():
        keyed.setdefault(table, []).extend(rows)
    _number_nips(keyed["account"], grain)
    _complete(keyed, pack.info.today)
    leads = leads_of(pack.leads, slots, {row["key"]: row for row in keyed["account"]}, grain)
    ids = {f"#{table}/{row['key']}": number for table, rows in keyed.items() for number, row in enumerate(rows, 1)}
    rows = {table: [_resolved(table, row, number, ids) for number, row in enumerate(listed, 1)]
            for table, listed in keyed.items()}
    slots = slots | _sheet_slots(leads)
    file = BuiltFile(pack.leads["file"], XLSX, sheet_bytes(pack.leads, leads))
    return BuiltVariant(
        pack_id=pack.id, pack_version=pack.info.version, seed=str(seed), today=pack.info.today, rows=rows, ids=ids, slots=slots,
        files={file.name: file}, instruction=prose(pack.info.instruction), leads=leads,
        tasks=[_told(task.model_dump(mode="json", exclude={"criteria"}), slots) for task in pack.tasks],
        documents=[_told(document.model_dump(mode="json"), slots) for document in pack.documents],
        questions=[{**filled(question.model_dump(), slots), "task": task.id}
                   for task in pack.tasks for question in task.questions],
        events=[_event(event.model_dump(mode="json"), slots, ids) for event in pack.events],
        checks=compile_checks(filled(pack.checks, slots), ids))


def _number_nips(accounts: list[Row], grain: str) -> None:
    for number, row in enumerate(accounts, 1):
        if row.get("nip") == "auto":
            row["nip"] = fictional_nip(grain, 100 + number)


def _complete(keyed: dict[str, list[Row]], today: date) -> None:
    """What the CRM's commands would have written beside: search keys, numbers, probabilities, stage history."""
    for row in keyed["account"] + keyed["register_entry"]:
        row["name_fold"] = fold(row["name"])
    for row in keyed["account"]:
        row["name_sort"] = sort_key(row["name"])
        row.setdefault("legal_form", "llc")
    for row in keyed["contact"]:
        row["name_fold"] = fold(f"{row['first_name']} {row['last_name']}")
        row["name_sort"] = f"{sort_key(row['last_name'])}\t{sort_key(row['first_name'])}"
    stages = {f"#stage/{row['key']}": row for row in keyed["stage"]}
    counts: dict[str, int] = {}
    for row in sorted(keyed["opportunity"], key=lambda row: (row["opened_on"], row["key"])):
        year = row["opened_on"][:4]
        counts[year] = counts.get(year, 0) + 1
        row |= {"number": f"SZ/{year}/{counts[year]:04d}", "name_fold": fold(row["name"]),
                "probability": stages[row["stage_id"]]["probability"],
                "stage_entered_on": row.get("closed_on") or _entered(row, today)}
    for row in keyed["task"]:
        row.setdefault("status", "not_started")
    keyed["stage_change"] = [_first_change(row) for row in keyed["opportunity"]]
    _date(keyed, today)


def _date(keyed: dict[str, list[Row]], today: date) -> None:
    """When each row came into the CRM: on the day it speaks of, where it speaks of a past one; all else when the company
    began to use the CRM, at the beginning of the first year that its data speak of."""
    spoken = {(table, row["key"]): day for table, rows in keyed.items() for row in rows
              for day in [next((str(row[name]) for name in _HAPPENED if row.get(name)), None)]
              if day and date.fromisoformat(day) <= today}
    first = min(spoken.values(), default=today.isoformat())
    began = min(first, f"{first[:4]}-01-02")
    for table, rows in keyed.items():
        for row in rows:
            at = f"{spoken.get((table, row['key']), began)}T07:00:00.000Z"
            row.setdefault("created_at", at)
            row.setdefault("updated_at", at)


def _entered(row: Row, today: date) -> str:
    opened = date.fromisoformat(row["opened_on"])
    return (opened + timedelta(days=max(0, (today - opened).days // 2))).isoformat()


def _first_change(row: Row) -> Row:
    day = row["stage_entered_on"]
    return {"key": row["key"], "opportunity_id": f"#opportunity/{row['key']}", "from_stage_id": None,
            "to_stage_id": row["stage_id"], "changed_on": day, "changed_at": f"{day}T09:00:00.000Z",
            "user_id": row.get("owner_id")}


def _resolved(table: str, row: Mapping[str, Any], number: int, ids: Mapping[str, int]) -> Row:
    plain = {key: _pointed(table, row, value, ids) for key, value in row.items() if key not in ("key", "setting_key")}
    if table == "setting":
        plain["key"] = row["setting_key"]
    return {"id": number, **plain}


def _pointed(table: str, row: Mapping[str, Any], value: Any, ids: Mapping[str, int]) -> Any:
    if not (isinstance(value, str) and value.startswith("#")):
        return value
    if value not in ids:
        raise BadReference(f"{table}/{row['key']} points at {value}, and there is no such record")
    return ids[value]


def _event(event: dict[str, Any], slots: Mapping[str, Any], ids: Mapping[str, int]) -> dict[str, Any]:
    def walk(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: walk(item) for key, item in value.items()}
        if isinstance(value, list):
            return [walk(item) for item in value]
        return ids.get(value, value) if isinstance(value, str) and value.startswith("#") else value

    told = walk(filled(event, slots))
    for act in told["do"]:
        if "body" in act["args"]:
            act["args"]["body"] = prose(act["args"]["body"])
    return told


def _told(part: dict[str, Any], slots: Mapping[str, Any]) -> dict[str, Any]:
    """A task or a document with its slots filled and its text unwrapped."""
    whole: dict[str, Any] = filled(part, slots)
    return whole | {"text": prose(whole["text"])}


def _sheet_slots(leads: list[dict[str, Any]]) -> dict[str, Any]:
    """What checks and scripts ask about the sheet: numbers of the rows by what they are, the values of the new firms."""
    numbers: dict[str, list[int]] = {}
    for lead in leads:
        numbers.setdefault(lead["what"], []).append(lead["cells"]["Lp."])
    new = [lead["cells"] for lead in leads if lead["what"] == "new"]
    skips = {str(number + 1): "skip" for what in ("known", "test", "bad") for number in numbers[what]}
    half = len(numbers["new"]) // 2
    return {"sheet": {"new_rows": numbers["new"], "known_rows": numbers["known"], "test_row": numbers["test"][0],
                      "bad_row": numbers["bad"][0], "new_count": len(new),
                      "skips": skips,
                      "first_half": skips | {str(number + 1): "skip" for number in numbers["new"][half:]},
                      "second_half": skips | {str(number + 1): "skip" for number in numbers["new"][:half]},
                      "new_nips": [cells["NIP"].replace("-", "") for cells in new],
                      "new_mails": [cells["E-mail osoby"] for cells in new]}}
