"""2.2: a template, its tags, an offer for somebody, sending it and recording that it was sent."""

import pytest
from playwright.sync_api import expect

from tests.journeys.accessibility import grave_faults
from tests.journeys.crm.hands import Keyboard, Mouse
from tests.journeys.crm.rooms import customers, offers
from tests.journeys.crm.test_customers import only
from tests.sandbox_crm.seed import B2B, EWA, LAMP, SWIT


@pytest.fixture
def template(hands, company):
    """A template that is there already."""
    name = f"Podstawowy {hands.way}"
    if not any(one["name"] == name for one in company.state().get("offer_template", {}).values()):
        company.given(
            "template.create",
            name=name,
            validity_days=21,
            blocks=[
                {"kind": "paragraph", "text": "Dla {{account.name}}, {{contact.full_name}}"},
                {"kind": "line_table", "text": ""},
            ],
        )
    return name


@pytest.fixture
def deal(hands, company):
    """The name of an opportunity with ten lamps."""
    name = f"Lampy {len(company.state()['opportunity'])}"
    made = company.given("opportunity.create", name=name, account_id=SWIT, pipeline_id=B2B, primary_contact_id=EWA, value_gr=100)
    with company.sandbox.work() as bench:
        company.commands["opportunity.set_lines"](bench, opportunity_id=made, lines=[{"product_id": LAMP, "qty_milli": 10_000}])
    return name


def test_2_2_a_a_template_is_prepared(hands, company):
    name = f"Oferta dla firm ({hands.way})"
    offers.add_template(
        hands, name, [("Nagłówek", ["Oferta"]), ("Tabela pozycji i VAT", []), ("Warunki", ["Płatność: 14 dni."]), ("Podpis", [])]
    )
    made = only(company.state()["offer_template"], name=name)
    assert [block["kind"] for block in made["blocks"]] == ["heading", "line_table", "terms", "signature"]
    assert made["blocks"][2]["text"] == "Płatność: 14 dni." and made["validity_days"] == 14


def test_2_2_b_tags_are_put_in_from_the_list(hands, company):
    name = f"Ze znacznikami ({hands.way})"
    offers.add_template(hands, name, [("Akapit", ["Oferta dla ", "<Konto klienta: nazwa konta>", "<Oferta: suma netto>"])])
    text = only(company.state()["offer_template"], name=name)["blocks"][0]["text"]
    assert text == "Oferta dla {{account.name}}{{offer.net}}"
    assert hands.main.locator(".offer-chip").count() >= 2


def test_2_2_b_a_way_of_writing_is_chosen_on_the_chip_and_a_block_changes_its_place(hands, company):
    name = f"Do przestawienia ({hands.way})"
    blocks = [{"kind": "paragraph", "text": "Do {{offer.valid_until}}."}, {"kind": "terms", "text": "Płatność: 14 dni."}]
    company.given("template.create", name=name, validity_days=14, blocks=blocks)
    offers.edit_template(hands, name)
    first = hands.main.get_by_role("group", name="Blok 1", exact=True)
    hands.fill({"Oferta: data ważności: Sposób zapisu": "miesiąc słownie: 5 marca 2026"}, first)
    hands.button("↓ W dół", first)
    hands.button("Zapisz szablon")
    hands.arrive("/templates/#")
    made = only(company.state()["offer_template"], name=name)["blocks"]
    assert made == [blocks[1], {"kind": "paragraph", "text": "Do {{offer.valid_until|long}}."}]
    hands.button("Powiel")
    hands.arrive("/templates/#/edit")
    assert only(company.state()["offer_template"], name=f"{name} (kopia)")["blocks"] == made


def test_a_block_is_dragged_by_its_grip(page, company):
    mouse = Mouse(page)
    template = company.given("template.create", name="Do przeciągania", validity_days=14, blocks=[
        {"kind": "terms", "text": "pierwszy"}, {"kind": "terms", "text": "drugi"}, {"kind": "terms", "text": "trzeci"}])
    offers.edit_template(mouse, "Do przeciągania")
    blocks = mouse.main.locator(".offer-block")
    blocks.nth(0).locator("[data-grip]").drag_to(blocks.nth(1), target_position={"x": 100, "y": 120})
    mouse.button("Zapisz szablon")
    mouse.arrive("/templates/#")
    kept = company.state()["offer_template"][template]["blocks"]
    assert [block["text"] for block in kept] == ["drugi", "pierwszy", "trzeci"]


