"""2.3.d and 2.4: opportunities, their stage and value, moves on the board, won and lost."""

from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from tests.journeys.crm.rooms import opportunities
from tests.journeys.crm.test_customers import only
from tests.sandbox_crm.seed import B2B, BORSUK, LAMP, NEW, OFFERED, SWIT, TALK


@pytest.fixture
def chance(hands, company):
    """The name of an opportunity of one's own in the first stage."""
    number = len(company.state()["opportunity"])
    name = f"Hala {number}"
    company.given("opportunity.create", name=name, account_id=BORSUK, pipeline_id=B2B, stage_id=NEW, value_gr=900_000)
    return name


def the(company, name):
    """An opportunity as it stands now."""
    return only(company.state()["opportunity"], name=name)


def test_2_3_d_the_value_of_a_stage_is_read(hands, company):
    _kind, _probability, count, total, weighted, _acts = opportunities.stage_value(hands, "Sprzedaż firmom", "Rozmowa")
    there = [one for one in company.state()["opportunity"].values() if one["stage_id"] == TALK and not one["deleted_at"]]
    value = sum(one["value_gr"] for one in there)
    assert int(count) == len(there)
    assert total == f"{value // 100:,}".replace(",", " ") + f",{value % 100:02} zł"
    assert int("".join(filter(str.isdigit, weighted))) == sum(one["value_gr"] * one["probability"] // 100 for one in there)


def test_2_4_a_an_opportunity_is_added_and_corrected(hands, company):
    name = f"Nowa linia ({hands.way})"
    opportunities.add(
        hands,
        **{
            "Nazwa szansy": name,
            "Lejek": "Sprzedaż firmom",
            "Konto klienta": "Świt sp. z o.o.",
            "Planowane zamknięcie": "2026-06-30",
            "Następny krok": "spotkanie",
        },
    )
    opportunities.correct(hands, name, **{"Następny krok": "wizja lokalna", "Planowane zamknięcie": "2026-07-15"})
    made = the(company, name)
    assert (made["next_step"], str(made["expected_close"]), made["number"][:8]) == ("wizja lokalna", "2026-07-15", "SZ/2026/")


def test_2_4_b_acts_that_close_a_stage(hands, company, chance):
    opportunities.add_act(
        hands, chance, Zadanie=f"Zebrać wymiary {chance}", Termin="2026-04-24", **{"Obowiązkowe przed wyjściem z etapu": True}
    )
    made = only(company.state()["task"], title=f"Zebrać wymiary {chance}")
    assert (made["stage_id"], made["mandatory"], made["opportunity_id"]) == (NEW, True, the(company, chance)["id"])


def test_2_4_c_a_value_and_a_stage(hands, company):
    name = f"Wyposażenie ({hands.way})"
    opportunities.add(
        hands,
        **{
            "Nazwa szansy": name,
            "Lejek": "Sprzedaż firmom",
            "Konto klienta": "Świt sp. z o.o.",
            "Etap": "Sprzedaż firmom: Oferta",
            "Wartość netto": "25 400,50",
        },
    )
    made = the(company, name)
    assert (made["stage_id"], made["value_gr"], made["probability"]) == (OFFERED, 25_400_50, 60)


def test_2_4_c_a_value_that_follows_from_the_lines(hands, company, chance):
    opportunities.correct(hands, chance, **{"Źródło wartości": "suma pozycji"})
    opportunities.set_lines(hands, chance, [{"Produkt": "L-100 Lampa biurowa", "Ilość": "10", "Rabat": "10"}])
    line = only(company.state()["opportunity_line"], opportunity_id=the(company, chance)["id"])
    assert (line["product_id"], line["qty_milli"], the(company, chance)["value_gr"]) == (LAMP, 10_000, 233_910)


def test_2_4_d_a_card_is_carried_to_the_next_stage(hands, company, chance, counted):
    opportunities.board(hands)
    opportunities.carry(hands, chance, "Rozmowa")
    counted("An opportunity to the next stage")
    moved = the(company, chance)
    assert (moved["stage_id"], moved["probability"]) == (TALK, 40)
    assert only(company.state()["stage_change"], opportunity_id=moved["id"], to_stage_id=TALK)["from_stage_id"] == NEW


def test_2_4_d_back_by_the_form_with_a_reason(hands, company, chance):
    company.given("opportunity.move", opportunity_id=the(company, chance)["id"], stage_id=OFFERED)
    opportunities.move_by_form(hands, chance, "Sprzedaż firmom: Rozmowa", "klient zmienił zakres")
    back = only(company.state()["stage_change"], opportunity_id=the(company, chance)["id"], to_stage_id=TALK)
    assert (back["from_stage_id"], back["reason"]) == (OFFERED, "klient zmienił zakres")


def test_2_4_e_an_opportunity_belongs_to_a_client(hands, company):
    name = f"Serwis ({hands.way})"
    opportunities.add(
        hands,
        **{
            "Nazwa szansy": name,
            "Lejek": "Sprzedaż firmom",
            "Konto klienta": "Świt sp. z o.o.",
            "Główna osoba kontaktowa": "Ewa Łącka",
        },
    )
    made = the(company, name)
    assert (made["account_id"], made["primary_contact_id"]) == (SWIT, 1)


def test_2_4_f_an_opportunity_is_won(hands, company, chance):
    opportunities.win(hands, chance, **{"Wartość netto": "8 750,00", "Data zamknięcia": "2026-04-20"})
    won = the(company, chance)
    stage = company.state()["stage"][won["stage_id"]]
    assert (stage["kind"], won["value_gr"], str(won["closed_on"])) == ("won", 875_000, "2026-04-20")


def test_2_4_f_an_opportunity_is_lost_with_its_reason(hands, company, chance, counted):
    opportunities.board(hands)
    opportunities.lose_on_board(hands, chance, **{"Powód przegranej": "cena"})
    counted("An opportunity marked as lost")
    lost = the(company, chance)
    assert (company.state()["stage"][lost["stage_id"]]["kind"], lost["lost_reason"]) == ("lost", "price")


def test_2_4_f_a_loss_that_is_cancelled_leaves_the_card_where_it_was(hands, company, chance):
    opportunities.board(hands)
    hands.carry(opportunities.card(hands, chance), 4)
    hands.link("Anuluj", hands.dialog)
    assert opportunities.column(hands, "Nowa").get_by_role("link", name=chance, exact=True).is_visible()
    assert the(company, chance)["stage_id"] == NEW


def test_conditions_are_said_in_words_while_they_are_put_together(page):
    typed = [("value_gr", "between", "1 000,00;"), ("expected_close", "relative", "ten kwartał"), ("next_step", "empty", ""),
             ("name", "contains", "lamp")]
    rows = {f"filters-{number}-{part}": said for number, row in enumerate(typed)
            for part, said in zip(("field", "op", "value"), row, strict=True)}
    page.goto(f"{page.url.rstrip('/')}/opportunities?{urlencode({'asking': 1, **rows})}")
    expect(page.locator("[data-filter-words] span")).to_have_text(
        "Wartość netto od 1 000,00 oraz Planowane zamknięcie: ten kwartał oraz Następny krok: pole puste oraz Nazwa zawiera lamp")
