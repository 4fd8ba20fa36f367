"""What the practice company wants to know: goals, segments, reports with their runs, saved views."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from sandbox_crm.models.clients import Account, Contact
from sandbox_crm.training.days import TODAY, Days, Hand
from sandbox_crm.training.words import HEAD, LEARNER, SELLER, SERVICE

_OPEN = {"field": "stage.kind", "op": "eq", "value": "open"}
_WON = {"field": "opportunity.stage.kind", "op": "eq", "value": "won"}
GOALS: tuple[tuple[date, int, dict[str, Any]], ...] = (
    (
        date(2025, 12, 10),
        HEAD,
        {
            "name": "Dystrybutory zimą",
            "specific": "Sprzedać firmom dystrybutory i filtry od stycznia do końca marca.",
            "metric": "won_value",
            "target_value": 25_000_00,
            "baseline_value": 19_000_00,
            "status": "closed",
            "achievable_why": "Zimą zeszłego roku sprzedałem za 19 tys. zł, a zapytań z formularza jest o połowę więcej.",
            "relevant_why": "Zima jest słaba w dostawach wody, a urządzenia utrzymują przychód.",
            "pipeline": "firms",
            "date_from": date(2026, 1, 1),
            "date_to": date(2026, 3, 31),
            "owner_id": SELLER,
        },
    ),
    (
        date(2026, 3, 27),
        HEAD,
        {
            "name": "Dystrybutory wiosną",
            "specific": "Zwiększyć sprzedaż dystrybutorów z montażem firmom z trzech województw.",
            "metric": "won_value",
            "target_value": 30_000_00,
            "baseline_value": 18_000_00,
            "achievable_why": "Wiosną ubiegłego roku było 18 tys. zł, a liczba zapytań z formularza wzrosła o połowę.",
            "relevant_why": "Montaże przed latem dają umowy na filtry do końca roku.",
            "pipeline": "firms",
            "date_from": date(2026, 4, 1),
            "date_to": date(2026, 6, 30),
            "owner_id": LEARNER,
            "needed_fields": ["account.name", "account.industry", "account.voivodeship", "contact.decision_role"],
        },
    ),
    (
        date(2026, 4, 13),
        SERVICE,
        {
            "name": "Abonenci przed latem",
            "specific": "Podpisać umowy abonamentowe z osobami prywatnymi i małymi firmami.",
            "metric": "won_count",
            "target_value": 5,
            "baseline_value": 2,
            "achievable_why": "Zimą podpisałam dwie umowy bez żadnej reklamy.",
            "relevant_why": "Latem zamówienia na wodę są największe, a stali odbiorcy ułatwiają planowanie tras.",
            "pipeline": "water",
            "date_from": date(2026, 4, 15),
            "date_to": date(2026, 7, 15),
            "owner_id": SERVICE,
            "needed_fields": ["account.phone", "account.address", "account.preferred_channel"],
        },
    ),
    (
        date(2026, 4, 30),
        HEAD,
        {
            "name": "Więcej ofert w maju i czerwcu",
            "specific": "Wysyłać oferty wszystkim, którzy przeszli próbę urządzenia.",
            "metric": "offer_count",
            "target_value": 12,
            "baseline_value": 6,
            "achievable_why": "Oferta z nowego szablonu zajmuje kwadrans.",
            "relevant_why": "Co druga oferta kończy się zamówieniem.",
            "date_from": date(2026, 5, 1),
            "date_to": date(2026, 6, 30),
            "owner_id": LEARNER,
        },
    ),
    (
        date(2026, 5, 14),
        LEARNER,
        {
            "name": "Hotele przed sezonem",
            "specific": "Dotrzeć do hoteli i restauracji z dystrybutorami z gazowaniem.",
            "metric": "new_clients",
            "segment": "segment/hospitality",
            "owner_id": LEARNER,
        },
    ),
)
REPORTS: tuple[tuple[date, dict[str, Any]], ...] = (
    (
        date(2026, 4, 30),
        {
            "name": "Nowe szanse miesiąc po miesiącu",
            "entity": "opportunity",
            "kind": "line",
            "date_field": "opened_on",
            "date_bucket": "month",
            "measures": [{"func": "count"}, {"func": "sum", "field": "value_gr"}],
            "filters": {"all": [{"field": "opened_on", "op": "ge", "value": "2025-11-01"}]},
            "purpose": "Czy przybywa zapytań i na jaką wartość.",
            "why_kind": "Linia pokazuje zmianę w czasie.",
            "conclusion": "Najwięcej zapytań jest wiosną, więc montaże trzeba planować już w lutym.",
        },
    ),
    (
        date(2026, 5, 4),
        {
            "name": "Skąd przychodzą klienci",
            "entity": "account",
            "kind": "bar",
            "group_by": ["source"],
            "measures": [{"func": "count"}],
            "sort_by": "count",
            "sort_down": True,
            "purpose": "Które źródła dają najwięcej kont.",
            "why_kind": "Słupki łatwo porównać, gdy źródeł jest kilka.",
        },
    ),
    (
        date(2026, 5, 11),
        {
            "name": "Co sprzedaliśmy: kategorie i miesiące",
            "entity": "opportunity_line",
            "kind": "stacked_bar",
            "group_by": ["product.category"],
            "date_field": "opportunity.closed_on",
            "date_bucket": "month",
            "measures": [{"func": "sum", "field": "net_gr"}],
            "filters": {"all": [_WON]},
            "purpose": "Udział urządzeń, filtrów i wody w wygranych szansach.",
            "why_kind": "Słupek pokazuje cały miesiąc, a jego części kategorie.",
        },
    ),
    (
        date(2026, 5, 15),
        {
            "name": "Praca w toku według etapów",
            "entity": "opportunity",
            "kind": "funnel",
            "group_by": ["stage.name"],
            "measures": [{"func": "count"}, {"func": "sum", "field": "value_gr"}, {"func": "sum", "field": "weighted_gr"}],
            "filters": {"all": [_OPEN, {"field": "pipeline.name", "op": "eq", "value": "Dystrybutory dla firm"}]},
            "purpose": "Ile szans stoi na każdym etapie lejka dla firm.",
        },
    ),
    (
        TODAY,
        {
            "name": "Zadania po terminie",
            "entity": "task",
            "kind": "table",
            "sort_by": "due_on",
            "columns": ["title", "due_on", "priority", "owner.name", "account.name", "opportunity.number"],
            "filters": {"all": [{"field": "due_on", "op": "relative", "value": "overdue"}]},
            "purpose": "Lista na poranne spotkanie zespołu.",
        },
    ),
    (
        TODAY,
        {
            "name": "Średnia wartość szansy w branżach",
            "entity": "opportunity",
            "kind": "pivot",
            "group_by": ["account.industry", "pipeline.name"],
            "measures": [{"func": "avg", "field": "value_gr"}, {"func": "count"}],
            "purpose": "Gdzie zamówienia są największe.",
        },
    ),
    (
        TODAY,
        {
            "name": "Zgody na informacje handlowe",
            "entity": "consent",
            "kind": "pie",
            "group_by": ["status"],
            "measures": [{"func": "count"}],
            "filters": {
                "all": [
                    {"field": "current", "op": "eq", "value": True},
                    {"field": "purpose", "op": "eq", "value": "commercial"},
                    {"field": "channel", "op": "eq", "value": "email"},
                ]
            },
            "purpose": "Do ilu osób wolno pisać.",
            "why_kind": "Cztery części jednej całości.",
        },
    ),
)
#: reports that were generated more than once: name -> the days before
EARLIER_RUNS = {"Nowe szanse miesiąc po miesiącu": (date(2026, 3, 31),), "Skąd przychodzą klienci": (date(2026, 4, 1),)}
VIEWS: tuple[dict[str, Any], ...] = (
    {
        "entity": "task",
        "name": "Moje telefony w tym tygodniu",
        "sort": "due_on",
        "columns": ["title", "due_on", "priority", "contact_id"],
        "filters": {
            "all": [
                {"field": "kind", "op": "eq", "value": "phone"},
                {"field": "owner_id", "op": "eq", "value": LEARNER},
                {"field": "due_on", "op": "relative", "value": "this_week"},
            ]
        },
    },
    {
        "entity": "task",
        "name": "Pilne, bez zakończonych",
        "sort": "due_on",
        "group_by": "owner",
        "filters": {
            "all": [
                {"field": "priority", "op": "in", "value": ["high", "urgent"]},
                {"field": "status", "op": "ne", "value": "completed"},
            ]
        },
    },
    {
        "entity": "account",
        "name": "Gastronomia do odwiedzenia",
        "sort": "city",
        "columns": ["name", "city", "street", "phone", "owner_id"],
        "filters": {"all": [{"field": "industry", "op": "eq", "value": "hospitality"}]},
    },
    {
        "entity": "opportunity",
        "name": "Duże i bliskie zamknięcia",
        "sort": "expected_close",
        "filters": {
            "all": [
                {"field": "value_gr", "op": "gt", "value": 1_000_000},
                {"field": "expected_close", "op": "relative", "value": "this_month"},
                _OPEN,
            ]
        },
    },
)


def want_to_know(days: Days) -> None:
    """Set goals, gather segments, ask for reports, keep views."""
    for day, who, goal in GOALS:
        days.on(day, who, lambda hand, goal=goal: _set_goal(days, hand, goal))
    days.on(date(2026, 4, 1), HEAD, lambda hand: _close_goal(days, hand))
    days.on(date(2026, 5, 6), LEARNER, lambda hand: _gather(days, hand))
    for day, report in REPORTS:
        earlier = EARLIER_RUNS.get(report["name"], ())
        days.on(min((*earlier, day)), HEAD, lambda hand, report=report: _ask(days, hand, report))
        for run in sorted({*earlier, day}):
            days.on(run, HEAD, lambda hand, name=report["name"]: hand("report.generate", report_id=days.known[f"report/{name}"]))
    for view in VIEWS:
        days.on(date(2026, 5, 12), LEARNER, lambda hand, view=view: hand("view.save", **view))


def _set_goal(days: Days, hand: Hand, goal: dict[str, Any]) -> None:
    bound = {
        f"{name}_id": days.known[key if name == "segment" else f"pipeline/{key}"]
        for name in ("segment", "pipeline")
        if (key := goal.get(name))
    }
    plain = {name: value for name, value in goal.items() if name not in ("segment", "pipeline", "status")}
    made = hand("goal.create", **plain, **bound)
    days.known[f"goal/{goal['name']}"] = made.id
    if "target_value" in goal:
        hand("goal.activate", goal_id=made.id)


def _close_goal(days: Days, hand: Hand) -> None:
    for _day, _who, goal in GOALS:
        if goal.get("status") == "closed":
            hand("goal.update", goal_id=days.known[f"goal/{goal['name']}"], status="closed")


def _gather(days: Days, hand: Hand) -> None:
    """Segments of accounts and of people, fixed lists and rules."""
    bound = {"goal_id": days.known["goal/Dystrybutory wiosną"]}
    hand(
        "segment.create",
        name="Małe firmy z polecenia lub z targów",
        mode="rule",
        channel="phone",
        **bound,
        rule={
            "all": [
                {"field": "size_bucket", "op": "in", "value": ["micro", "small"]},
                {"any": [{"field": "source", "op": "eq", "value": "referral"}, {"field": "source", "op": "eq", "value": "fair"}]},
            ]
        },
        purpose="Telefony z zaproszeniem na pokaz urządzeń",
    )
    hand(
        "segment.create",
        name="Osoby ze zgodą na e-mail",
        mode="rule",
        entity="contact",
        channel="email",
        rule={
            "all": [
                {"field": "consent", "op": "eq", "value": "granted:email:commercial"},
                {"field": "active", "op": "eq", "value": True},
            ]
        },
        purpose="Wysyłka informacji o nowych filtrach",
    )
    review = hand(
        "segment.create",
        name="Przeglądy w czerwcu",
        mode="static",
        channel="phone",
        product_category="usługi",
        purpose="Klienci, u których mija pół roku od montażu",
    )
    hand("segment.set_members", segment_id=review.id, account_ids=_some(hand, Account, Account.kind == "company", 9))
    guests = hand(
        "segment.create",
        name="Goście dnia otwartego 2026",
        mode="static",
        entity="contact",
        channel="email",
        purpose="Podziękowanie i prezentacja po dniu otwartym",
    )
    hand("segment.set_members", segment_id=guests.id, contact_ids=_some(hand, Contact, Contact.active.is_(True), 14))


def _some(hand: Hand, kind: Any, case: Any, step: int) -> list[int]:
    """Every so many record of a kind."""
    found = list(hand.session.scalars(select(kind.id).where(case, kind.deleted_at.is_(None)).order_by(kind.id)))
    return found[3 :: max(1, len(found) // step)]


def _ask(days: Days, hand: Hand, report: dict[str, Any]) -> None:
    days.known[f"report/{report['name']}"] = hand("report.create", **report).id