def test_2_2_b_an_unknown_tag_stands_out_is_refused_and_is_deleted_like_one_character(hands, company):
    name = f"Z pomyłką ({hands.way})"
    company.given("template.create", name=name, validity_days=14, blocks=[{"kind": "paragraph", "text": "."}])
    offers.edit_template(hands, name)
    hands.enter(offers.text_of(hands, 1), "Dla {{konto.nazwa}}!")
    hands.send("Zapisz szablon")
    expect(hands.main.locator("[data-faults]")).to_contain_text("{{konto.nazwa}}")
    offers.editor_ready(hands)
    text = offers.text_of(hands, 1)
    expect(text.locator(".offer-chip-unknown")).to_have_text("nieznany znacznik: konto.nazwa")
    hands.point(text.locator(".offer-chip"), text, ["ControlOrMeta+End", "ArrowLeft", "Shift+ArrowLeft"])
    expect(text.locator(".offer-chip-marked")).to_have_count(1)
    hands.page.keyboard.type("{{imię i naz")
    hands.point(hands.main.get_by_role("option", name="imię i nazwisko", exact=True), text, ["Enter"])
    expect(text.locator(".offer-chip")).to_have_text("Osoba kontaktowa: imię i nazwisko")
    hands.page.keyboard.type(" ")
    hands.button("Zapisz szablon")
    hands.arrive("/templates/#")
    assert only(company.state()["offer_template"], name=name)["blocks"][0]["text"] == "Dla {{contact.full_name}} !"


def test_a_chip_is_stepped_over_copied_pasted_and_its_deletion_undone(page, company):
    company.given("template.create", name="Do kopiowania", validity_days=14, blocks=[
        {"kind": "paragraph", "text": "Do {{offer.valid_until|long}}{{account.name}}."}, {"kind": "terms", "text": "Warunki:"}])
    keyboard, press = Keyboard(page), page.keyboard.press
    offers.edit_template(keyboard, "Do kopiowania")
    first, second = offers.text_of(keyboard, 1), offers.text_of(keyboard, 2)
    kept = first.locator("xpath=following-sibling::textarea"), second.locator("xpath=following-sibling::textarea")
    keyboard.focus.reach(first)
    for key in ("ControlOrMeta+Home", *["ArrowRight"] * 5, "Backspace"):  # D, o, space, two chips
        press(key)
    expect(kept[0]).to_have_value("Do {{offer.valid_until|long}}.")
    press("ControlOrMeta+z")
    press("ArrowLeft")  # between the two chips
    page.keyboard.type(" / ")
    expect(kept[0]).to_have_value("Do {{offer.valid_until|long}} / {{account.name}}.")
    for key in (*["ArrowLeft"] * 3, "Shift+ArrowLeft", "Shift+ArrowLeft", "ControlOrMeta+c"):
        press(key)
    keyboard.focus.reach(second)
    for key in ("ControlOrMeta+End", "ControlOrMeta+v", "Enter", "ControlOrMeta+v", "Delete"):
        press(key)
    expect(kept[1]).to_have_value("Warunki: {{offer.valid_until|long}}\n {{offer.valid_until|long}}")
    expect(second.locator(".offer-chip")).to_have_text(["Oferta: data ważności, miesiąc słownie"] * 2)
    press("ControlOrMeta+z")
    press("ControlOrMeta+Backspace")
    expect(kept[1]).to_have_value("Warunki: {{offer.valid_until|long}}")


def test_a_text_with_chips_is_asked_about_before_it_is_lost_and_comes_back_as_chips(page, company):
    company.given("template.create", name="Do porzucenia", validity_days=14, blocks=[{"kind": "terms", "text": "x"}])
    hands, asked = Mouse(page), []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    offers.edit_template(hands, "Do porzucenia")
    hands.enter(offers.text_of(hands, 1), "Dla {{account.name}}")
    hands.go("Oferty")
    assert asked == ["beforeunload"]
    page.go_back()
    offers.editor_ready(hands)
    text = offers.text_of(hands, 1)
    expect(text.locator(".offer-chip")).to_have_text("Konto klienta: nazwa konta")
    assert not grave_faults(page, "editor")
    hands.go("Oferty")
    assert asked == ["beforeunload"] * 2


def test_2_2_c_an_offer_is_made_for_its_recipient(hands, company, template, deal):
    number = offers.generate(hands, deal, **{"Szablon": template})
    assert "Dla Świt sp. z o.o., Ewa Łącka" in hands.main.inner_text()
    made = only(company.state()["offer"], number=number)
    assert (made["account_id"], made["contact_id"], made["net_gr"]) == (SWIT, EWA, 259_900)
    assert customers.told(hands, "Netto").startswith("2 599,00 zł")


def test_2_2_d_an_offer_is_sent_and_recorded_in_the_history(hands, company, template, deal, counted):
    number = offers.generate(hands, deal, **{"Szablon": template})
    offers.send(hands, f"Oferta {number}")
    offers.record_sending(hands, f"Wysłano ofertę {number}")
    counted("An offer sent and recorded")
    state = company.state()
    offer, message = only(state["offer"], number=number), only(state["message"], subject=f"Oferta {number}")
    event = only(state["interaction"], subject=f"Wysłano ofertę {number}")
    assert (offer["status"], message["offer_id"], message["recipients"]) == ("sent", offer["id"], ["ewa.lacka@swit.example"])
    assert (event["account_id"], event["kind"], event["message_id"]) == (SWIT, "offer", message["id"])
