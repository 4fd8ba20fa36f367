"""One search finds records of every room, without case and Polish marks; its index never touches journal and state."""

import pytest
from bs4 import BeautifulSoup

from sandbox_crm.models.everything import BY_TABLE
from sandbox_crm.search.finding import ROOMS, search, words_of
from sandbox_crm.snapshot import state_hash
from sandbox_crm.store import open_path
from tests.sandbox_crm.driver import ADDRESS, SEALED, page
from tests.sandbox_crm.history.test_changes import act


def tables(sandbox, text):
    with open_path(sandbox.path, write=False) as session:
        return {group.table: [hit.name for hit in group.hits] for group in search(session, text)}


@pytest.fixture
def full(sandbox):
    """Something called Źdźbło in every room."""
    act(sandbox, "account.create", name="Źdźbło sp. z o.o.", phone="81 123-45-67")
    act(sandbox, "contact.create", first_name="Żaneta", last_name="Źdźbło", account_id=1)
    act(sandbox, "segment.create", name="Odbiorcy źdźbła", mode="static")
    act(sandbox, "opportunity.create", name="Źdźbła na wiosnę", account_id=1, pipeline_id=1)
    act(sandbox, "pipeline.create", name="Źdźbło", stages=[{"name": "Nowa", "probability": 10}])
    act(sandbox, "goal.create", name="Więcej źdźbeł i ŹDŹBŁO")
    act(sandbox, "task.create", title="Zapytać o źdźbło")
    act(sandbox, "template.create", name="Oferta źdźbło", blocks=[{"kind": "heading", "text": "Oferta"}])
    act(sandbox, "product.create", code="Z-1", name="Źdźbło", kind="product", unit="szt.", price_net_gr=1, vat_code="23")
    act(sandbox, "report.create", name="Źdźbła", purpose="źdźbło", entity="task", kind="table", columns=["title"])
    act(sandbox, "message.receive", sender="z@z.example", subject="Źdźbło?", body="")
    act(sandbox, "interaction.record", kind="phone", subject="Rozmowa o źdźble", result="źdźbło", account_id=1)
    return sandbox


@pytest.mark.parametrize("typed", ["źdźbł", "ZDZBL", "zdzbl", "ŹDŹBŁ"])
def test_every_room_is_searched_without_case_and_marks(full, typed):
    assert set(tables(full, typed)) == {room[0].__tablename__ for room in ROOMS} - {"offer"}


def test_offers_are_found_by_number_and_people_by_telephone(full):
    act(full, "template.create", name="Prosty", blocks=[{"kind": "heading", "text": "Oferta"}])
    act(full, "opportunity.set_lines", opportunity_id=1, lines=[{"product_id": 1, "qty_milli": 1000}])
    act(full, "offer.generate", opportunity_id=1, template_id=1)
    assert tables(full, "of/2026/0001")["offer"] and tables(full, "81 123 45 67")["account"] == ["Źdźbło sp. z o.o."]


def test_all_words_must_be_there_in_any_order(full):
    assert tables(full, "zdzblo zaneta") == {"contact": ["Żaneta Źdźbło"]} == tables(full, "żaneta  ŹDŹ")
    assert tables(full, "zaneta nikt") == {} == tables(full, "%%") == tables(full, 'zdzblo" OR "*') == tables(full, "")


def test_numbers_may_be_typed_with_spaces_and_dashes():
    assert words_of("100-000-00-12") == ["1000000012"] == words_of(" 1000 000 012 ") and words_of("Łódź  łódź") == ["lodz"]


def test_binned_records_are_not_found_and_changed_ones_by_their_new_words(full):
    act(full, "task.update", task_id=4, title="Zapytać o ćwikłę")
    assert "task" not in tables(full, "zdzbl") and tables(full, "cwikle")["task"] == ["Zapytać o ćwikłę"]
    act(full, "task.delete", task_id=4)
    assert "task" not in tables(full, "cwikle")


def test_the_index_is_no_part_of_the_state(full):
    snapshot = full.snapshot()
    assert set(snapshot.state) <= set(BY_TABLE) and state_hash(snapshot.state_at(0)) == state_hash(snapshot.seed)


def test_a_moment_finds_what_was_there_then(full):
    client = full.app.test_client()
    assert not page(client, "/at/0/search?q=zdzbl", address=SEALED).select("main section li")
    assert len(page(client, "/at/1/search?q=zdzbl", address=SEALED).select("main section li")) == 1
    assert len(page(client, "/search?q=zdzbl", address=SEALED).select("main section")) == len(ROOMS) - 1


def test_the_field_offers_the_first_finds_in_groups(full):
    client = full.app.test_client()
    offered = BeautifulSoup(client.get(f"{ADDRESS}/search/offered?q=zdzbl").get_data(as_text=True), "html.parser")
    options = offered.select("[role=option]")
    assert len(options) >= len(ROOMS) - 1 and options[0]["data-href"].endswith("/accounts/6")
    assert len({option["id"] for option in options}) == len(options)
    assert "Nic nie znaleziono" in client.get(f"{ADDRESS}/search/offered?q=qqq").get_data(as_text=True)


def test_many_finds_of_a_kind_say_that_there_are_more(sandbox):
    for number in range(9):
        act(sandbox, "task.create", title=f"Powtórka {number}")
    assert "Jest ich więcej" in page(sandbox.app.test_client(), "/search?q=powtorka").text
