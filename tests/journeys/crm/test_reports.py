"""2.5: what a report is about, its conditions, comparisons, its form and a run of it."""

import pytest

from tests.journeys.crm.rooms import reports
from tests.journeys.crm.test_customers import only
from tests.sandbox_crm.seed import ANNA, B2B, BORSUK, PIOTR, SWIT

WON = ((ANNA, SWIT, 1_200_000, "2026-04-20"), (ANNA, BORSUK, 300_000, "2026-04-20"), (PIOTR, SWIT, 450_050, "2026-04-20"))


@pytest.fixture(autouse=True)
def sales(company):
    """Three opportunities that were won in April, by two people."""
    if any(one["name"] == "Wygrana 1" for one in company.state()["opportunity"].values()):
        return
    for number, (owner, account, value, day) in enumerate(WON, 1):
        made = company.given("opportunity.create", name=f"Wygrana {number}", account_id=account, pipeline_id=B2B, owner_id=owner)
        company.given("opportunity.mark_won", opportunity_id=made, closed_on=company.day(day), value_gr=value)


def the(company, name):
    """A report's question as it is kept."""
    return only(company.state()["report"], name=name)


def test_2_5_a_the_columns_that_answer_a_question(hands, company):
    name = f"Co mamy w toku ({hands.way})"
    reports.begin(
        hands, "Szanse sprzedaży", **{"Nazwa raportu": name, "Cel: na jakie pytanie odpowiada": "Które szanse są otwarte?"}
    )
    reports.columns(hands, "Nazwa", "Wartość netto", "Planowane zamknięcie")
    reports.show_as(hands, "Tabela")
    reports.save(hands)
    kept = the(company, name)
    assert (kept["entity"], kept["columns"]) == ("opportunity", ["name", "value_gr", "expected_close"])


def test_2_5_b_data_are_filtered(hands, company):
    name = f"Klienci z Lublina ({hands.way})"
    reports.begin(hands, "Konta klientów", **{"Nazwa raportu": name})
    reports.columns(hands, "Nazwa")
    reports.condition(hands, 1, "Miejscowość", "równa się", "Lublin")
    reports.condition(hands, 2, "Branża", "równa się", "handel")
    reports.show_as(hands, "Tabela")
    reports.save(hands)
    rows = reports.generate(hands)
    assert [row[0] for row in rows if "Razem" not in row[0]] == ["Świt sp. z o.o."]
    asked = the(company, name)["filters"]["all"]
    assert [(one["field"], one["op"], one["value"]) for one in asked] == [("city", "eq", "Lublin"), ("industry", "eq", "trade")]


def test_2_5_d_owners_are_set_beside_each_other(hands, company):
    name = f"Anna i Piotr ({hands.way})"
    reports.begin(hands, "Szanse sprzedaży", **{"Nazwa raportu": name, "Pierwsze grupowanie": "Opiekun"})
    reports.condition(hands, 1, "Etap: Wynik", "równa się", "wygrana")
    reports.measure(hands, "Suma", "Wartość netto")
    reports.show_as(hands, "Tabela")
    reports.save(hands)
    rows = {row[0]: row[-1] for row in reports.generate(hands)}
    won = {"Anna Kowalczyk": "15 000,00 zł", "Piotr Żak": "4 500,50 zł"}
    assert {who: rows[who] for who in won} == won
    run = only(company.state()["report_run"], report_id=the(company, name)["id"])
    assert run["totals"]["count"] == len(WON)


def test_2_5_e_a_form_is_chosen_and_justified(hands, company):
    name = f"Etapy ({hands.way})"
    reports.begin(hands, "Szanse sprzedaży", **{"Nazwa raportu": name, "Pierwsze grupowanie": "Etap"})
    reports.show_as(hands, "Wykres słupkowy")
    hands.fill({"Uzasadnienie wyboru postaci": "Porównanie kilku wielkości"})
    reports.save(hands)
    reports.generate(hands)
    assert hands.main.locator(".report-chart picture img").get_attribute("alt")
    assert (the(company, name)["kind"], the(company, name)["why_kind"]) == ("bar", "Porównanie kilku wielkości")


def test_2_5_f_won_value_by_month_and_owner(hands, company, counted):
    name = f"Wygrane w miesiącach ({hands.way})"
    reports.begin(
        hands,
        "Szanse sprzedaży",
        **{
            "Nazwa raportu": name,
            "Pierwsze grupowanie": "Opiekun",
            "Data, do której odnosi się raport": "Data zamknięcia",
            "Grupowanie tej daty": "Miesiąc",
        },
    )
    reports.condition(hands, 1, "Etap: Wynik", "równa się", "wygrana")
    reports.measure(hands, "Suma", "Wartość netto")
    reports.show_as(hands, "Tabela")
    reports.save(hands)
    rows = reports.generate(hands)
    counted("Report of won value by month and owner")
    assert any("19 500,50 zł" in row[-1] for row in rows)
    run = only(company.state()["report_run"], report_id=the(company, name)["id"])
    assert (str(run["as_of"]), run["totals"]["count"]) == ("2026-04-20", 3)
