"""Random work over every command of the CRM: one generator for the tests, the benchmark of replay and time travel.

A *sequence* is a number: the same number is the same work. Ids are drawn from what is there (the bin included) and from
what is not, values from right and wrong ones, so that refusals are met as often as successes.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sandbox_crm.bench import COMMANDS, Actor, Refused, Workbench
from sandbox_crm.history.undoing import RESTORERS
from sandbox_crm.models.everything import BY_TABLE
from sandbox_crm.models.journal import JournalRow
from sandbox_crm.store import open_path
from sandbox_crm.web import load_pages
from tests.sandbox_crm.drawn_reports import drawn_report

load_pages()  # every command is registered with the pages that carry it out
TODAY, NOW = date(2026, 4, 20), datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
NAMES = ("Świt sp. z o.o.", "Alfa", "Żubr", "Kiosk u Ćmy", "Łąka 7", "x" * 60)
CSV = "Firma;NIP;Imię;Nazwisko\nAlfa;5000000043;Jan;Żak\nŻubr;5000000037;;\nSzósta;12;Ewa;Nowa\n".encode()
MAPPING = {"Firma": "account.name", "NIP": "account.nip", "Imię": "contact.first_name", "Nazwisko": "contact.last_name"}
RULE = {"any": [{"field": "city", "op": "contains", "value": "lub"}, {"field": "kind", "op": "eq", "value": "company"}]}
PEOPLE = {"all": [{"field": "account.city", "op": "not_empty"},
                  {"field": "consent", "op": "ne", "value": "granted:email:commercial"}]}
#: what a bulk edit sets, rightly and wrongly
SETS = (
    {"field": "owner_id", "value": 2},
    {"field": "owner_id", "value": 99},
    {"field": "source", "value": "fair"},
    {"field": "source", "value": "x"},
)
BLOCKS = [{"kind": "heading", "text": "Oferta dla {{account.name}}"}, {"kind": "line_table", "text": ""}]

EDGED = [{"kind": "footer", "text": "Ważne do {{offer.valid_until|long}}, {{offer.net|words}}"}, *BLOCKS]


class Draw:
    """Draws arguments for one step, looking at what the sandbox holds."""

    def __init__(self, session: Session, chance: random.Random):
        self.session, self.chance = session, chance

    def id(self, table: str, none: float = 0.0) -> int | None:
        """The id of a record, rarely one that does not exist; None with the chance ``none``."""
        if none and self.chance.random() < none:
            return None
        last = self.session.scalar(select(func.max(BY_TABLE[table].id))) or 0
        return self.chance.randint(1, last + 1) if self.chance.random() < 0.2 else self.chance.randint(1, max(1, last))

    def gone(self, table: str) -> int | None:
        """The id of a record in the bin, or of any when the bin holds none of the table (or one time in five)."""
        held = self._lie(table)
        return self.one(*held) if held and self.chance.random() < 0.8 else self.id(table)

    def _lie(self, table: str) -> list[int]:
        """What lies in the bin of a table."""
        model = BY_TABLE[table]
        return list(self.session.scalars(select(model.id).where(model.deleted_at.is_not(None))))

    def binned(self) -> tuple[str, int | None]:
        """A record of any table of the bin, rather one that lies there."""
        tables = sorted(RESTORERS)
        table = self.one(*([one for one in tables if self._lie(one)] or tables))
        return table, self.gone(table)

    def ids(self, table: str, most: int = 3) -> list[int]:
        """Several ids, now and then the same one twice."""
        return [self.id(table) or 1 for _ in range(self.chance.randint(0, most))]

    def one(self, *values: Any) -> Any:
        """One of the values."""
        return self.chance.choice(values)

    def day(self, none: float = 0.2) -> date | None:
        """A day around the scenario's date."""
        return None if self.chance.random() < none else TODAY + timedelta(days=self.chance.randint(-40, 90))

    def some(self, **fields: Callable[[], Any]) -> dict[str, Any]:
        """Some of the fields, each with a drawn value."""
        return {name: value() for name, value in fields.items() if self.chance.random() < 0.5}

    @property
    def name(self) -> str:
        """A name, right or too short."""
        return self.one(*NAMES, f"Nowa {self.chance.randint(1, 999)}", "")

    def percent(self) -> int:
        """A percentage, rarely impossible."""
        return self.one(0, 10, 50, 99, 100, self.chance.randint(0, 100), 140)

    def lines(self) -> list[dict[str, Any]]:
        """Lines of an opportunity or an offer."""
        return [
            {
                "product_id": self.id("product", 0.2),
                "name": "Usługa",
                "unit": "szt.",
                "vat_code": self.one("23", "8", "zw"),
                "qty_milli": self.one(1000, 2500, 0),
                "price_net_gr": self.one(0, 33, 125_050),
                "discount_pct": self.one(0, 10),
            }
            for _ in range(self.chance.randint(0, 3))
        ]


