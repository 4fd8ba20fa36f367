"""A goal has one truth: its page, the list of goals and the settlement tell the same, and brute force comes to it too."""

import random
from datetime import date

import pytest
from sqlalchemy import insert, select

from sandbox_crm.bench import Actor, Workbench
from sandbox_crm.images import whole_state
from sandbox_crm.models.offers import Message, Offer
from sandbox_crm.models.sales import GOAL_METRICS, Opportunity, OpportunityLine, Product, SalesGoal
from sandbox_crm.offers.generating import generate_offer
from sandbox_crm.offers.messages import send_message
from sandbox_crm.reports.settlement import settled
from sandbox_crm.sales import goals, opportunities, transitions
from sandbox_crm.sales.progress import SENT, counted, progress_of
from sandbox_crm.store import build_template, open_path
from tests.sandbox_crm.driver import page
from tests.sandbox_crm.offers.test_offer_commands import LINES, template
from tests.sandbox_crm.reports.random_company import NOW, TODAY, company, day
from tests.sandbox_crm.seed import ANNA, B2B, B2C, BORSUK, EWA, JAN, LAMP, PIOTR, SWIT

YEAR = {"date_from": date(2026, 1, 1), "date_to": date(2026, 12, 31)}


def sold(bench, account_id, value, **more):
    made = opportunities.create(bench, name="Sprzedaż", account_id=account_id, pipeline_id=B2B, value_gr=value, **more)
    return transitions.mark_won(bench, opportunity_id=made.id, closed_on=made.opened_on)


def test_a_goal_of_a_person_counts_that_person_s_sales_and_a_goal_of_nobody_counts_all(bench):
    sold(bench, SWIT, 7_500_00, owner_id=ANNA)
    sold(bench, BORSUK, 8_000_00, owner_id=PIOTR)
    transitions.mark_lost(bench, opportunity_id=1, lost_reason="price", closed_on=TODAY)
    wanted = {
        "won_value": {ANNA: 7_500_00, PIOTR: 8_000_00, None: 15_500_00},
        "won_count": {ANNA: 1, PIOTR: 1, None: 2},
        "new_clients": {ANNA: 1, PIOTR: 1, None: 2},
        "conversion": {ANNA: 50, PIOTR: 100, None: 67},
    }
    for metric, by_owner in wanted.items():
        for owner, value in by_owner.items():
            goal = goals.create(bench, name="Cel", metric=metric, target_value=10_000_00, owner_id=owner, **YEAR)
            assert progress_of(bench, goal).value == value, (metric, owner)


def test_the_page_the_list_and_the_settlement_tell_the_same(client, sandbox):
    with sandbox.work() as bench:
        sold(bench, SWIT, 7_500_00, owner_id=ANNA)
        sold(bench, BORSUK, 8_000_00, owner_id=PIOTR)
        goal = goals.create(bench, name="Cel Anny", metric="won_value", target_value=10_000_00, owner_id=ANNA, **YEAR)
        goals.activate(bench, goal_id=goal.id)
        place = f"/goals/{goal.id}"
    for address in ("/goals", place, "/reports/settlement?from=2026-01-01&to=2026-12-31"):
        shown = page(client, address).select_one("main").text.replace("\xa0", " ")
        assert "7 500,00 zł" in shown and "75" in shown and "155" not in shown, address
    assert "liczy się tylko sprzedaż tej osoby" in page(client, place).text


