"""The coordinator: a sitting from its plan to the cards of readiness, with a bad row mended and a conflict refused."""

from openpyxl import Workbook
from playwright.sync_api import expect

from exam.sittings.workbook import COLUMNS
from tests.journeys.browsing import look
from tests.journeys.pages.planning import SittingPage


def spreadsheet(path):
    """Two good rows and one whose date of birth does not exist."""
    book = Workbook()
    book.active.append(list(COLUMNS.values()))
    for row in (("Bogdan", "Zych", "12.03.1990", "zych@example.org"), ("Celina", "Mak", "31.02.1992", "mak@example.org"),
                ("Daria", "Lis", "05.07.1988", "lis@example.org")):
        book.active.append(row)
    book.save(path)
    return path


def test_the_coordinator_plans_a_sitting_and_fills_it_with_people(house, people, tmp_path):
    build = house.build
    coordinator = build.staff("coordinator", name="Ewa Kowal")
    operator, chair, member, reserve = (build.staff("operator", name="Piotr Sowa"), build.staff("assessor", name="Anna Lew"),
                                        build.staff("assessor", name="Jan Rej"), build.staff("assessor", name="Olga Maj"))
    build.qualify(operator, "operator")
    for person in (chair, member, reserve):
        build.qualify(person, "member")
    page = people.staff(coordinator)
    look(page, "coordinator-home")
    sitting = SittingPage(page)
    sitting.plan("Lublin, ul. Jasna 3, sala 12", "2026-12-01")
    expect(page.get_by_role("region", name="Przed otwarciem sesji trzeba")).to_be_visible()
    look(page, "sitting-planned")
    address = page.url
    for name, function in (("Piotr Sowa", "operator"), ("Anna Lew", "chair"), ("Jan Rej", "member"), ("Olga Maj", "reserve")):
        sitting.appoint(name, function)

    sitting.enrol("Alicja", "Wrona", "wrona@example.org", trainer="Jan Rej")
    sitting.upload(spreadsheet(tmp_path / "kandydaci.xlsx"))
    expect(page.get_by_role("row").filter(has_text="do poprawy")).to_have_count(1)
    look(page, "enrol-preview")
    page.get_by_label("Data urodzenia, wiersz 3").fill("28.02.1992")
    page.get_by_role("button", name="Zapisz poprawne wiersze").click()
    page.goto(address)
    for name in ("Alicja Wrona", "Bogdan Zych", "Celina Mak", "Daria Lis"):
        expect(sitting.candidate(name)).to_be_visible()
    page.get_by_role("button", name="Dopuść wszystkich oczekujących").click()
    look(page, "sitting-admitted")

    sitting.candidate("Alicja Wrona").get_by_role("link").click()
    expect(page.get_by_label("W składzie: Jan Rej")).to_be_disabled()
    expect(page.get_by_role("row").filter(has_text="Jan Rej")).to_contain_text("konflikt interesów")
    page.locator("input[name=members][disabled]").evaluate("box => { box.disabled = false; box.checked = true; }")
    look(page, "case-conflict")
    page.get_by_role("button", name="Ustal skład komisji").click()
    expect(page.get_by_text("Jan Rej nie może oceniać kandydata")).to_be_visible()
    expect(page.get_by_role("button", name="Ustal skład komisji")).to_be_visible()
    look(page, "case-conflict-refused")
    page.goto(address)
    sitting.candidate("Alicja Wrona").get_by_role("link").click()
    page.get_by_role("button", name="Ustal skład komisji").click()
    expect(page.get_by_role("region", name="Komisja").get_by_role("listitem")).to_have_count(2)
    expect(page.get_by_role("region", name="Komisja")).to_contain_text("Olga Maj")
    page.goto(address)
    page.get_by_role("button", name="Ustal proponowane składy komisji").click()
    look(page, "sitting-seated")

    page.get_by_role("link", name="Karty gotowości").click()
    page.get_by_role("button", name="Uruchom autotest CRM").click()
    expect(page.get_by_text("autotest udany")).to_be_visible(timeout=60_000)
    card = page.get_by_role("region").filter(has=page.get_by_role("button", name="Podpisz kartę stanowiska")).first
    card.get_by_role("button", name="Podpisz kartę stanowiska").click()
    expect(page.get_by_role("alert")).to_be_visible()
    card = page.get_by_role("region").filter(has=page.get_by_role("alert"))
    expect(card.get_by_role("button", name="Podpisz kartę stanowiska")).to_be_visible()
    for box in card.get_by_role("checkbox").all():
        box.check()
    card.get_by_role("button", name="Podpisz kartę stanowiska").click()
    expect(page.get_by_text("podpisana", exact=True)).to_have_count(1)
    look(page, "readiness")