def _account(d: Draw) -> dict[str, Any]:
    return d.some(
        nip=lambda: d.one(None, "1000000012", "5000000014", "5000000037", "123"),
        city=lambda: d.name,
        corr_city=lambda: d.name,
        corr_postcode=lambda: d.one("20-001", None, "10115", "kod"),
        corr_country=lambda: d.one(None, None, "DE", "pl", "Polska"),
        status=lambda: d.one("active", "prospect", "x"),
        owner_id=lambda: d.id("sales_user", 0.3),
        email=lambda: d.one("a@b.example", "bez małpy"),
        annual_revenue_gr=lambda: d.one(None, 5, 10**11),
        source=lambda: d.one("fair", "x", None),
        description=lambda: d.name,
    )


def _contact(d: Draw) -> dict[str, Any]:
    return d.some(
        is_primary=lambda: d.one(True, False),
        email=lambda: d.one("e@f.example", "zły"),
        title=lambda: d.name,
        do_not_call=lambda: d.one(True, False),
        preferred_channel=lambda: d.one("phone", "fax"),
        mobile=lambda: d.one(None, "+48 600 100 200", "600-100-200"),
    )


def _opportunity(d: Draw) -> dict[str, Any]:
    return d.some(
        value_gr=lambda: d.one(None, 0, 1_234_567, -1),
        expected_close=d.day,
        value_source=lambda: d.one("manual", "lines"),
        owner_id=lambda: d.id("sales_user", 0.3),
        goal_id=lambda: d.id("sales_goal", 0.5),
        next_step=lambda: d.name,
        primary_contact_id=lambda: d.id("contact", 0.3),
    )


def _task(d: Draw) -> dict[str, Any]:
    return d.some(
        kind=lambda: d.one("phone", "x"),
        priority=lambda: d.one("low", "urgent"),
        start_on=d.day,
        due_on=d.day,
        owner_id=lambda: d.id("sales_user"),
        account_id=lambda: d.id("account", 0.3),
        opportunity_id=lambda: d.id("opportunity", 0.3),
        note=lambda: d.name,
    )


def _goal(d: Draw) -> dict[str, Any]:
    return d.some(
        specific=lambda: d.name,
        metric=lambda: d.one("won_value", "won_count", "x"),
        date_from=d.day,
        date_to=d.day,
        target_value=lambda: d.one(None, 0, 5, 10**7),
        baseline_value=lambda: d.one(None, 3),
        product_id=lambda: d.id("product", 0.3),
        segment_id=lambda: d.id("segment", 0.3),
    )


def _stage(d: Draw) -> dict[str, Any]:
    return d.some(
        color=lambda: d.one("blue", "plum", None, "red"),
        probability=d.percent,
        gate=lambda: d.one("none", "warn", "block"),
        expected_days=lambda: d.one(None, 7),
        exit_condition=lambda: d.name,
    )


def _stage_task(d: Draw) -> dict[str, Any]:
    return d.some(
        mandatory=lambda: d.one(True, False),
        offset_days=lambda: d.one(-3, 0, 5),
        duration_days=lambda: d.one(1, 3),
        offset_from=lambda: d.one("stage_entry", "expected_close"),
        segment_id=lambda: d.id("segment", 0.5),
        product_id=lambda: d.id("product", 0.5),
        responsible_id=lambda: d.id("sales_user", 0.5),
    )


def _changed_report(d: Draw) -> dict[str, Any]:
    """A report with another question over the entity it is about."""
    report_id = d.id("report")
    held = d.session.get(BY_TABLE["report"], report_id)
    drawn = drawn_report(d.chance, held.entity if held else None)
    return {"report_id": report_id, **{name: value for name, value in drawn.items() if name != "entity"}}


def _links(d: Draw) -> dict[str, Any]:
    return {"account_id": d.id("account"), "contact_id": d.id("contact", 0.7), "opportunity_id": d.id("opportunity", 0.7)}


