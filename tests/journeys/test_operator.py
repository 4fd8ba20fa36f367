"""The operator's day: who came is who was enrolled, the start, the board, an interruption, an event, the closing list."""

import re

from playwright.sync_api import expect

from exam.theory.attempts import attempt_of
from tests.journeys.browsing import look
from tests.journeys.pages.desk import Board
from tests.journeys.pages.station import FrontDoor


def test_the_operator_leads_a_sitting_from_the_document_to_the_closing_list(house, people):
    cast = house.sitting()
    case = house.build.admitted(cast, house.build.person("Alicja Wrona"))
    absent = house.build.admitted(cast, house.build.person("Bogdan Zych"))
    page = people.staff(cast.operator)
    look(page, "operator-home")
    board = Board(page).enter(cast.sitting.number)
    look(page, "board-before")

    card = board.candidate(case)
    page.get_by_role("button", name="Potwierdź tożsamość").click()
    expect(page.get_by_role("alert")).to_be_visible()
    card.recognise()
    look(page, "candidate-recognised")
    page.goto(f"/supervision/{cast.sitting.id}")

    board.tab("Paski z kodami")
    page.get_by_role("button", name="Utwórz kody i pokaż paski").first.click()
    slip = page.locator(".slip").filter(has_text="Alicja Wrona")
    code = slip.locator(".slip-code").inner_text()
    look(page, "slips")
    pdf = page.pdf(format="A4")
    assert pdf.startswith(b"%PDF")
    test = FrontDoor(people.at_station(case)).type_code(code)
    test.expect_waiting()
    look(test.page, "test-waiting")

    page.goto(f"/supervision/{cast.sitting.id}")
    expect(board.tile(case)).to_contain_text("Jest logowanie na stanowisku", timeout=60_000)
    page.get_by_role("link", name="Otwórz: test teoretyczny").click()
    look(page, "opening")
    page.get_by_role("button", name="Rozpocznij dla wszystkich, którzy czekają").click()
    test.expect_open()
    for place, number in enumerate(test.numbers("single")[:3]):
        test.choose(number, place)
    test.expect_saved()
    expect(board.tile(case)).to_contain_text("Z odpowiedzią: 3 z 56", timeout=60_000)
    expect(board.tile(case)).to_contain_text(re.compile("Ostatni zapis: (przed chwilą|.* s)"))
    expect(board.tile(case)).to_contain_text("75 min")
    look(page, "board-running")

    board.candidate(case)
    card.time("wstrzymaj odliczanie", "próbny alarm")
    expect(test.page.get_by_role("heading", name="Test jest wstrzymany")).to_be_visible(timeout=60_000)
    expect(test.page.locator("#work")).to_be_hidden()
    expect(test.time).to_have_text(re.compile("wstrzyman"))
    look(test.page, "test-paused")
    left = attempt_of(house.again(case).id)
    assert left.state == "paused"
    house.later(minutes=20)
    card.time("wznów odliczanie", "alarm odwołany")
    expect(test.page.locator("#work")).to_be_visible(timeout=60_000)
    expect(test.time).to_have_text(re.compile("7[45] min"))
    before = until(page)
    card.time("przedłuż", "czas stracony przez alarm", 10)
    card.expect_change("przedłużenie 10 min · czas stracony przez alarm")
    after = until(page)
    assert after == (before + 10) % (24 * 60)
    told = re.compile(r"Czas został zmieniony. Test kończy się teraz o \d?\d:\d\d.")
    expect(test.page.locator(".alert-info")).to_have_text(told, timeout=60_000)
    look(page, "candidate-extended")

    page.goto(f"/supervision/{cast.sitting.id}")
    board.tab("Zdarzenia")
    page.get_by_label("Rodzaj zdarzenia").select_option(label="alarm lub ewakuacja")
    page.get_by_label("Co się stało i co zrobiono").fill("Próbny alarm, wszyscy zostali na miejscach.")
    page.get_by_role("button", name="Dodaj do dziennika").click()
    expect(page.get_by_role("row").filter(has_text="Próbny alarm, wszyscy zostali")).to_contain_text("sala")
    look(page, "events")

    page.goto(f"/supervision/cases/{absent.id}")
    page.get_by_text("Kandydat nie stawił się").click()
    page.get_by_role("button", name="Odnotuj nieobecność").click()
    assert house.again(absent).state == "no_show"

    test.hand_in()
    test.expect_receipt()
    page.goto(f"/supervision/{cast.sitting.id}")
    board.tab("Lista zamknięcia")
    look(page, "closing")
    page.get_by_role("button", name="Podpisz i zamknij sesję").click()
    expect(page.locator("main")).to_contain_text("Nie można jeszcze zamknąć sesji")  # the practical part still waits


def until(page) -> int:
    """The end of the time on the candidate's page, in minutes of the day."""
    words = page.locator("dd").filter(has_text=re.compile(r"\(do \d?\d:\d\d\)")).inner_text()
    hours, minutes = re.search(r"(\d?\d):(\d\d)", words).groups()
    return int(hours) * 60 + int(minutes)