def test_an_offer_counts_once_and_by_the_day_it_was_sent(bench):
    made = template(bench)
    goal = goals.create(bench, name="Oferty", metric="offer_count", target_value=4, date_from=TODAY, date_to=date(2026, 12, 31))
    earlier = goals.create(bench, name="Przedtem", metric="offer_count", date_from=date(2026, 1, 1), date_to=TODAY)
    first = generate_offer(bench, opportunity_id=1, template_id=made.id, contact_id=EWA, lines=LINES,
                           issued_on=date(2026, 2, 2), valid_until=date(2026, 12, 1))
    assert progress_of(bench, goal).value == 0
    send_message(bench, to="ewa@swit.example", subject="Oferta", offer_id=first.id)
    assert progress_of(bench, goal).course == ((bench.today, 1),)
    again = generate_offer(bench, opportunity_id=1, template_id=made.id, contact_id=EWA, lines=LINES, version_of=first.id)
    bench.today = date(2026, 5, 5)
    send_message(bench, to="ewa@swit.example", subject="Oferta, wersja druga", offer_id=again.id)
    assert progress_of(bench, goal).course == ((TODAY, 1),)
    other = generate_offer(bench, opportunity_id=2, template_id=made.id, contact_id=JAN, lines=LINES, issued_on=TODAY,
                           valid_until=date(2026, 12, 1))
    send_message(bench, to="jan@borsuk.example", subject="Oferta", offer_id=other.id)
    assert progress_of(bench, goal).course == ((TODAY, 1), (date(2026, 5, 5), 2))
    assert progress_of(bench, earlier).course == ((TODAY, 1),)
    own = goals.create(bench, name="Piotra", metric="offer_count", owner_id=PIOTR, **YEAR)
    there = goals.create(bench, name="Sklepu", metric="offer_count", pipeline_id=B2C, **YEAR)
    assert (progress_of(bench, own).value, progress_of(bench, there).value) == (0, 0)


def test_a_page_of_counted_opportunities_shows_what_each_brings_for_the_product(client, sandbox):
    with sandbox.work() as bench:
        for number in range(30):
            one = sold(bench, SWIT, 1_000_00 + number, owner_id=ANNA)
            bench.add(OpportunityLine(opportunity_id=one.id, product_id=LAMP, name="Lampa", qty_milli=1000, unit="szt.",
                                      price_net_gr=300_00, discount_pct=0, vat_code="23", net_gr=300_00, position=1))
        goal = goals.create(bench, name="Lampy", metric="won_value", target_value=10_000_00, product_id=LAMP, **YEAR)
        assert progress_of(bench, goal).value == 30 * 300_00
        place = f"/goals/{goal.id}"
    first = page(client, place).select_one('section[aria-labelledby="counted"]')
    onward = first.select_one("a[rel=next]")["href"]
    second = page(client, place + onward.partition(place)[2]).select_one('section[aria-labelledby="counted"]')
    assert "Wyświetlono 25 z 30" in first.text and "Wyświetlono 5 z 30" in second.text
    links = [link["href"] for part in (first, second) for link in part.select("tbody a")]
    assert len(links) == len(set(links)) == 30
    assert all("300,00" in row.text for row in first.select("tbody tr"))


def made_goals(rng):
    """Goals of every metric and every scope."""
    stamp = NOW.replace(tzinfo=None)
    for key in range(1, 41):
        start = date(2026, 1, 1) if rng.random() < 0.5 else date(2025, 3, 1)
        yield {"id": key, "name": f"Cel {key}", "metric": rng.choice(GOAL_METRICS), "status": "active", "date_from": start,
               "target_value": rng.randint(1, 10**7), "date_to": date(2026, 6, 30), "owner_id": rng.choice([1, 2, None, None]),
               "pipeline_id": rng.choice([None, None, 1, 2]), "segment_id": rng.choice([None, None, None, 1]),
               "product_id": rng.choice([None, None, 1]), "needed_fields": [], "created_at": stamp, "updated_at": stamp,
               "row_version": 1}


def more_rows(session, rng):
    """Products on some lines, second versions of some offers, letters that carried some of them."""
    kept = {"created_at": NOW.replace(tzinfo=None), "updated_at": NOW.replace(tzinfo=None), "row_version": 1}
    session.execute(insert(Product), [{"id": 1, "code": "A", "name": "A", "kind": "product", "unit": "szt.", "price_net_gr": 1,
                                       "vat_code": "23", "active": True, **kept}])
    session.execute(insert(OpportunityLine), [
        {"opportunity_id": rng.randint(1, 150), "product_id": rng.choice([1, None]), "name": "x", "qty_milli": 1000,
         "unit": "szt.", "price_net_gr": 1, "discount_pct": 0, "vat_code": "23", "net_gr": rng.randint(1, 10**6), "position": 1,
         "deleted_at": rng.choice([None, None, None, NOW.replace(tzinfo=None)]), **kept} for _ in range(120)])
    for first in session.scalars(select(Offer).where(Offer.id <= 8)).all():
        row = {column.key: getattr(first, column.key) for column in Offer.__table__.columns}
        session.execute(insert(Offer), [{**row, "id": first.id + 100, "version": 2, "status": rng.choice(["draft", "sent"])}])
    session.execute(insert(Message), [
        {"direction": rng.choice(["outgoing", "outgoing", "incoming"]), "sender": "a@b.example", "recipients": [], "cc": [],
         "subject": "x", "body": "x", "attachment_ids": [], "status": "sent", "sent_on": date.fromisoformat(day(rng, 0)),
         "offer_id": rng.choice([*range(1, 16), *range(101, 109)]), **kept} for _ in range(12)])