#: command -> how its arguments are drawn; `test_random_work` fails when a command is missing here
ARGS: dict[str, Callable[[Draw], dict[str, Any]]] = {
    "account.create": lambda d: {"name": d.name, "duplicate_reason": d.one(None, "oddział"), **_account(d)},
    "account.update": lambda d: {"account_id": d.id("account"), **_account(d)},
    "account.delete": lambda d: {"account_id": d.id("account")},
    "account.restore": lambda d: {"account_id": d.gone("account")},
    "account.merge": lambda d: {
        "keep_id": d.id("account"),
        "drop_id": d.id("account"),
        "fields": d.some(nip=lambda: "drop", name=lambda: "drop", city=lambda: "keep"),
    },
    "account.bulk_update": lambda d: {"account_ids": d.ids("account"), **d.one(*SETS, {"field": "status", "value": "active"})},
    "account.verify": lambda d: {
        "account_id": d.id("account"),
        "source": d.one("register", "phone", "x"),
        **d.one(
            {"register_entry_id": d.id("register_entry", 0.1), "accepted_fields": d.one([], ["nip"], ["krs", "name"])},
            {
                "found": d.some(nip=lambda: d.one("1000000012", "123"), phone=lambda: "81 532 00 01", city=lambda: d.name),
                "results": d.some(email=lambda: d.one("same", "x"), city=lambda: "missing"),
                "accepted_fields": d.one([], ["nip"], ["phone", "city"]),
            },
        ),
    },
    "contact.create": lambda d: {
        "account_id": d.id("account", 0.1),
        "first_name": d.name,
        "last_name": d.name,
        "duplicate_reason": d.one(None, "wspólna centrala"),
        **_contact(d),
    },
    "contact.update": lambda d: {
        "contact_id": d.id("contact"),
        "duplicate_reason": d.one(None, "wspólna centrala"),
        **_contact(d),
    },
    "contact.merge": lambda d: {
        "keep_id": d.id("contact"),
        "drop_id": d.id("contact"),
        "fields": d.some(is_primary=lambda: "drop", account_id=lambda: "drop", email=lambda: "drop", title=lambda: "keep"),
    },
    "contact.verify": lambda d: {
        "contact_id": d.id("contact"),
        "source": d.one("register", "phone", "document", "x"),
        "register_entry_id": d.id("register_entry", 0.5),
        "found": d.some(email=lambda: d.one("e@f.example", "nowy@f.example"), title=lambda: d.name, mobile=lambda: "600100201"),
        "results": d.some(phone=lambda: d.one("same", "missing", "x"), email=lambda: "same"),
        "accepted_fields": d.one([], ["email"], ["title", "mobile"]),
        "note": d.one(None, "rozmowa"),
    },
    "contact.delete": lambda d: {"contact_id": d.id("contact")},
    "contact.restore": lambda d: {"contact_id": d.gone("contact")},
    "contact.anonymise": lambda d: {"contact_id": d.id("contact")},
    "account.anonymise": lambda d: {"account_id": d.id("account")},
    "consent.record": lambda d: {
        **d.one({"contact_id": d.id("contact")}, {"account_id": d.id("account")}),
        "purpose": d.one("commercial", ""),
        "channel": d.one("email", "fax"),
        "status": d.one("granted", "withdrawn"),
        "obtained_on": d.day(),
    },
    "segment.create": lambda d: {
        "name": d.name,
        "mode": d.one("static", "rule"),
        **d.one(
            {"rule": d.one(None, RULE)},
            {"entity": "contact", "rule": d.one(None, PEOPLE)},
            {"entity": "offer"},
        ),
    },
    "segment.update": lambda d: {"segment_id": d.id("segment"), **d.some(name=lambda: d.name, purpose=lambda: d.name)},
    "segment.delete": lambda d: {"segment_id": d.id("segment")},
    "segment.set_members": lambda d: {
        "segment_id": d.id("segment"),
        **d.one({"account_ids": d.ids("account")}, {"contact_ids": d.ids("contact")}),
    },
    "file.add": lambda d: {"name": d.one("a.csv", "b.csv"), "content": CSV},
    "import.run": lambda d: {
        "file": ("a.csv", CSV),
        "mapping": MAPPING,
        "mode": d.one("create", "update", "both"),
        "match_by": d.one("nip", None),
        "decisions": d.one({}, {2: "skip"}, {2: "update", 3: "create"}),
        **d.one({}, {"encoding": d.one("windows-1250", "utf-8", "x")}, {"delimiter": d.one(";", ",", "x")}),
    },
    "import.undo": lambda d: {"import_run_id": d.id("import_run")},
    "product.create": lambda d: {
        "code": f"P{d.chance.randint(1, 9)}",
        "name": d.name,
        "kind": d.one("product", "service"),
        "unit": "szt.",
        "price_net_gr": d.one(0, 9_999, -1),
        "vat_code": d.one("23", "zw", "7"),
    },
    "product.update": lambda d: {
        "product_id": d.id("product"),
        **d.some(price_net_gr=lambda: d.one(1, 100), name=lambda: d.name),
    },
    "goal.create": lambda d: {"name": d.name, **_goal(d)},
    "goal.update": lambda d: {"goal_id": d.id("sales_goal"), **_goal(d)},
    "goal.activate": lambda d: {"goal_id": d.id("sales_goal")},
    "goal.delete": lambda d: {"goal_id": d.id("sales_goal")},
    "product.delete": lambda d: {"product_id": d.id("product")},
    "pipeline.delete": lambda d: {"pipeline_id": d.id("pipeline")},
    "template.delete": lambda d: {"template_id": d.id("offer_template")},
    "pipeline.create": lambda d: {
        "name": d.name,
        "stages": [{"name": f"Etap {n}", "probability": d.percent()} for n in range(2)],
    },
    "pipeline.update": lambda d: {"pipeline_id": d.id("pipeline"), **d.some(description=lambda: d.name, is_default=lambda: True)},
    "stage.add": lambda d: {"pipeline_id": d.id("pipeline"), "name": d.name, "position": d.one(None, 1, 3), **_stage(d)},
    "stage.update": lambda d: {"stage_id": d.id("stage"), **_stage(d)},
    "stage.move": lambda d: {"stage_id": d.id("stage"), "position": d.one(0, 1, 2, 5)},
    "stage.delete": lambda d: {"stage_id": d.id("stage"), "target_stage_id": d.id("stage", 0.3)},
    "stage_task.add": lambda d: {"stage_id": d.id("stage"), "title": d.name, **_stage_task(d)},
    "stage_task.update": lambda d: {"stage_task_id": d.id("stage_task"), **_stage_task(d)},
    "stage_task.delete": lambda d: {"stage_task_id": d.id("stage_task")},
    "opportunity.create": lambda d: {
        "name": d.name,
        "account_id": d.id("account"),
        "pipeline_id": d.id("pipeline"),
        "stage_id": d.id("stage", 0.6),
        "probability": d.one(None, d.percent()),
        **_opportunity(d),
    },
    "opportunity.update": lambda d: {"opportunity_id": d.id("opportunity"), **_opportunity(d)},
    "contact.bulk_update": lambda d: {
        "contact_ids": d.ids("contact"),
        **d.one({"field": "preferred_channel", "value": "email"}, {"field": "source", "value": "x"},
                {"field": "active", "value": False}),
    },
    "opportunity.bulk_update": lambda d: {
        "opportunity_ids": d.ids("opportunity"),
        **d.one(*SETS, {"field": "stage_id", "value": d.id("stage")}),
    },
    "opportunity.shift": lambda d: {
        "opportunity_id": d.id("opportunity"),
        "days": d.one(0, 3, -2),
        "workdays_only": d.one(True, False),
        "with_close": d.one(True, False),
    },
    "opportunity.set_lines": lambda d: {"opportunity_id": d.id("opportunity"), "lines": d.lines()},
    "opportunity.move": lambda d: {
        "opportunity_id": d.id("opportunity"),
        "stage_id": d.id("stage"),
        "reason": d.one(None, "bo tak"),
    },
    "opportunity.mark_won": lambda d: {
        "opportunity_id": d.id("opportunity"),
        "closed_on": d.day(),
        "value_gr": d.one(None, 0, 900),
    },
    "opportunity.mark_lost": lambda d: {
        "opportunity_id": d.id("opportunity"),
        "closed_on": d.day(),
        "lost_note": d.one(None, "x"),
        "lost_reason": d.one("price", "other", None),
    },
    "opportunity.reopen": lambda d: {"opportunity_id": d.id("opportunity"), "stage_id": d.id("stage")},
    "opportunity.add_contact": lambda d: {
        "opportunity_id": d.id("opportunity"),
        "contact_id": d.id("contact"),
        "role": d.one("user", "adviser", "x"),
    },
    "opportunity.remove_contact": lambda d: {"opportunity_id": d.id("opportunity"), "contact_id": d.id("contact")},
    "opportunity.delete": lambda d: {"opportunity_id": d.id("opportunity")},
    "opportunity.restore": lambda d: {"opportunity_id": d.gone("opportunity")},
    "task.create": lambda d: {"title": d.name, "percent": d.one(None, d.percent()), **_task(d)},
    "task.update": lambda d: {"task_id": d.id("task"), **_task(d)},
    "task.set_progress": lambda d: {
        "task_id": d.id("task"),
        "percent": d.one(None, d.percent()),
        "status": d.one(None, "completed", "on_hold"),
    },
    "task.complete": lambda d: {"task_id": d.id("task")},
    "task.delete": lambda d: {"task_id": d.id("task")},
    "task.restore": lambda d: {"task_id": d.gone("task")},
    "task.bulk_update": lambda d: {
        "task_ids": d.ids("task"),
        "field": d.one("status", "priority"),
        "value": d.one("completed", "cancelled", "high"),
    },
    "view.save": lambda d: {
        "entity": d.one("task", "account", "x"),
        "name": d.name,
        "filters": d.one(None, {"all": []}),
        "date_from": d.day(),
        "columns": d.one(None, ["title"], ["city", "name"], ["x"]),
    },
    "view.delete": lambda d: {"view_id": d.id("saved_view")},
    "template.create": lambda d: {"name": d.name, "blocks": d.one(BLOCKS, [], [{"kind": "paragraph", "text": "{{x.y}}"}], EDGED)},
    "template.duplicate": lambda d: {"template_id": d.id("offer_template")},
    "template.update": lambda d: {
        "template_id": d.id("offer_template"),
        **d.some(validity_days=lambda: d.one(7, 0), name=lambda: d.name),
    },
    "offer.generate": lambda d: {
        "opportunity_id": d.id("opportunity"),
        "template_id": d.id("offer_template"),
        "contact_id": d.id("contact", 0.3),
        "lines": d.one(None, d.lines()),
    },
    "offer.update_status": lambda d: {"offer_id": d.id("offer"), "status": d.one("ready", "accepted", "sent", "x")},
    "message.send": lambda d: {
        "to": d.one("a@b.example", "zły adres"),
        "subject": d.name,
        "offer_id": d.id("offer", 0.4),
        "message_id": d.id("message", 0.7),
        **_links(d),
    },
    "message.save_draft": lambda d: {
        "message_id": d.id("message", 0.6),
        "to": d.one("a@b.example", "zły adres", ""),
        "subject": d.one(d.name, ""),
        "offer_id": d.id("offer", 0.6),
        **_links(d),
    },
    "message.delete_draft": lambda d: {"message_id": d.id("message")},
    "message.receive": lambda d: {
        "sender": "k@l.example",
        "subject": "Odpowiedź",
        "body": "x",
        "in_reply_to_id": d.id("message", 0.5),
        "bounce": d.one(True, False),
    },
    "message.mark_read": lambda d: {"message_id": d.id("message")},
    "interaction.record": lambda d: {
        "kind": d.one("phone", "offer", "x"),
        "subject": d.name,
        "happened_on": d.day(),
        "offer_id": d.id("offer", 0.6),
        **_links(d),
    },
    "interaction.correct": lambda d: {"interaction_id": d.id("interaction"), **d.some(subject=lambda: d.name)},
    "report.create": lambda d: {"name": d.name, **drawn_report(d.chance), **d.one({}, {}, {}, {}, {"entity": "x"})},
    "report.update": _changed_report,
    "report.generate": lambda d: {"report_id": d.id("report")},
    "report.delete": lambda d: {"report_id": d.id("report")},
    "act.undo": lambda d: {"seq": (d.session.scalar(select(func.max(JournalRow.seq))) or 0) - d.one(0, 0, 0, 1)},
    "bin.restore": lambda d: dict(zip(("table", "record_id"), d.binned(), strict=True)),
}


@contextmanager
def bench_on(path: Path, kind: str = "candidate"):
    """A bench on a sandbox file, in one write transaction that commits at the end."""
    with open_path(path, write=True) as session:
        yield Workbench(session, Actor(kind, 1 if kind == "candidate" else None), TODAY, NOW)


def work(path: Path, sequence: int, most: int = 20) -> tuple[list[str], list[str]]:
    """Carry out the random work of one number; returns the commands that were done and those that were refused."""
    chance = random.Random(sequence)
    done: list[str] = []
    refused: list[str] = []
    names = sorted(ARGS)
    weights = [3 if name.endswith((".create", ".add", ".generate")) else 1 for name in names]  # else there is little to work on
    for name in chance.choices(names, weights, k=chance.randint(4, most)):
        try:
            with bench_on(path, "system" if name == "message.receive" else "candidate") as bench:
                COMMANDS[name](bench, **ARGS[name](Draw(bench.session, chance)))
            done.append(name)
        except Refused:
            refused.append(name)
    return done, refused
