"""From template to history entry as a browser walks it: typed values, refusals, and what a sealed view lacks."""

from email import message_from_bytes

import pytest
from bs4 import BeautifulSoup

from sandbox_crm.clients.contacts import delete as delete_contact
from sandbox_crm.offers.chips import compared
from sandbox_crm.offers.messages import receive_message
from tests.sandbox_crm.driver import ADDRESS, SEALED, filled, form_of, new_id, page, send
from tests.sandbox_crm.seed import EWA, LAMP, SWIT

BLOCKS = {
    "blocks-0-kind": "seller",
    "blocks-1-kind": "paragraph",
    "blocks-1-text": "Dla {{account.name}}",
    "blocks-2-kind": "line_table",
}
LINE = {"lines-0-product_id": LAMP, "lines-0-qty_milli": "2,5", "lines-0-price_net_gr": "1 250,00", "lines-0-discount_pct": "10"}


@pytest.fixture
def template(client):
    return new_id(send(client, "/templates/new", "template.create", name="Podstawowy", validity_days="14", **BLOCKS))


@pytest.fixture
def offer(client, template):
    return new_id(send(client, "/offers/new?opportunity_id=1", "offer.generate", template_id=template, **LINE))


def test_a_template_shows_its_tags_as_chips_and_previews_an_opportunity(client, template):
    soup = page(client, f"/templates/{template}?opportunity_id=1")
    assert "{{" not in soup.select_one(".offer-blocks").text and soup.select_one(".offer-blocks .offer-chip")
    assert "Dla Świt sp. z o.o." in soup.select_one(".offer-page").text


def test_the_editor_without_scripts_is_plain_fields_with_a_hint_and_a_list_of_tags(client, template):
    soup = page(client, f"/templates/{template}/edit")
    assert soup.select_one("#blocks-1-text").text.strip() == "Dla {{account.name}}"
    assert "{{account.name}}" in soup.select_one("[data-plain]").text and not soup.select_one("[data-plain]").has_attr("hidden")
    assert all(one.has_attr("hidden") for one in soup.select("[data-dressed]"))
    assert "{{seller.bank_account}}" in soup.select_one(".offer-tags").text
    assert "sprzedawcy" in soup.select_one("#blocks-0-text")["placeholder"]


def test_a_stale_save_of_a_template_shows_the_blocks_that_differ_in_words_and_keeps_what_was_typed(client, template):
    path = f"/templates/{template}/edit"
    form = form_of(page(client, path), "template.update")
    mine = {**filled(form), "blocks-1-text": "Moja {{offer.net}} <b>"}
    send(client, path, "template.update", **{"blocks-1-text": "Cudza {{offer.valid_until|long}}"})
    reply = client.post(form["action"], data=mine)
    soup = BeautifulSoup(reply.get_data(as_text=True), "html.parser")
    [row] = soup.select(".crm-faults tbody tr")
    assert reply.status_code == 409
    assert [cell.text for cell in row.select("th, td")] == [
        "Bloki", "Akapit Cudza Oferta: data ważności, miesiąc słownie", "Akapit Moja Oferta: suma netto <b>"]
    assert soup.select_one("#blocks-1-text").text.strip() == "Moja {{offer.net}} <b>"
    history = page(client, f"/templates/{template}").select_one(".crm-changes")
    assert history.select_one(".crm-after .offer-chip").text == "Oferta: data ważności, miesiąc słownie"


def test_blocks_that_only_changed_places_are_shown_whole():
    one, other = {"kind": "terms", "text": "14 dni {{konto.x}}"}, {"kind": "heading", "text": "Oferta"}
    first, second = compared([one, other], [other, one])
    assert (first.index("14 dni") < first.index("Oferta"), second.index("14 dni") < second.index("Oferta")) == (True, False)
    assert "offer-chip-unknown" in first and compared([one], [one, other])[0] == "–"


def test_the_history_of_a_template_and_of_a_report_names_its_fields(client, template):
    typed = {"name": "Otwarte", "kind": "table", "columns": ["number"], "filters-0-field": "value_gr", "filters-0-op": "empty"}
    report = new_id(send(client, "/reports/new?entity=opportunity", "report.create", **typed))
    for place, wanted in ((f"/templates/{template}", "Bloki"), (f"/reports/{report}", "Warunki")):
        heads = [cell.text for cell in page(client, place).select(".crm-changed tbody th")]
        assert wanted in heads and not [one for one in heads if "<" in one]


def test_unknown_tags_are_refused_with_their_list_and_the_text_is_kept(client):
    response = send(
        client,
        "/templates/new",
        "template.create",
        status=422,
        name="Zły",
        validity_days="14",
        **{"blocks-0-kind": "paragraph", "blocks-0-text": "{{konto.nazwa}} <script>x</script>"},
    )
    text = response.get_data(as_text=True)
    assert "{{konto.nazwa}} &lt;script&gt;" in text and "konto.nazwa" in text.split("<textarea")[0]


def test_the_opportunity_of_an_offer_is_never_chosen_by_the_form(client, template):
    form = form_of(page(client, "/offers/new"), "offer.generate")
    assert filled(form)["opportunity_id"] == ""
    values = {**filled(form), "template_id": template, "account_id": SWIT}
    reply = client.post(form["action"], data=values)
    assert reply.status_code == 422 and "opportunity_id-error" in reply.get_data(as_text=True)
    assert filled(form_of(page(client, "/offers/new?opportunity_id=1"), "offer.generate"))["opportunity_id"] == "1"


