"""A company with a pipeline, two clients with near names, and an opportunity, before the candidate began."""

from __future__ import annotations

import pytest

from tests.scoring.world import World


def furnished(offset: int = 0) -> World:
    """The seed all tests of scoring start from."""
    world = World(offset)
    me = world.plant("sales_user", "me", name="Anna Lis", email="anna@polmag.example", role="sales", is_candidate=True)
    ewa = world.plant("sales_user", "ewa", name="Ewa Sarna", email="ewa@polmag.example", role="design", is_candidate=False)
    swit = world.plant(
        "account",
        "swit",
        kind="company",
        name="Świt sp. z o.o.",
        status="active",
        nip="1000000012",
        city="Łódź",
        email="biuro@swit.example",
        phone="600100200",
        owner_id=me,
        industry="retail",
    )
    world.plant(
        "account",
        "swit2",
        kind="company",
        name="Świt Bis sp. z o.o.",
        status="active",
        nip="1000000029",
        owner_id=ewa,
        industry="logistics",
        city="Lublin",
    )
    world.plant(
        "account", "urzad", kind="institution", name="Archiwum w Lublinie", status="prospect", owner_id=me, industry="public"
    )
    world.plant(
        "contact",
        "nowak",
        account_id=swit,
        first_name="Jan",
        last_name="Nowak",
        email="jan@swit.example",
        is_primary=True,
        do_not_call=False,
        active=True,
        decision_role="user",
    )
    rack = world.plant(
        "product", "rack", code="R1", name="Przęsło", kind="product", unit="szt.", price_net_gr=124800, vat_code="23", active=True
    )
    pipeline = world.plant("pipeline", "racks", name="Sprzedaż regałów", is_default=True, position=0, active=True)
    for position, (name, kind, chance) in enumerate(
        (
            ("Kontakt", "open", 10),
            ("Pomiar", "open", 30),
            ("Oferta", "open", 60),
            ("Wygrana", "won", 100),
            ("Przegrana", "lost", 0),
        )
    ):
        world.plant(
            "stage", name.lower(), pipeline_id=pipeline, name=name, position=position, kind=kind, probability=chance, gate="none"
        )
    world.plant(
        "opportunity",
        "racks",
        number="SZ/2026/0001",
        name="Regały do magazynu",
        account_id=swit,
        pipeline_id=pipeline,
        stage_id=world.ids["#stage/kontakt"],
        value_gr=1_455_632,
        value_source="manual",
        probability=10,
        probability_manual=False,
        owner_id=me,
        opened_on="2026-04-01",
        stage_entered_on="2026-04-01",
        expected_close="2026-05-29",
    )
    world.plant(
        "opportunity",
        "other",
        number="SZ/2026/0002",
        name="Antresola",
        account_id=world.ids["#account/swit2"],
        pipeline_id=pipeline,
        stage_id=world.ids["#stage/oferta"],
        value_gr=2_000_000,
        value_source="manual",
        probability=60,
        probability_manual=False,
        owner_id=ewa,
        opened_on="2026-04-01",
        stage_entered_on="2026-04-01",
    )
    assert rack
    return world


@pytest.fixture
def world() -> World:
    """The furnished seed with nothing done."""
    return furnished()
