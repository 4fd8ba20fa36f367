"""A candidate at a station: the code of the slip, answers of every kind, a broken connection, another station, the end."""

import re
import time

from playwright.sync_api import expect

from exam.theory.answering import standing_answers
from exam.theory.attempts import attempt_of
from tests.journeys.browsing import look
from tests.journeys.pages.station import FrontDoor


def standing(house, case):
    """The answers that the database holds."""
    house.again(case)
    return {item: answer.value for item, answer in standing_answers(attempt_of(case.id).id).items()}


def test_a_candidate_answers_every_kind_with_the_mouse_and_hands_in(house, people):
    case = house.in_test(house.sitting())
    page = people.at_station(case)
    look(page, "front-door")
    test = FrontDoor(page).type_code(house.code(case).lower())
    test.expect_open()
    expect(test.saving).to_have_text("Odpowiedzi zapisują się same")
    test.choose(test.numbers("single")[0], 1)
    test.expect_saved()
    look(page, "test-single")
    multiple = test.numbers("multiple")[0]
    wanted = int(page.locator(f"#q{multiple}").get_attribute("data-choose"))
    test.choose(multiple, *range(wanted + 1))
    expect(page.locator(f"#q{multiple} input:checked:not([data-flag])")).to_have_count(wanted)
    look(page, "test-multiple")
    matching = test.question(test.numbers("matching")[0])
    for row in matching.locator("select").all():
        row.select_option(index=1)
    look(page, "test-matching")
    ordering = test.question(test.numbers("ordering")[0])
    ordering.get_by_role("button", name=re.compile("Przesuń krok . w dół")).first.click()
    look(page, "test-ordering")
    numeric = test.question(test.numbers("numeric")[0])
    numeric.get_by_label("Odpowiedź (liczba)").fill("dwanaście")
    expect(numeric.locator("[data-error]")).not_to_be_empty()
    numeric.get_by_label("Odpowiedź (liczba)").fill("12,50")
    expect(test.answered).to_have_text("Z odpowiedzią: 5 z 56")
    look(page, "test-numeric")
    test.expect_saved()
    assert len(standing(house, case)) == 5
    test.hand_in()
    test.expect_receipt()
    look(page, "test-receipt")
    assert attempt_of(house.again(case).id).receipt == page.locator(".receipt-hash").inner_text().strip()


def test_a_candidate_needs_nothing_but_the_keyboard(house, people):
    case = house.in_test(house.sitting())
    page = people.at_station(case)
    test = FrontDoor(page).type_code(house.code(case))
    test.expect_open()
    page.keyboard.press("Tab")
    first = test.numbers("single")[0]
    while f"Pytanie {first} " not in page.locator("#exam-place").inner_text() + " ":
        page.keyboard.press("Alt+ArrowRight")
    tab_to(page, f"#q{first} input[type=radio]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Alt+m")
    test.expect_saved()
    expect(page.locator(f"#q{first} [data-flag]")).to_be_checked()
    assert first in [int(cell.inner_text()) for cell in page.locator("#grid .cell-flagged").all()]
    for kind, act in (("multiple", "Space"), ("ordering", None)):
        number = test.numbers(kind)[0]
        walk_to(page, test, number)
        if kind == "multiple":
            tab_to(page, f"#q{number} input[type=checkbox]:not([data-flag])")
            page.keyboard.press(act)
        else:
            tab_to(page, f"#q{number} [data-move='1']")
            page.keyboard.press("Enter")
    walk_to(page, test, test.numbers("matching")[0])
    tab_to(page, f"#q{test.numbers('matching')[0]} select")
    page.keyboard.press("ArrowDown")
    walk_to(page, test, test.numbers("numeric")[0])
    tab_to(page, f"#q{test.numbers('numeric')[0]} input[inputmode]")
    page.keyboard.type("7")
    page.keyboard.press("Tab")
    test.expect_saved()
    assert len(standing(house, case)) == 5
    tab_to(page, "#to-hand-in")
    page.keyboard.press("Enter")
    page.wait_for_url("**/test/hand-in")
    tab_to(page, "form button.btn-primary")
    page.keyboard.press("Enter")
    test.expect_receipt()


