"""The committee from a note during the work to the announcement that the candidate reads at home."""

import re

from playwright.sync_api import expect

from tests.exam.builders import PASSWORD
from tests.journeys.browsing import look
from tests.journeys.pages.committee import DecisionPage, MyCases, Observation, Sheet, Talk

CONTESTED = "2.2.a"
SECRET = "Kandydatka uzupełniła pola dopiero po chwili, lecz poprawnie."
AGAINST = "Pola konta pozostały puste w obu próbach; dziennik nie zawiera wpisu."
AGREED = "Po wspólnym przejrzeniu dziennika uznajemy, że pola konta nie zostały uzupełnione."


def talk_address(page, case) -> str:
    """Where the talk of a case is found, typed by hand."""
    return re.sub(r"/branch/.*", f"/talk/{case.id}", page.url)


def test_two_members_see_mark_reconcile_decide_and_announce(house, people):
    cast = house.sitting()
    case = house.at_work(cast, "Alicja Wrona")
    chair = people.staff(cast.chair)
    chair.on("dialog", lambda dialog: dialog.accept())
    MyCases(chair).go(case, "Obserwuj")
    Observation(chair).note("Szuka konta w wyszukiwarce, nie na liście.", CONTESTED)
    expect(chair.get_by_text("Szuka konta w wyszukiwarce")).to_be_visible()
    look(chair, "observation")
    chair.get_by_role("link", name="Otwórz CRM na żywo").click()
    expect(chair.locator(".crm-main")).to_be_visible()
    expect(chair.locator(".crm-main form[method=post]")).to_have_count(0)
    look(chair, "observer-crm")

    house.work_through(case, CONTESTED)
    MyCases(chair).go(case, "Rozmowa")
    talk = Talk(chair)
    talk.open()
    look(chair, "talk-plan")
    talk.record_first("Kandydatka wymieniła wszystkie elementy i podała przykład ze swojej pracy.")
    expect(chair.get_by_role("table").get_by_role("row").nth(1)).to_contain_text("zapisano")
    talk.show(CONTESTED, "uzupełnienie danych konta")
    expect(chair.locator(".px-bar-show")).to_contain_text(CONTESTED)
    look(chair, "show-branch")
    plan, other = talk_address(chair, case), chair.context.new_page()
    other.goto(plan)
    expect(other.get_by_role("heading", name="Proszę oddać ekran komisji")).to_be_visible()
    look(other, "curtain")
    other.close()
    chair.goto(plan)
    expect(chair.get_by_text("Streszczenie odpowiedzi")).to_have_count(0)
    chair.get_by_role("link", name="Wróć do kopii").click()
    talk.lift_curtain(PASSWORD)
    talk.end_show("Kandydatka odnalazła konto, lecz nie uzupełniła pól.")
    house.hear_the_rest(house.again(case), cast.chair, cast.member)
    chair.reload()
    look(chair, "talk-done")
    chair.get_by_role("button", name="Zamknij materiał dowodowy").click()
    expect(chair.get_by_text("Materiał dowodowy zamknięto")).to_be_visible()

    MyCases(chair).go(case, "Karta oceny")
    sheet = Sheet(chair)
    sheet.open()
    assert len(sheet.rows()) >= 31
    expect(chair.get_by_text("Szuka konta w wyszukiwarce")).to_be_visible()
    look(chair, "sheet-empty")
    sheet.mark({CONTESTED: ("spełnione", SECRET)})
    look(chair, "sheet-marked")
    sheet.submit()
    look(chair, "sheet-submitted")

    member = people.staff(cast.member)
    member.on("dialog", lambda dialog: dialog.accept())
    MyCases(member).go(case, "Karta oceny")
    Sheet(member).open()
    for place in ("committee/{}/sheet", "committee/{}/decision", "committee", "talk/{}", "observation/{}", "cases/{}"):
        member.goto("/" + place.format(case.id))
        expect(member.get_by_text(SECRET)).to_have_count(0)
        expect(member.get_by_text("Szuka konta w wyszukiwarce")).to_have_count(0)
    expect(member.get_by_text("Oceny członków")).to_have_count(0)
    MyCases(member).go(case, "Karta oceny")
    Sheet(member).mark({CONTESTED: ("niespełnione", AGAINST)})
    Sheet(member).submit()

    for page in (member, chair):
        MyCases(page).go(case, "Decyzja")
        expect(page.get_by_text(SECRET)).to_be_visible()
        look(page, "reconciliation")
        DecisionPage(page).agree(CONTESTED, "niespełnione", AGREED)
    expect(chair.get_by_role("heading", name=re.compile("negatywny"))).to_be_visible()
    drafted = chair.get_by_label("Uzasadnienie").input_value()
    assert CONTESTED in drafted
    chair.get_by_label("Uzasadnienie").fill("")
    chair.get_by_role("button", name="Podejmij decyzję i podpisz").click()
    expect(chair.get_by_role("alert")).to_be_visible()
    MyCases(chair).go(case, "Decyzja")
    look(chair, "decision-draft")
    chair.get_by_role("button", name="Podejmij decyzję i podpisz").click()
    expect(chair.get_by_text("jeszcze nie podpisano")).to_be_visible()
    MyCases(member).go(case, "Decyzja")
    member.get_by_role("button", name="Podpisz decyzję").click()
    member.get_by_role("button", name="Ogłoś kandydatowi").click()
    expect(member.get_by_text(re.compile("^Ogłoszono"))).to_be_visible()
    look(member, "announced")

    candidate = people.on_portal(case)
    candidate.get_by_role("link", name="Raport komisji", exact=True).click()
    expect(candidate.locator(".result-box")).to_contain_text("negatywny")
    expect(candidate.get_by_role("cell").filter(has_text=AGREED)).to_be_visible()
    look(candidate, "report-of-the-committee")
