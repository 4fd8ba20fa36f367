"""Every room read by whoever needs it to be: no serious fault found by axe, and English without Polish left in it."""

import re

from playwright.sync_api import expect

from exam.practical.attempts import attempt_of
from exam.rehearsal.judging import Given
from tests.journeys.accessibility import grave_faults
from tests.journeys.browsing import look
from tests.journeys.pages.station import FrontDoor

POLISH = re.compile(r"[ąćęłńóśźżĄĆĘŁŃÓŚŹŻ]")
NOTE = "Pola konta pozostały nieuzupełnione w obu próbach, co widać w dzienniku zmian."


def faults_on(page, name):
    """The grave faults of the screen that is open, which is photographed where somebody wants to look."""
    look(page, f"axe-{name}")
    return grave_faults(page, name)


def faults_at(page, *addresses):
    """The same for several addresses."""
    found = []
    for address in addresses:
        page.goto(address)
        found += faults_on(page, re.sub(r"[0-9a-f-]{36}", "", address).strip("/").replace("/", "-") or "home")
    return found


def test_the_screens_of_a_candidate_have_no_serious_fault_of_accessibility(house, people):
    cast = house.sitting()
    working, testing = house.at_work(cast, "Celina Mak"), house.in_test(cast, "Daria Lis")
    found = faults_at(people.window("anybody"), "/", "/sign-in", "/verify")
    test = FrontDoor(people.at_station(testing)).type_code(house.code(testing))
    test.expect_open()
    for kind in ("single", "multiple", "matching", "ordering", "numeric"):
        test.question(test.numbers(kind)[0])
        found += faults_on(test.page, f"test-{kind}")
    found += faults_at(test.page, "/test/hand-in")
    crm = people.at_station(working)
    crm.get_by_label("Kod z paska").fill(house.code(working, "practical"))
    crm.keyboard.press("Enter")
    expect(crm.locator("section.px-task").first).to_be_visible()
    found += faults_on(crm, "assignment")
    home = f"/crm/{attempt_of(house.again(working).id).sandbox}"
    rooms = ("", "accounts", "accounts/1", "accounts/new", "opportunities/board", "tasks", "offers/new", "reports", "imports/new")
    found += faults_at(crm, *(f"{home}/{room}" for room in rooms))
    assert not found, "\n".join(found)


def test_the_screens_of_the_desk_and_the_portal_have_no_serious_fault_of_accessibility(house, people):
    cast = house.sitting()
    announced = house.announced(cast, {"2.2.a": Given("not_met", NOTE)}, "Alicja Wrona", fault="2.2.a")
    working, testing = house.at_work(cast, "Celina Mak"), house.in_test(cast, "Daria Lis")
    coordinator, officer = house.build.staff("coordinator", "administrator"), house.build.staff("certifier")
    sitting = cast.sitting.id
    found = faults_at(people.on_portal(announced), "/portal", "/portal/appeals", f"/reports/{announced.id}")
    found += faults_at(people.staff(cast.operator), "/", f"/supervision/{sitting}", f"/supervision/{sitting}/slips",
                       f"/supervision/{sitting}/incidents", f"/supervision/{sitting}/closing", f"/supervision/cases/{testing.id}",
                       f"/supervision/{sitting}/opening/theory")
    found += faults_at(people.staff(cast.chair), "/committee", f"/observation/{working.id}", f"/talk/{announced.id}",
                       f"/committee/{announced.id}/sheet", f"/committee/{announced.id}/decision")
    found += faults_at(people.staff(coordinator), "/sittings", f"/sittings/{sitting}", f"/sittings/{sitting}/enrol",
                       f"/cases/{announced.id}", f"/sittings/{sitting}/readiness", "/sittings/plan", "/people",
                       "/settings", "/appeals")
    found += faults_at(people.staff(officer), "/certificates")
    assert not found, "\n".join(found)


def test_in_english_no_polish_is_left_on_the_screens(house, people):
    cast = house.sitting()
    with_names = {cast.sitting.place}
    case = house.in_test(cast, "Ada Wrona")
    operator, chair = people.staff(cast.operator), people.staff(cast.chair)
    coordinator = people.staff(house.build.staff("coordinator"))
    sitting = cast.sitting.id
    for page, addresses in (
            (people.window("anybody"), ("/", "/sign-in", "/verify")),
            (operator, (f"/supervision/{sitting}", f"/supervision/cases/{case.id}", f"/supervision/{sitting}/closing")),
            (chair, ("/committee",)),
            (coordinator, ("/sittings", f"/sittings/{sitting}", f"/sittings/{sitting}/enrol"))):
        page.goto("/")
        page.get_by_role("button", name="English").click()
        expect(page.locator("html")).to_have_attribute("lang", "en")
        for address in addresses:
            page.goto(address)
            words = page.locator("body").inner_text()
            for name in with_names:
                words = words.replace(name, "")
            left = [line for line in words.splitlines() if POLISH.search(line) and line.strip() not in ("Polski", "polski")]
            assert not left, f"{address}: {left}"
    look(operator, "english-closing")