def walk_to(page, test, number):
    """Go to a question with Alt and the arrows."""
    for _ in range(60):
        here = int(re.search(r"\d+", page.locator("#exam-place").inner_text()).group())
        if here == number:
            return
        page.keyboard.press("Alt+ArrowRight" if here < number else "Alt+ArrowLeft")
    raise AssertionError(f"question {number} cannot be reached")


def tab_to(page, selector):
    """Press Tab until the thing has the focus."""
    for _ in range(150):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} cannot be reached by Tab")


def test_saved_is_said_only_after_the_servers_word_and_a_broken_connection_loses_nothing(house, people):
    case = house.in_test(house.sitting())
    page = people.at_station(case)
    test = FrontDoor(page).type_code(house.code(case))
    test.expect_open()
    portal = {"status": 200, "content_type": "text/html", "body": "<p>zaloguj się do sieci</p>"}  # as of a captive network
    page.context.route("**/responses/*", lambda route: route.fulfill(**portal))
    singles = test.numbers("single")
    test.choose(singles[0], 0)
    expect(test.saving).to_have_attribute("data-state", "unsent")
    assert "Zapisano" not in test.saving.inner_text() and standing(house, case) == {}
    page.context.unroute("**/responses/*")
    test.expect_saved()
    assert len(standing(house, case)) == 1
    page.context.set_offline(True)
    for number in singles[1:6]:
        test.choose(number, 1)
    since = time.monotonic()
    expect(test.saving).to_have_text("Odpowiedzi jeszcze niewysłane: 5; próbujemy ponownie", timeout=2_000)
    assert time.monotonic() - since < 2
    look(page, "test-offline")
    page.context.set_offline(False)
    expect(test.saving).to_have_attribute("data-state", "saved")
    assert len(standing(house, case)) == 6
    before = test.keep()
    page.reload()
    test.expect_open()
    assert test.keep() == before
    expect(test.answered).to_have_text("Z odpowiedzią: 6 z 56")


def test_a_new_code_opens_the_test_at_another_station_and_ends_the_older_sign_in(house, people):
    cast = house.sitting()
    case = house.in_test(cast)
    first = FrontDoor(people.at_station(case)).type_code(house.code(case))
    first.expect_open()
    first.choose(first.numbers("single")[0], 2)
    first.expect_saved()
    before = first.keep()
    operator = people.staff(cast.operator)
    operator.goto(f"/supervision/cases/{case.id}")
    form = operator.locator("form[action$='/move']")
    spare = next(row for row in cast.stations if row.spare)
    form.get_by_label("Stanowisko").select_option(str(spare.id))
    form.get_by_label("Powód").fill("monitor zgasł")
    form.get_by_role("button", name="Wydaj nowy kod").click()
    expect(operator.locator(".slip")).to_contain_text(spare.name)
    code = operator.locator(".slip-code").inner_text()
    look(operator, "move-slip")
    second = FrontDoor(people.at_station(case)).type_code(code)
    second.expect_open()
    assert second.keep() == before
    first.choose(first.numbers("single")[1], 1)
    expect(first.saving).to_contain_text("Logowanie na tym stanowisku wygasło.", timeout=60_000)
    second.choose(second.numbers("single")[1], 0)
    second.expect_saved()
    assert len(standing(house, case)) == 2


def test_a_running_test_closes_itself_at_the_deadline_with_everything_saved(house, people):
    case = house.in_test(house.sitting())
    page = people.at_station(case)
    test = FrontDoor(page).type_code(house.code(case))
    test.expect_open()
    test.choose(test.numbers("single")[0], 0)
    test.expect_saved()
    house.later(minutes=74, seconds=50)
    page.reload()
    expect(test.time).to_have_text(re.compile(r"^0:0\d$"))
    look(page, "test-last-seconds")
    test.expect_receipt()
    expect(page.get_by_text("Czas minął. Wszystkie odpowiedzi zapisane przed końcem zostały przyjęte.")).to_be_visible()
    assert house.again(case).state == "test_done" and len(standing(house, case)) == 1
