"""1.2: accounts, data, segments, corrections, done the way a person would."""

import re

import pytest
from openpyxl import Workbook
from playwright.sync_api import expect

from tests.journeys.crm.rooms import customers, goals, reports
from tests.sandbox_crm.seed import BORSUK, SWIT


def only(rows, **wanted):
    """The one row whose values are these."""
    found = [row for row in rows.values() if all(row[name] == value for name, value in wanted.items())]
    assert len(found) == 1, f"{len(found)} rows have {wanted}"
    return found[0]


@pytest.fixture
def leads(tmp_path, hands):
    """Fifty leads as a fair would hand them over, with a column that nobody needs."""
    book = Workbook()
    book.active.append(["Firma", "Miasto", "Adres e-mail", "Imię", "Nazwisko", "Uwagi hostessy"])
    for number in range(1, 51):
        book.active.append(
            [f"Targi {hands.way} {number:02}", "Poznań", f"biuro{number}@{hands.way}.example", "Ola", f"Nowak-{number}", "x"]
        )
    book.save(tmp_path / "targi.xlsx")
    return tmp_path / "targi.xlsx"


def test_1_2_a_the_data_that_a_goal_needs_are_named(hands, company):
    named = f"Nowi klienci ({hands.way})"
    goals.add_goal(hands, {"Nazwa celu": named, "NIP": True, "branża": True, "adres e-mail osoby kontaktowej": True})
    needed = only(company.state()["sales_goal"], name=named)["needed_fields"]
    assert sorted(needed) == ["account.industry", "account.nip", "contact.email"]


def test_1_2_b_an_account_is_made(hands, company, counted):
    name = f"Pracownia Cicho {hands.way} sp. z o.o."
    customers.add_account(
        hands,
        **{"Nazwa klienta": name, "NIP": {"mouse": "1000000035", "keyboard": "1000000041"}[hands.way], "Miejscowość": "Lublin"},
    )
    counted("A new account with its NIP and town")
    made = only(company.state()["account"], name=name)
    assert (made["kind"], made["city"]) == ("company", "Lublin") and made["nip"].startswith("10000000")


def test_1_2_b_a_second_account_of_one_firm_is_asked_about_and_left(hands, company):
    before = len(company.state()["account"])
    hands.go("Konta")
    hands.link("Dodaj konto")
    hands.fill({"Nazwa klienta": "Świt", "NIP": "1000000012"})
    hands.send("Zapisz konto")
    assert company.state()["account"][SWIT]["name"] in hands.main.inner_text()
    hands.link("Anuluj")
    hands.arrive("/accounts")
    assert len(company.state()["account"]) == before


def test_1_2_c_data_of_a_client_and_of_its_people_are_entered(hands, company):
    name = f"Bar Lipa {hands.way}"
    customers.add_account(
        hands,
        **{
            "Nazwa klienta": name,
            "Rodzaj klienta": "jednoosobowa działalność",
            "Kod pocztowy": "31-002",
            "Branża": "usługi",
            "Źródło danych": "polecenie",
            "Roczny przychód": "480 000,50",
        },
    )
    customers.add_person(hands, name, **{"Imię": "Lena", "Nazwisko": "Lipa", "E-mail": f"lena@{hands.way}.example"})
    state = company.state()
    account = only(state["account"], name=name)
    assert (account["kind"], account["postcode"], account["annual_revenue_gr"]) == ("sole_trader", "31-002", 480_000_50)
    assert only(state["contact"], email=f"lena@{hands.way}.example")["account_id"] == account["id"]


def test_1_2_c_fifty_leads_come_from_a_file(hands, company, leads, counted):
    customers.import_file(
        hands,
        leads,
        **{
            "Firma": "Konto: Nazwa klienta",
            "Miasto": "Konto: Miejscowość",
            "Adres e-mail": "Osoba: E-mail",
            "Imię": "Osoba: Imię",
            "Nazwisko": "Osoba: Nazwisko",
        },
    )
    counted("Import of 50 leads from XLSX")
    state = company.state()
    came = [account for account in state["account"].values() if account["name"].startswith(f"Targi {hands.way}")]
    assert len(came) == 50 and {account["city"] for account in came} == {"Poznań"}
    people = [one for one in state["contact"].values() if one["account_id"] in {account["id"] for account in came}]
    assert len(people) == 50


def test_1_2_d_a_segment_by_a_rule(hands, company, counted):
    name = f"Handel z Lublina ({hands.way})"
    customers.segment_by_rule(
        hands, [("Branża", "równa się", "handel"), ("Miejscowość", "równa się", "Lublin")], **{"Nazwa segmentu": name}
    )
    counted("A segment by a rule of two conditions")
    assert "Świt sp. z o.o." in hands.main.inner_text() and "Borsuk" not in hands.main.locator("table").first.inner_text()
    rule = only(company.state()["segment"], name=name)["rule"]
    assert [(one["field"], one["op"], one["value"]) for one in rule["all"]] == [
        ("industry", "eq", "trade"),
        ("city", "eq", "Lublin"),
    ]


