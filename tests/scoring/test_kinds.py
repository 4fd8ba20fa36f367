"""Every kind of check: met, not met, near miss, nothing tried. Each case says what the candidate did."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from scoring.practical import EVALUATORS
from tests.scoring.conftest import furnished
from tests.scoring.world import World, outcome

Doing = Callable[[World], Any]
GUARD = {"id": "guard", "kind": "record_exists", "find": {"table": "account", "where": {"name": "Nowa sp. z o.o."}}}
OPENING = [
    {"kind": kind, "text": f"{kind}: treść {{{{account.name}}}} {{{{opportunity.value}}}}"}
    for kind in ("heading", "seller", "buyer", "line_table", "terms", "validity", "signature")
]

#: the same tags in other ways of writing, as the list of the CRM's editor offers them
WRITTEN_OTHERWISE = [
    {"kind": "header", "text": "Ważne do {{offer.valid_until|long}}"},
    {"kind": "footer", "text": "Razem {{ offer.net | words }}"},
]


def nothing(world: World) -> None:
    """The candidate did nothing at all."""


def new_account(**values: Any) -> Doing:
    return lambda world: world.add("account", kind="company", status="prospect", **{"name": "Nowa sp. z o.o.", **values})


def change(name: str, **values: Any) -> Doing:
    return lambda world: world.set(name[1:].split("/")[0], world.ids[name], **values)


def move(*stages: str, opportunity: str = "#opportunity/racks", **also: Any) -> Doing:
    def do(world: World) -> None:
        for stage in stages:
            world.set(
                "opportunity", world.ids[opportunity], command="opportunity.move", stage_id=world.ids[f"#stage/{stage}"], **also
            )

    return do


def both(*doings: Doing) -> Doing:
    def do(world: World) -> None:
        for doing in doings:
            doing(world)

    return do


def segment(*members: str, rule: dict | None = None) -> Doing:
    def do(world: World) -> None:
        key = world.add("segment", name="Moja grupa", mode="rule" if rule else "static", rule=rule)
        for member in members:
            world.add("segment_member", segment_id=key, account_id=world.ids[f"#account/{member}"])

    return do


def pipeline(
    chances: tuple[int, ...] = (10, 40, 70), lost: bool = True, tasks: int = 0, exit_: str = "klient potwierdził termin"
) -> Doing:
    def do(world: World) -> None:
        key = world.add("pipeline", name="Przeglądy", is_default=False, position=1, active=True)
        kinds = [("open", chance) for chance in chances] + [("won", 100)] + ([("lost", 0)] if lost else [])
        stages = [
            world.add(
                "stage",
                pipeline_id=key,
                name=f"Etap {place}",
                position=place,
                kind=kind,
                probability=chance,
                exit_condition=exit_,
                gate="none",
            )
            for place, (kind, chance) in enumerate(kinds)
        ]
        for stage in stages[:tasks]:
            world.add("stage_task", stage_id=stage, title="Telefon do klienta", kind="phone", mandatory=True, offset_days=2)

    return do


def goal(**values: Any) -> Doing:
    full = {
        "name": "Przeglądy",
        "specific": "Podpisać umowy na przeglądy regałów z klientami",
        "metric": "won_count",
        "target_value": 12,
        "baseline_value": 4,
        "achievable_why": "W pierwszym kwartale podpisano cztery umowy",
        "relevant_why": "Przeglądy są obowiązkowe co roku",
        "date_from": "2026-04-20",
        "date_to": "2026-06-30",
        "status": "active",
        "needed_fields": [],
    }

    def do(world: World) -> None:
        world.add("sales_goal", **{**full, "product_id": world.ids["#product/rack"], **values})

    return do


def template(blocks: list | None = None, **values: Any) -> Doing:
    return lambda world: world.add(
        "offer_template",
        name="Regały",
        version=1,
        blocks=OPENING if blocks is None else blocks,
        validity_days=14,
        active=True,
        **values,
    )


def offer(account: str = "swit", net: int = 1_455_632, unresolved: tuple = ()) -> Doing:
    def do(world: World) -> None:
        file = world.add("stored_file", name="oferta.pdf", media_type="application/pdf", size=1, sha256="a" * 64)
        world.add(
            "offer",
            number="OF/2026/0001",
            version=1,
            template_id=1,
            template_version=1,
            status="ready",
            opportunity_id=world.ids["#opportunity/racks"],
            account_id=world.ids[f"#account/{account}"],
            contact_id=world.ids["#contact/nowak"],
            issued_on="2026-04-20",
            valid_until="2026-05-04",
            tag_values={},
            customer_snapshot={"name": "Świt sp. z o.o."},
            rendered_blocks=[{"kind": "terms", "text": "14\u00a0556,32\u00a0zł"}],
            vat_summary=[],
            net_gr=net,
            vat_gr=0,
            gross_gr=net,
            unresolved_tags=[*unresolved],
            file_id=file,
        )

    return do


def sent(to: str = "jan@swit.example", logged: bool = True, linked: bool = True) -> Doing:
    def do(world: World) -> None:
        offer()(world)
        world.add(
            "message",
            direction="outgoing",
            sender="anna@polmag.example",
            recipients=[to],
            cc=[],
            subject="Oferta",
            body="",
            attachment_ids=[1 + world.offset],
            status="sent",
            offer_id=1 + world.offset,
        )
        if logged:
            world.add(
                "interaction",
                kind="offer",
                direction="outgoing",
                happened_on="2026-04-20",
                subject="Wysłano ofertę",
                account_id=world.ids["#account/swit"],
                offer_id=1 + world.offset if linked else None,
            )

    return do


def view(filters: dict, **values: Any) -> Doing:
    return lambda world: world.add("saved_view", entity="opportunity", name="Moje", kind="list", filters=filters, **values)


def tasks(*levels: str) -> Doing:
    def do(world: World) -> None:
        for account, level in zip(("urzad", "swit"), levels, strict=False):
            world.add(
                "task",
                title=f"Zadanie {account}",
                kind="other",
                status="not_started",
                priority=level,
                percent=0,
                owner_id=world.ids["#sales_user/me"],
                account_id=world.ids[f"#account/{account}"],
                due_on="2026-04-29",
            )

    return do


def answer(value: str) -> Doing:
    return lambda world: world.answer("q1", value)


def report(**values: Any) -> Doing:
    full = {
        "name": "Kwartały",
        "entity": "opportunity",
        "columns": [],
        "group_by": ["owner_id"],
        "date_field": "closed_on",
        "filters": {"all": [{"field": "stage.kind", "op": "eq", "value": "open"}]},
        "date_bucket": "month",
        "measures": [{"func": "sum", "field": "value_gr"}],
        "compare": {"kind": "previous_period"},
        "kind": "bar",
        "why_kind": "Słupki pokazują różnice między osobami",
    }

    def do(world: World) -> None:
        key = world.add("report", **{**full, **values})
        world.add(
            "report_run",
            report_id=key,
            as_of="2026-04-20",
            definition={},
            filter_words="",
            rows=[],
            totals={},
            record_ids=[],
            sha256="",
        )

    return do


def run(**values: Any) -> Doing:
    return lambda world: world.add(
        "import_run",
        **{
            "entity": "account",
            "file_name": "targi.xlsx",
            "file_sha256": "",
            "mapping": {"NIP": "account.nip", "PESEL": None},
            "defaults": {"source": "fair"},
            "mode": "both",
            "created_count": 19,
            "updated_count": 3,
            "skipped_count": 2,
            "error_count": 0,
            **values,
        },
    )


SWIT = {"record": "#account/swit"}
RACKS = {"record": "#opportunity/racks"}
PAIR = [
    {
        "higher": {"table": "task", "where": {"account_id": "#account/urzad"}},
        "lower": {"table": "task", "where": {"account_id": "#account/swit"}},
    }
]
READING = {"answer": "q1", "type": "money", "compute": {"of": "opportunity", "sum": "value_gr", "where": {"stage.kind": "open"}}}
BY_RULE = {"all": [{"field": "industry", "op": "eq", "value": "retail"}]}
OWN = {"all": [{"field": "owner_id", "op": "eq", "value": 1}]}

COUNTED = {"group_by": ["owner_id"], "measures": []}
#: kind, its settings, what was done, what must come out
CASES: list[tuple[str, dict[str, Any], Doing, str]] = [
    (
        "record_exists",
        {"find": {"table": "account", "where": {"name": "NOWA Spółka z o.o.", "nip": "100-000-00-35"}}, "new": True},
        new_account(nip="1000000035"),
        "met",
    ),
    (
        "record_exists",
        {"find": {"table": "account", "where": {"name": "Nowa sp. z o.o.", "nip": "1000000035"}}},
        nothing,
        "untried",
    ),
    (
        "record_exists",
        {"find": {"table": "account", "where": {"name": "Nowa sp. z o.o.", "nip": "1000000035"}}},
        new_account(nip="1000000036"),
        "near",
    ),
    (
        "record_exists",
        {"find": {"table": "account", "where": {"name": "Nowa sp. z o.o.", "nip": "1000000035"}}},
        new_account(nip="5261040828"),
        "not_met",
    ),
    (
        "record_exists",
        {"find": {"table": "account", "where": {"name": "Świt sp. z o.o."}}, "new": True},
        change("#account/swit", city="Radom"),
        "untried",
    ),
    (
        "record_absent",
        {"find": {"table": "account", "where": {"name": "Świt Bis sp. z o.o."}}, "requires": "guard"},
        both(new_account(), change("#account/swit2", deleted_at="2026-11-20T10:00:00.000Z")),
        "met",
    ),
    (
        "record_absent",
        {"find": {"table": "account", "where": {"name": "Świt Bis sp. z o.o."}}, "requires": "guard"},
        new_account(),
        "not_met",
    ),
    ("record_absent", {"find": {"table": "account", "where": {"name": "Nie ma"}}, "requires": "guard"}, nothing, "untried"),
    (
        "field_equals",
        {**SWIT, "fields": {"city": "łódź", "phone": "600-100-201"}},
        change("#account/swit", phone="+48600100201"),
        "met",
    ),
    ("field_equals", {**SWIT, "fields": {"city": "Łódź"}}, nothing, "untried"),
    ("field_equals", {**SWIT, "fields": {"phone": "600 100 201"}}, change("#account/swit", phone="600100202"), "near"),
    ("field_equals", {**SWIT, "fields": {"phone": "600 100 201"}}, change("#account/swit", phone="501502503"), "not_met"),
    ("field_equals", {**SWIT, "fields": {"owner.name": "Ewa Sarna"}}, change("#account/swit", owner_id=2), "met"),
    (
        "field_changed",
        {**SWIT, "field": "status", "from": "active", "to": "inactive"},
        change("#account/swit", status="inactive"),
        "met",
    ),
    ("field_changed", {**SWIT, "field": "status", "to": "inactive"}, change("#account/swit", status="prospect"), "not_met"),
    (
        "field_changed",
        {**SWIT, "field": "email", "to": "nowy@swit.example"},
        change("#account/swit", email="nwy@swit.example"),
        "near",
    ),
    ("field_changed", {**SWIT, "field": "status", "to": "active"}, nothing, "untried"),
    (
        "field_filled",
        {**SWIT, "fields": ["regon", "street"], "valid_as": {"regon": "regon"}},
        change("#account/swit", regon="123456785", street="Lipowa"),
        "met",
    ),
    (
        "field_filled",
        {**SWIT, "fields": ["regon", "street"], "valid_as": {"regon": "regon"}},
        change("#account/swit", regon="123456780", street="Lipowa"),
        "not_met",
    ),
    ("field_filled", {**SWIT, "fields": ["street"]}, nothing, "untried"),
    (
        "linked_to",
        {**RACKS, "field": "primary_contact_id", "to": "#contact/nowak"},
        change("#opportunity/racks", primary_contact_id=1),
        "met",
    ),
    (
        "linked_to",
        {**RACKS, "field": "account_id", "to": "#account/swit2"},
        change("#opportunity/racks", account_id=3),
        "not_met",
    ),
    ("linked_to", {**RACKS, "field": "account_id", "to": "#account/swit"}, nothing, "untried"),
    (
        "date_rule",
        {**RACKS, "field": "expected_close", "is": {"between": ["2026-05-04", "2026-05-08"], "working_day": True}},
        change("#opportunity/racks", expected_close="2026-05-08"),
        "met",
    ),
    (
        "date_rule",
        {**RACKS, "field": "expected_close", "is": {"days": {"from": "2026-04-30", "min": 1, "max": 1, "working": True}}},
        change("#opportunity/racks", expected_close="2026-05-04"),
        "met",
    ),
    (
        "date_rule",
        {**RACKS, "field": "expected_close", "is": {"working_day": True}},
        change("#opportunity/racks", expected_close="2026-05-01"),
        "not_met",
    ),
    (
        "date_rule",
        {**RACKS, "field": "expected_close", "is": "2026-06-30"},
        change("#opportunity/racks", expected_close="2026-06-20"),
        "near",
    ),
    ("date_rule", {**RACKS, "field": "expected_close", "is": "2026-05-29"}, nothing, "untried"),
    (
        "set_equals",
        {"members_of": {"table": "segment"}, "equals": {"of": "account", "where": {"industry": "retail"}}},
        segment("swit"),
        "met",
    ),
    (
        "set_equals",
        {"members_of": {"table": "segment"}, "equals": {"of": "account", "where": {"industry": "retail"}}},
        segment(rule=BY_RULE),
        "met",
    ),
    (
        "set_equals",
        {"members_of": {"table": "segment"}, "equals": {"of": "account", "where": {"industry": "retail"}}},
        segment("swit", "swit2"),
        "not_met",
    ),
    (
        "set_equals",
        {"members_of": {"table": "segment"}, "equals": {"of": "account", "where": {"industry": "retail"}}, "near_wrong": 1},
        segment("swit", "swit2"),
        "near",
    ),
    ("set_equals", {"members_of": {"table": "segment"}, "equals": {"of": "account"}}, nothing, "untried"),
    ("count_is", {"find": {"table": "account", "where": {"source": "fair"}}, "is": 1}, new_account(source="fair"), "met"),
    ("count_is", {"find": {"table": "account", "where": {"source": "fair"}}, "is": 2}, new_account(source="fair"), "not_met"),
    ("count_is", {"find": {"table": "account", "where": {"source": "fair"}}, "is": 2}, nothing, "untried"),
    (
        "sum_is",
        {"find": {"table": "opportunity"}, "field": "value_gr", "is": 1_600_000},
        change("#opportunity/racks", value_gr=1_600_000),
        "met",
    ),
    (
        "sum_is",
        {"find": {"table": "opportunity"}, "field": "value_gr", "is": 1_600_000},
        change("#opportunity/racks", value_gr=1_600_001),
        "near",
    ),
    (
        "sum_is",
        {"find": {"table": "opportunity"}, "field": "value_gr", "is": 1_600_000},
        change("#opportunity/racks", value_gr=5),
        "not_met",
    ),
    ("sum_is", {"find": {"table": "opportunity"}, "field": "value_gr", "is": 3_455_632}, nothing, "untried"),
    ("moved_through", {**RACKS, "path": ["#stage/pomiar", "#stage/oferta"], "end": "last"}, move("pomiar", "oferta"), "met"),
    ("moved_through", {**RACKS, "forward": 2}, move("pomiar", "kontakt", "pomiar"), "met"),
    ("moved_through", {**RACKS, "forward": 2}, move("oferta"), "not_met"),
    ("moved_through", {**RACKS, "path": ["#stage/pomiar", "#stage/oferta"]}, move("oferta"), "not_met"),
    (
        "moved_through",
        {**RACKS, "path": ["#stage/pomiar", "#stage/oferta"], "back": "forbidden"},
        move("pomiar", "kontakt", "pomiar", "oferta"),
        "not_met",
    ),
    (
        "moved_through",
        {**RACKS, "path": ["#stage/kontakt", "#stage/oferta"], "skip": "forbidden"},
        move("pomiar", "oferta"),
        "not_met",
    ),
    ("moved_through", {**RACKS, "forward": 1}, nothing, "untried"),
    (
        "happened_before",
        {"first": {"command": "account.create"}, "then": {"command": "opportunity.move", **RACKS}},
        both(new_account(), move("pomiar")),
        "met",
    ),
    (
        "happened_before",
        {"first": {"command": "account.create"}, "then": {"command": "opportunity.move"}},
        both(move("pomiar"), new_account()),
        "not_met",
    ),
    ("happened_before", {"first": {"command": "account.create"}, "then": {"command": "opportunity.move"}}, nothing, "untried"),
    (
        "closed_as",
        {**RACKS, "result": "lost", "reason": "delivery", "closed_on": "2026-04-20"},
        move("przegrana", lost_reason="delivery", closed_on="2026-04-20"),
        "met",
    ),
    ("closed_as", {**RACKS, "result": "lost", "reason": "delivery"}, move("przegrana", lost_reason="price"), "not_met"),
    ("closed_as", {**RACKS, "result": "won", "value": 1_455_632}, move("wygrana", value_gr=1_455_633), "near"),
    ("closed_as", {**RACKS, "result": "won"}, move("oferta"), "untried"),
    ("stages_defined", {"exit_chars": 10}, pipeline(), "met"),
    ("stages_defined", {}, pipeline((10, 10, 70)), "not_met"),
    ("stages_defined", {}, pipeline(lost=False), "not_met"),
    ("stages_defined", {"exit_chars": 10}, pipeline(exit_="tak"), "not_met"),
    ("stages_defined", {}, nothing, "untried"),
    ("stage_tasks", {}, pipeline(tasks=3), "met"),
    ("stage_tasks", {}, pipeline(tasks=2), "not_met"),
    ("stage_tasks", {}, pipeline(), "untried"),
    (
        "schedule_dates",
        {"of": {"table": "task"}, "facts": [{"due_on": "2026-04-29"}], "each": {"due_on": {"working_day": True}}},
        tasks("high"),
        "met",
    ),
    ("schedule_dates", {"of": {"table": "task"}, "facts": [{"due_on": "2026-04-30"}]}, tasks("high"), "not_met"),
    ("schedule_dates", {"of": {"table": "task"}, "facts": [{"due_on": "2026-04-28"}]}, tasks("high"), "near"),
    ("schedule_dates", {"of": {"table": "task"}, "facts": [{"due_on": "2026-04-28"}]}, nothing, "untried"),
    ("goal_parts", {"metric": "won_count", "target": {"between": [10, 15]}, "date_to": {"le": "2026-06-30"}}, goal(), "met"),
    ("goal_parts", {}, goal(achievable_why="bo tak"), "not_met"),
    ("goal_parts", {}, goal(product_id=None), "not_met"),
    ("goal_parts", {"date_to": "2026-06-30"}, goal(date_to="2026-06-20"), "near"),
    ("goal_parts", {}, nothing, "untried"),
    (
        "template_has",
        {"blocks": ["seller", "terms", "validity", "signature"], "tags": [["account.name", "account.short_name"]]},
        template(),
        "met",
    ),
    ("template_has", {"tags": ["offer.valid_until", "offer.net"], "known_tags": ["offer.valid_until", "offer.net"]},
     template(WRITTEN_OTHERWISE), "met"),
    ("template_has", {"tags": ["offer.issued_on"]}, template(WRITTEN_OTHERWISE), "not_met"),
    ("template_has", {"blocks": ["header", "footer"], "block_chars": 5}, template(WRITTEN_OTHERWISE), "met"),
    ("template_has", {"blocks": ["signature"]}, template(OPENING[:-1]), "not_met"),
    ("template_has", {"tags": ["contact.full_name"]}, template(), "not_met"),
    ("template_has", {"blocks": ["signature"]}, nothing, "untried"),
    (
        "doc_generated",
        {**RACKS, "where": {"account_id": "#account/swit", "net_gr": 1_455_632}, "contains": ["14 556,32 zł"]},
        offer(),
        "met",
    ),
    ("doc_generated", {**RACKS, "where": {"account_id": "#account/swit"}}, offer("swit2"), "not_met"),
    ("doc_generated", {**RACKS}, offer(unresolved=("contact.name",)), "not_met"),
    ("doc_generated", {**RACKS, "where": {"net_gr": 1_455_632}}, offer(net=1_455_623), "near"),
    ("doc_generated", {**RACKS}, nothing, "untried"),
    ("doc_sent_logged", {"offer": {"table": "offer"}, "to": ["jan@swit.example"]}, sent(), "met"),
    ("doc_sent_logged", {"offer": {"table": "offer"}, "to": ["jan@swit.example"]}, sent(logged=False), "not_met"),
    ("doc_sent_logged", {"offer": {"table": "offer"}, "to": ["jan@swit.example"]}, sent(linked=False), "not_met"),
    ("doc_sent_logged", {"offer": {"table": "offer"}, "to": ["jan@swit.example"]}, sent("ewa@polmag.example"), "not_met"),
    ("doc_sent_logged", {"offer": {"table": "offer"}, "to": ["jan@swit.example"]}, sent("jna@swit.example"), "near"),
    ("doc_sent_logged", {"offer": {"table": "offer"}, "to": ["jan@swit.example"]}, offer(), "untried"),
    (
        "list_view",
        {"entity": "opportunity", "rows": {"of": "opportunity", "where": {"owner_id": "#sales_user/me"}}},
        view(OWN),
        "met",
    ),
    ("list_view", {"entity": "opportunity", "rows": {"of": "opportunity"}}, view(OWN), "not_met"),
    (
        "list_view",
        {"entity": "opportunity", "rows": {"of": "opportunity"}, "by": "either", "uses": ["owner_id"]},
        view(OWN),
        "met",
    ),
    (
        "list_view",
        {"entity": "opportunity", "rows": {"of": "opportunity", "where": {"expected_close": "2026-05-29"}}},
        view({}, date_from="2026-05-01", date_to="2026-05-31"),
        "met",
    ),
    ("list_view", {"entity": "opportunity", "rows": {"of": "opportunity"}}, nothing, "untried"),
    ("priority_order", {"pairs": PAIR}, tasks("urgent", "high"), "met"),
    ("priority_order", {"pairs": PAIR}, tasks("normal", "low"), "met"),
    ("priority_order", {"pairs": PAIR}, tasks("high", "high"), "not_met"),
    ("priority_order", {"pairs": PAIR, "near_wrong": 1}, tasks("high", "high"), "near"),
    ("priority_order", {"pairs": PAIR}, nothing, "untried"),
    ("answer_equals", READING, answer("34 556,32 zł"), "met"),
    ("answer_equals", READING, answer("34,556.32"), "met"),
    ("answer_equals", READING, answer("34 556,23"), "near"),
    ("answer_equals", READING, answer("20 000"), "not_met"),
    ("answer_equals", READING, answer("nie wiem"), "not_met"),
    ("answer_equals", READING, nothing, "untried"),
    (
        "answer_equals",
        {"answer": "q1", "type": "percent", "compute": {"of": "account", "share": {"industry": "retail"}}},
        answer("33%"),
        "met",
    ),
    (
        "answer_equals",
        {"answer": "q1", "type": "percent", "compute": {"of": "account", "share": {"industry": "retail"}}},
        answer("33,33"),
        "met",
    ),
    (
        "answer_equals",
        {"answer": "q1", "type": "percent", "compute": {"of": "account", "share": {"industry": "retail"}}},
        answer("34"),
        "not_met",
    ),
    (
        "answer_equals",
        {"answer": "q1", "type": "money", "compute": {"of": "opportunity", "weighted_sum": "value_gr"}},
        answer("13 455,63"),
        "met",
    ),
    ("answer_in", {"answer": "q1", "choices": ["Pomiar", "Oferta"]}, answer(" oferta "), "met"),
    ("answer_in", {"answer": "q1", "choices": ["Pomiar", "Oferta"], "all": True}, answer("oferta; pomiar"), "met"),
    ("answer_in", {"answer": "q1", "choices": ["Pomiar", "Oferta"], "all": True}, answer("oferta"), "not_met"),
    ("answer_in", {"answer": "q1", "choices": ["Pomiar"]}, answer("Pomair"), "near"),
    ("answer_in", {"answer": "q1", "choices": ["Pomiar"]}, nothing, "untried"),
    (
        "report_config",
        {
            "entity": "opportunity",
            "rows": {"of": "opportunity"},
            "date_field": "closed_on",
            "group_by": ["owner_id"],
            "measures": [{"func": "sum", "field": "value_gr"}],
            "compare": "previous_period",
            "kinds": ["bar", "table"],
            "why_chars": 15,
            "generated": True,
        },
        report(),
        "met",
    ),
    ("report_config", {"date_field": "closed_on"}, report(date_field="opened_on"), "not_met"),
    ("report_config", {"kinds": ["bar"], "why_chars": 15}, report(why_kind=" "), "not_met"),
    (
        "report_config",
        {"rows": {"of": "opportunity"}},
        report(filters={"all": [{"field": "value_gr", "op": "gt", "value": 1_500_000}]}),
        "not_met",
    ),
    (
        "report_config",
        {"rows": {"of": "opportunity"}, "near_wrong": 1},
        report(filters={"all": [{"field": "value_gr", "op": "gt", "value": 1_500_000}]}),
        "near",
    ),
    ("report_config", {"measures": [{"func": "count"}]}, report(**COUNTED), "met"),
    ("report_config", {"measures": [{"func": "sum"}]}, report(**COUNTED), "not_met"),
    ("report_config", {"generated": True}, nothing, "untried"),
    (
        "imported",
        {"file_name": "Targi.xlsx", "mapped": {"NIP": "account.nip"}, "skipped_columns": ["PESEL"], "created": 19},
        run(),
        "met",
    ),
    ("imported", {"skipped_columns": ["PESEL"]}, run(mapping={"NIP": "account.nip", "PESEL": "contact.notes"}), "not_met"),
    ("imported", {"created": 19}, run(undone_at="2026-11-20T10:00:00.000Z"), "not_met"),
    ("imported", {"created": 19}, nothing, "untried"),
    (
        "nothing_else_changed",
        {"tables": ["account"], "requires": "guard", "except": ["#account/swit"]},
        both(new_account(), change("#account/swit", city="Radom")),
        "met",
    ),
    (
        "nothing_else_changed",
        {"tables": ["account"], "requires": "guard"},
        both(new_account(), change("#account/swit", city="Radom")),
        "not_met",
    ),
    (
        "nothing_else_changed",
        {"tables": ["account"], "requires": "guard"},
        both(new_account(), change("#account/swit", city="Radom"), change("#account/swit", city="Łódź")),
        "met",
    ),
    ("nothing_else_changed", {"tables": ["account"], "requires": "guard"}, nothing, "untried"),
]


def judged(kind: str, settings: dict[str, Any], doing: Doing, offset: int = 0) -> Any:
    world = furnished(offset)
    doing(world)
    check = {"id": "c", "criterion": "2.4.a", "kind": kind, **settings}
    guards = [GUARD] if "requires" in settings else []
    return world.find(*guards, check)


@pytest.mark.parametrize(
    ("kind", "settings", "doing", "expected"), CASES, ids=[f"{n}-{c[0]}-{c[3]}" for n, c in enumerate(CASES)]
)
def test_a_check_comes_out_as_the_work_deserves(kind: str, settings: dict[str, Any], doing: Doing, expected: str) -> None:
    found = judged(kind, settings, doing)
    assert outcome(found) == expected, found.rationale_pl
    assert found.rationale_pl.startswith(
        {"met": "Stwierdzono: ", "untried": "Nie podjęto próby"}.get(expected, "Nie stwierdzono: ")
    )


def test_every_kind_is_tried_in_all_its_ways() -> None:
    seen: dict[str, set[str]] = {}
    for kind, _, _, expected in CASES:
        seen.setdefault(kind, set()).add(expected)
    assert set(seen) == set(EVALUATORS)
    assert all({"met", "not_met", "untried"} <= ways for ways in seen.values()), seen


@pytest.mark.parametrize(("kind", "settings", "doing", "expected"), CASES, ids=[f"{n}-{c[0]}" for n, c in enumerate(CASES)])
def test_doing_nothing_meets_no_check(kind: str, settings: dict[str, Any], doing: Doing, expected: str) -> None:
    assert outcome(judged(kind, settings, nothing)) == "untried"
