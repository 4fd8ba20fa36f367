"""A candidate in the practical part: getting to know the CRM, the tasks, the work, an answer read from it, the sealing."""

import re

from playwright.sync_api import expect
from sqlalchemy import select

from exam.practical.answering import answers_of
from exam.practical.attempts import attempt_of
from exam.practical.variants import store
from exam.rehearsal import walking
from question_bank.scenarios.loader import load_pack
from question_bank.scenarios.script import golden
from sandbox_crm.models.sales import Opportunity, Stage
from sandbox_crm.store import open_path
from tests.journeys.browsing import look
from tests.journeys.house import SECOND
from tests.journeys.pages.crm import Crm


def with_a_person(case) -> str:
    """Name of an open opportunity with a person to write to: the variants are drawn, and not every one has such a first card."""
    with open_path(store().path(attempt_of(case.id).sandbox), write=False) as session:
        query = select(Opportunity.name).join(Stage, Stage.id == Opportunity.stage_id).where(
            Stage.kind == "open", Opportunity.primary_contact_id.is_not(None), Opportunity.deleted_at.is_(None))
        return session.scalars(query.order_by(Opportunity.id)).first()


def test_a_candidate_gets_to_know_the_crm_works_answers_and_hands_in(house, people):
    cast = house.sitting()
    case = house.tested(cast)
    page = people.at_station(case)
    page.get_by_label("Kod z paska").fill(house.code(case, "practical"))
    page.get_by_role("button", name="Rozpocznij").click()
    expect(page.get_by_role("heading", name="Część praktyczna")).to_be_visible()
    look(page, "practical-waiting")

    walking.begin(case.id, "familiarisation", cast.operator, house.moment)
    page.get_by_role("link", name="Otwórz kopię do ćwiczeń").click(timeout=60_000)
    crm = Crm(page)
    look(page, "practice-copy")
    crm.create_account("Firma próbna")
    walking.begin(case.id, "practical", cast.operator, house.moment)
    expect(page.locator("section.px-task")).to_have_count(10, timeout=60_000)  # the page follows the operator by itself
    look(page, "assignment")
    page.get_by_role("link", name="Przejdź do CRM").click()
    expect(crm.panel).to_be_visible()
    expect(crm.panel.locator(".px-task").first).to_be_visible()
    look(page, "crm-desk")
    crm.menu("Konta")
    expect(page).to_have_url(re.compile("/accounts$"))
    page.wait_for_load_state("load")
    expect(page.get_by_text("Firma próbna")).to_have_count(0)

    page.keyboard.press("Alt+z")
    expect(crm.panel).to_be_hidden()
    crm.create_account("Pracownia Cicho sp. z o.o.", Miejscowość="Lublin")
    look(page, "crm-account")
    board = crm.board()
    look(page, "crm-board")
    first = page.locator(".board-column").nth(0)
    card = first.locator(".board-card").first
    number = card.get_attribute("data-card")
    stage = board.lift_one_stage_on(card)
    assert stage == page.locator(".board-column").nth(1).get_attribute("data-name")
    board.move_by_menu(page.locator(f".board-card[data-card='{number}']"), first.get_attribute("data-name"))
    expect(first.locator(f".board-card[data-card='{number}']")).to_be_visible()

    steps = golden(load_pack(cast.sitting.pack_id))
    walking.work(case.id, [next(step for step in steps if step.do == "template.create")], 1.0, SECOND / 100)
    crm.generate_offer(with_a_person(case))
    offer = page.url
    look(page, "crm-offer")
    crm.send_offer("Oferta na kabiny")
    expect(page.get_by_text(re.compile("Oferta na kabiny")).first).to_be_visible()
    page.goto(offer)
    crm.record_sending("Wysłano ofertę na kabiny")
    page.goto(offer)
    expect(page.get_by_role("link", name="Wysłano ofertę na kabiny")).to_be_visible()
    look(page, "crm-offer-recorded")

    page.keyboard.press("Alt+z")
    question = crm.panel.locator("[data-question]").first
    question.get_by_role("textbox").fill("37")
    expect(question.locator(".px-saved")).to_have_text("zapisano")
    look(page, "crm-answer")
    house.again(case)
    assert "37" in str(answers_of(case.id))
    page.get_by_role("link", name="Zakończ pracę").click()
    look(page, "work-hand-in")
    page.get_by_role("button", name="Zakończ pracę").click()
    expect(page.get_by_role("heading", name="Potwierdzenie odbioru")).to_be_visible()
    look(page, "work-receipt")

    sealed = attempt_of(house.again(case).id)
    assert sealed.state == "sealed"
    page.goto(f"/crm/{sealed.sandbox}/")
    expect(page.locator("form[data-command]")).to_have_count(0)
    chair = people.staff(cast.chair)
    for address in ("", "opportunities/board", "accounts", "offers/1"):
        chair.goto(f"/sealed/{sealed.sandbox}/{address}")
        expect(chair.get_by_text("Zapieczętowany CRM").first).to_be_visible()
        expect(chair.locator(".crm-main form[method=post]")).to_have_count(0)
    look(chair, "sealed-offer")