def test_1_2_d_a_segment_as_a_list_tied_to_a_product(hands, company):
    name = f"Lampy dla hurtowni ({hands.way})"
    customers.segment_by_list(
        hands, ["Hurtownia Borsuk Jan Borsuk", "Świt sp. z o.o."], **{"Nazwa segmentu": name, "Produkt": "Lampa biurowa"}
    )
    state = company.state()
    segment = only(state["segment"], name=name)
    members = [row["account_id"] for row in state["segment_member"].values() if row["segment_id"] == segment["id"]]
    assert sorted(members) == [SWIT, BORSUK] and segment["product_id"] == 1


def test_1_2_e_an_account_is_corrected(hands, company):
    number = {"mouse": "+48 81 123 45 67", "keyboard": "+48 81 123 45 68"}[hands.way]
    customers.correct_account(hands, company.state()["account"][BORSUK]["name"], Telefon=number)
    assert company.state()["account"][BORSUK]["phone"].replace(" ", "").endswith(number.replace(" ", "")[3:])


def test_1_2_e_an_account_is_corrected_where_it_is_read(hands, company):
    made = company.given("account.create", name=f"Na miejscu {hands.way}", city="Radom")
    customers.open_account_by_search(hands, f"Na miejscu {hands.way}")
    number = {"mouse": "81 700 10 20", "keyboard": "81 700 10 21"}[hands.way]
    customers.correct_in_place(hands, "Telefon", "facts", {"Telefon": number}, number)
    customers.correct_in_place(hands, "Adres", "facts", {"Ulica": "ul. Krótka", "Kod pocztowy": "26-600"}, "ul. Krótka")
    account = company.state()["account"][made]
    assert (account["phone"], account["street"], account["postcode"]) == (number, "ul. Krótka", "26-600")
    assert account["city"] == "Radom"


def test_1_2_e_a_refusal_stands_in_place_and_escape_leaves_all_as_it_was(hands, company):
    made = company.given("account.create", name=f"Bez zmian {hands.way}", city="Radom")
    customers.open_account_by_search(hands, f"Bez zmian {hands.way}")
    hands.button("Zmień: NIP")
    form = hands.main.locator("form.crm-in-place")
    hands.fill({"NIP": "123"}, form)
    hands.page.keyboard.press("Enter")
    expect(form).to_contain_text("10 cyfr")
    expect(form.get_by_label("NIP")).to_have_value("123")
    expect(form.get_by_label("NIP")).to_be_focused()
    hands.page.keyboard.press("Escape")
    expect(form).to_have_count(0)
    expect(hands.main.get_by_role("button", name="Zmień: NIP", exact=True)).to_be_focused()
    assert company.state()["account"][made]["nip"] is None


def test_1_2_e_several_accounts_are_corrected_at_once(hands, company):
    names = [f"Zbiorcza {hands.way} {letter}" for letter in "AB"]
    made = [company.given("account.create", name=name, kind="company", status="prospect") for name in names]
    customers.change_ticked(hands, f"Zbiorcza {hands.way}", names, "Status", "aktywny")
    accounts = company.state()["account"]
    assert [accounts[one]["status"] for one in made] == ["active", "active"]


def test_1_2_e_data_are_completed_from_the_register(hands, company):
    customers.verify(
        hands,
        "Świt sp. z o.o.",
        "1000000012",
        "ŚWIT SPÓŁKA Z OGRANICZONĄ ODPOWIEDZIALNOŚCIĄ",
        [{"mouse": "REGON", "keyboard": "KRS"}[hands.way]],
    )
    account = company.state()["account"][SWIT]
    assert account["verified_at"]
    assert account["regon"] == "000331501" if hands.way == "mouse" else account["krs"] == "0009000001"


def test_a_list_is_narrowed_by_conditions_that_are_taken_off_one_by_one(hands, company):
    hands.go("Konta")
    hands.link("Warunki")
    for number, town in enumerate(("Kielce", "Łódź"), 1):
        reports.condition(hands, number, "Miejscowość", "równa się", town)
        hands.fill({"Grupa": "A"}, hands.main.get_by_role("table", name="Warunki").locator("tbody tr").nth(number - 1))
    reports.condition(hands, 3, "Branża", "równa się", "handel")
    hands.button("Pokaż spełniające warunki")
    hands.arrive("/accounts")
    chips = hands.main.get_by_role("list", name="Wybrane filtry").get_by_role("listitem")
    expect(chips.first).to_contain_text("Miejscowość równa się „Kielce”")
    accounts = [one for one in company.state()["account"].values() if one["deleted_at"] is None and one["industry"] == "trade"]

    def listed():
        return set(hands.main.get_by_role("rowheader").all_inner_texts())

    assert listed() == {one["name"] for one in accounts if one["city"] in ("Kielce", "Łódź")}
    narrowed = re.compile(re.escape(hands.page.url.removesuffix("#content")) + "(#content)?$")  # by keys one jumps over the menu
    hands.link("Usuń filtr: Miejscowość równa się „Łódź”")
    expect(chips).to_have_count(3)  # two conditions and the way to drop them all
    assert listed() == {one["name"] for one in accounts if one["city"] == "Kielce"}
    hands.page.go_back()
    expect(hands.page).to_have_url(narrowed)
    assert listed() == {one["name"] for one in accounts if one["city"] in ("Kielce", "Łódź")}