def test_a_record_in_the_bin_is_named_and_leads_nowhere(client, sandbox, offer):
    def links():
        return {link.text for link in page(client, f"/offers/{offer}").select(".crm-facts a")}

    assert "Ewa Łącka" in links()
    with sandbox.work() as bench:
        delete_contact(bench, contact_id=EWA)
    assert "Ewa Łącka" not in links() and "Ewa Łącka" in page(client, f"/offers/{offer}").select_one(".crm-facts").text


def test_an_offer_is_generated_with_typed_lines(client, offer):
    text = page(client, f"/offers/{offer}").text.replace("\xa0", " ")
    assert "OF/2026/0001" in text and "2 812,50 zł" in text and "3 459,38 zł" in text
    pdf = client.get(f"{ADDRESS}/offers/{offer}/pdf")
    assert pdf.data.startswith(b"%PDF") and pdf.headers["Content-Disposition"].startswith("attachment")


def test_an_offer_without_lines_keeps_what_was_typed(client, template):
    response = send(
        client, "/offers/new?opportunity_id=1", "offer.generate", status=422, template_id=template, valid_until="2026-06-01"
    )
    assert 'value="2026-06-01"' in response.get_data(as_text=True)


def test_a_bad_quantity_is_named_at_its_line(client, template):
    response = send(
        client,
        "/offers/new?opportunity_id=1",
        "offer.generate",
        status=422,
        template_id=template,
        **{**LINE, "lines-0-qty_milli": "dwa"},
    )
    field = BeautifulSoup(response.get_data(as_text=True), "html.parser").select_one('[name="lines-0-qty_milli"]')
    assert "is-invalid" in field["class"] and field["value"] == "dwa"


def test_sending_and_recording_are_two_acts(client, sandbox, offer):
    message = new_id(send(client, f"/messages/new?offer_id={offer}", "message.send", subject="Oferta", body="W załączeniu."))
    soup = page(client, f"/messages/{message}")
    assert soup.select_one(".alert-info") and "OF-2026-0001.pdf" in soup.text
    raw = client.get(f"{ADDRESS}/messages/{message}/raw")
    assert message_from_bytes(raw.data)["To"] == "ewa.lacka@swit.example"
    assert "interaction" not in {change.table for entry in sandbox.snapshot().journal for change in entry.changes}
    event = new_id(send(client, f"/interactions/new?message_id={message}", "interaction.record"))
    row = sandbox.snapshot().state["interaction"][event]
    assert (row["account_id"], row["contact_id"], row["opportunity_id"], row["offer_id"], row["message_id"], row["kind"]) == (
        SWIT,
        EWA,
        1,
        offer,
        message,
        "email",
    )
    assert not page(client, f"/messages/{message}").select_one(".alert-info")


def test_a_bad_address_keeps_the_letter(client, offer):
    response = send(
        client,
        f"/messages/new?offer_id={offer}",
        "message.send",
        status=422,
        to="ewa(at)swit",
        subject="Oferta",
        body="Treść listu",
    )
    text = response.get_data(as_text=True)
    assert "ewa(at)swit" in text and "Treść listu" in text


def test_status_versions_and_correction(client, offer):
    form = form_of(page(client, f"/offers/{offer}"), "offer.update_status")
    values = filled(form)
    values["status"] = "ready"
    assert client.post(form["action"], data=values).status_code == 303
    assert "gotowa" in page(client, f"/offers/{offer}").select_one(".crm-facts").text
    response = send(client, f"/offers/new?version_of={offer}", "offer.generate")
    assert "OF/2026/0001" in page(client, f"/offers/{new_id(response)}").text
    event = new_id(send(client, "/interactions/new?account_id=1", "interaction.record", kind="phone", subject="Telefon"))
    later = new_id(send(client, f"/interactions/{event}/correct", "interaction.correct", subject="Telefon do biura"))
    assert later != event and page(client, f"/interactions/{event}").select_one(f'a[href$="/interactions/{later}"]')


def test_a_received_bounce_is_seen_and_read(client, sandbox, offer):
    message = new_id(send(client, f"/messages/new?offer_id={offer}", "message.send", subject="Oferta"))
    with sandbox.work() as bench:
        receive_message(
            bench, sender="poczta@swit.example", subject="Zwrot", body="Brak skrzynki", in_reply_to_id=message, bounce=True
        )
    assert page(client, f"/messages/{message}").select_one(".alert-danger a")
    assert page(client, "/messages").select(".crm-state-warn") and page(client, "/messages?box=out").select(".crm-state-bad")
    send(client, f"/messages/{message + 1}", "message.mark_read")
    assert not page(client, "/messages").select(".crm-state-warn")


@pytest.mark.parametrize(
    "path", ["/offers", "/offers/1", "/templates", "/templates/1", "/messages", "/messages?box=out", "/messages/1"]
)
def test_a_sealed_view_has_no_forms_that_write(client, offer, path):
    send(client, f"/messages/new?offer_id={offer}", "message.send", subject="Oferta")
    assert not page(client, path, address=SEALED).select('form[method="post"]')