def by_hand(state, goal):
    """The value of a goal written out plainly over the whole state."""
    live = [row for row in state["opportunity"].values() if row["deleted_at"] is None]
    kinds = {key: row["kind"] for key, row in state["stage"].items()}
    accounts = {row["id"] for row in state["account"].values() if row["deleted_at"] is None}
    members = {row["account_id"] for row in state["segment_member"].values() if row["deleted_at"] is None} & accounts
    first, last = goal["date_from"].isoformat(), goal["date_to"].isoformat()
    nets = {}
    for line in state["opportunity_line"].values():
        if line["deleted_at"] is None and line["product_id"] == goal["product_id"]:
            nets[line["opportunity_id"]] = nets.get(line["opportunity_id"], 0) + line["net_gr"]

    def among(row, about):
        return (all(goal[name] in (None, about[name]) for name in ("owner_id", "pipeline_id"))
                and (goal["segment_id"] is None or row["account_id"] in members))

    if goal["metric"] == "offer_count":
        days = {}
        for offer in state["offer"].values():
            if offer["status"] in SENT and offer["deleted_at"] is None and goal["product_id"] is None and among(
                    offer, state["opportunity"][offer["opportunity_id"]]):
                letters = [letter["sent_on"] for letter in state["message"].values()
                           if letter["offer_id"] == offer["id"] and letter["direction"] == "outgoing"]
                days.setdefault(offer["number"], []).append(min(letters, default=offer["issued_on"]))
        return sum(first <= min(found) <= last for found in days.values())
    closed = [row for row in live if kinds[row["stage_id"]] != "open" and first <= row["closed_on"] <= last and among(row, row)
              and (goal["product_id"] is None or row["id"] in nets)]
    won = [row for row in closed if kinds[row["stage_id"]] == "won"]
    if goal["metric"] == "won_value":
        return sum(row["value_gr"] if goal["product_id"] is None else nets[row["id"]] for row in won)
    if goal["metric"] == "won_count":
        return len(won)
    if goal["metric"] == "new_clients":
        before = {row["account_id"] for row in live if kinds[row["stage_id"]] == "won" and row["closed_on"] < first}
        return len({row["account_id"] for row in won} - before)
    return (len(won) * 200 + len(closed)) // (2 * len(closed)) if closed else None


@pytest.mark.parametrize("seed", range(5))
def test_progress_equals_brute_force_over_random_companies(tmp_path, seed):
    path, rng = tmp_path / "company.sqlite3", random.Random(seed)
    others = ("product", "sales_goal", "opportunity_line", "offer_line", "message")  # `more_rows` makes these, for goals to meet
    build_template(path, {table: rows for table, rows in company(seed, 150).items() if table not in others}, NOW)
    made = list(made_goals(rng))
    with open_path(path, write=True) as session:
        more_rows(session, rng)
        session.execute(insert(SalesGoal), made)
    with open_path(path, write=False) as session:
        state, bench = whole_state(session), Workbench(session, Actor("candidate", 1), TODAY, NOW)
        told = settled(bench, date(2025, 1, 1), date(2026, 12, 31))
        seen = {goal["metric"]: 0 for goal in made}
        for goal in made:
            record, expected = session.get(SalesGoal, goal["id"]), by_hand(state, goal)
            progress, meant = progress_of(bench, record), counted(bench, record)
            assert progress.value == expected, goal
            seen[goal["metric"]] += bool(expected)
            if goal["metric"] == "won_count":
                assert len(session.scalars(meant).all()) == expected
            if goal["metric"] == "won_value":
                assert next(row.against.reached_gr for row in told.goals if row.goal.id == goal["id"]) == expected
        assert all(seen.values()), seen
        assert session.scalars(select(Opportunity.id)).all()
