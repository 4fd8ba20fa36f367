"""What stands beside a sum leads to exactly what was summed: the filter goes along; the schedule picks its opportunity."""

from benchmarks.crm_filling import fill
from sandbox_crm.sales import opportunities
from sandbox_crm.sales.board import MOST_CARDS
from sandbox_crm.work import views
from tests.sandbox_crm.driver import ADDRESS, page
from tests.sandbox_crm.seed import ANNA, B2B, BORSUK, NEW, PIOTR, SWIT

FILTERS = ("pipeline_id=1", "pipeline_id=1&owner_id=2", "pipeline_id=1&close_from=2026-05-01&close_to=2026-12-31",
           "pipeline_id=1&q=hurtowni&owner_id=1&value_from=50", "pipeline_id=1&mode=sealed&endpoint=desk&at=3&owner_id=2")


def leads_to(client, link):
    """How many opportunities the list at a link counts."""
    facts = page(client, link["href"].removeprefix(ADDRESS)).select(".sales-totals > div")
    return int(next(fact.dd.text for fact in facts if fact.dt.text == "Szanse sprzedaży"))


def test_every_stage_s_link_opens_as_many_opportunities_as_stand_beside_it(client, sandbox):
    with sandbox.work() as bench:
        for owner, account, value in ((ANNA, SWIT, 100_00), (PIOTR, BORSUK, 5_000_00), (PIOTR, SWIT, None)):
            opportunities.create(bench, name="Lampy do hurtowni", account_id=account, pipeline_id=B2B, value_gr=value,
                                 owner_id=owner)
    counts = set()
    for query in FILTERS:
        for row in page(client, f"/opportunities/values?{query}").select("tbody tr"):
            count = int(row.select("td")[2].text)
            assert leads_to(client, row.select_one("a")) == count, (query, row.text)
            counts.add(count)
    assert counts >= {0, 1, 2}


def test_the_rest_of_a_column_is_found_under_the_filter_of_the_board(client, sandbox):
    with sandbox.work() as bench:
        for number in range(MOST_CARDS + 5):
            opportunities.create(bench, name=f"Szansa {number}", account_id=SWIT, pipeline_id=B2B, owner_id=PIOTR)
        opportunities.create(bench, name="Inna", account_id=SWIT, pipeline_id=B2B, owner_id=ANNA)
        kept = views.save(bench, entity="opportunity", name="Piotra", kind="board", filters={"all": [
            {"field": "owner_id", "op": "eq", "value": PIOTR}]}).id
    for query, total in (("", MOST_CARDS + 7), (f"owner_id={PIOTR}", MOST_CARDS + 5), (f"view={kept}", MOST_CARDS + 5)):
        link = page(client, f"/opportunities/board?{query}").select_one(".board-empty a")
        assert link.text == f"Wyświetlono {MOST_CARDS} z {total}" and f"stage_id={NEW}" in link["href"]
        assert leads_to(client, link) == total, query


def test_the_schedule_offers_a_pipeline_s_opportunities_and_of_very_many_those_that_match(client, sandbox):
    assert len(page(client, "/pipelines/1/schedule").select("#opportunity_id option")) == 3
    assert len(page(client, "/pipelines/2/schedule").select("#opportunity_id option")) == 1
    fill(sandbox.path, 700)
    first = page(client, "/pipelines/1/schedule?opportunity_id=1")
    assert len(first.select("#opportunity_id option")) < 30
    assert first.select_one("#opportunity_id option[selected]")["value"] == "1"
    found = page(client, "/pipelines/1/schedule?find-opportunity_id=hurtowni").select("#opportunity_id option[value]")
    assert [option.text for option in found][1:] == ["SZ/2026/0002 Lampy do hurtowni"]
    pick = first.select_one("#opportunity_id")["data-pick"]
    assert [one["id"] for one in client.get(f"{pick}&q=hurtowni").get_json()] == [2]
    assert client.get(f"{pick.replace('pipeline_id=1', 'pipeline_id=2')}&q=hurtowni").get_json() == []
