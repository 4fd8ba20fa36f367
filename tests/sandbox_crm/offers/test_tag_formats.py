"""Tags that carry a format: chosen from a list, refused where unknown, written in the offer and never an expression."""

from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from sandbox_crm.bench import Refused
from sandbox_crm.models.offers import OfferTemplate
from sandbox_crm.offers.generating import generate_offer
from sandbox_crm.offers.paper import OfferPaper, offer_pdf
from sandbox_crm.offers.tags import FORMATS, KINDS, TAGS, empty_tags, fill, tags_in, unknown_formats, unknown_tags
from sandbox_crm.offers.templates import create_template, duplicate_template, update_template
from sandbox_crm.offers.values import written
from tests.sandbox_crm.driver import new_id, page, send
from tests.sandbox_crm.seed import LAMP

LINES = [{"product_id": LAMP, "qty_milli": 10_000}]


def block(text, kind="paragraph"):
    return [{"kind": kind, "text": text}]


def offered(bench, blocks):
    template = create_template(bench, name="Wzór", blocks=blocks).id
    return generate_offer(bench, opportunity_id=1, template_id=template, lines=LINES, issued_on=date(2026, 3, 5),
                          valid_until=date(2026, 3, 19))


@pytest.mark.parametrize("value, form, words", [
    (date(2026, 3, 5), "", "05.03.2026"), (date(2026, 3, 5), "long", "5 marca 2026"),
    (date(2026, 3, 5), "weekday", "czwartek, 5 marca 2026"), (123456, "", "1 234,56 zł"), (123456, "number", "1 234,56"),
    (123456, "words", "tysiąc dwieście trzydzieści cztery złote 56/100"), (0, "words", "zero złotych 00/100"),
    (None, "long", ""), (None, "words", "")])
def test_a_value_is_written_by_its_format(value, form, words):
    assert written(value, form).replace("\xa0", " ") == words


def test_every_kind_with_formats_is_a_tag_of_the_list_and_every_format_writes_something():
    assert set(KINDS) <= set(TAGS) and set(KINDS.values()) == set(FORMATS)
    for kind, value in (("date", date(2026, 3, 5)), ("money", 5)):
        assert len({written(value, form) for form in FORMATS[kind]}) == len(FORMATS[kind])


def test_spaces_round_the_bar_are_no_difference():
    text = "{{offer.net|words}} {{ offer.net | words }} {{offer.net}}"
    assert tags_in(text) == ["offer.net|words", "offer.net"]
    assert fill(text, {"offer.net|words": "sto", "offer.net": "100"}) == "sto sto 100"


@pytest.mark.parametrize("tag", ["offer.net|long", "offer.net|x", "offer.net|", "account.name|long", "offer.net|words|words",
                                 "offer.net|7*7", "offer.valid_until|Words"])
def test_an_unknown_format_is_refused_on_save_and_the_message_names_the_ways(bench, tag):
    assert unknown_formats(block("{{" + tag + "}}")) and not unknown_tags(block("{{" + tag + "}}"))
    with pytest.raises(Refused) as refusal:
        create_template(bench, name="Wzór", blocks=block("{{" + tag + "}}"))
    told = str(refusal.value.fields["blocks"])
    assert "account.name" in told if tag.startswith("account") else "{{offer." in told
    kept = create_template(bench, name="Wzór", blocks=block("{{offer.net}}")).id
    with pytest.raises(Refused):
        update_template(bench, template_id=kept, blocks=block("{{" + tag + "}}"))


def test_an_offer_holds_what_the_format_says_and_the_plain_value_beside(bench):
    offer = offered(bench, block("Do {{offer.valid_until|long}}, {{offer.gross|words}}, netto {{offer.net}}."))
    assert offer.rendered_blocks[0]["text"].replace("\xa0", " ") == (
        "Do 19 marca 2026, trzy tysiące sto dziewięćdziesiąt sześć złotych 77/100, netto 2 599,00 zł.")
    assert offer.tag_values["offer.valid_until"] == "19.03.2026" and offer.tag_values["offer.valid_until|long"] == "19 marca 2026"
    assert set(offer.tag_values) == {"offer.valid_until", "offer.valid_until|long", "offer.gross", "offer.gross|words",
                                     "offer.net"}
    assert offer.unresolved_tags == []


def test_a_tag_without_a_value_is_told_once_by_its_name():
    blocks = block("{{opportunity.expected_close|long}} {{opportunity.expected_close}} {{opportunity.value|words}}")
    assert empty_tags(blocks, {}) == ["opportunity.expected_close", "opportunity.value"]


def test_header_and_footer_are_on_every_page_with_the_number_of_the_page(bench):
    long = "\n".join(f"Wiersz {number}" for number in range(120))
    footer = block("Ważne do {{offer.valid_until|long}}\nul. Leśna 3", "footer")
    blocks = [*footer, *block(long), *block("Biuro {{seller.name}}", "header")]
    offer = offered(bench, blocks)
    assert [one["kind"] for one in offer.rendered_blocks] == ["header", "paragraph", "footer"]
    paper = OfferPaper(offer.number, 1, offer.issued_on, "Firma", offer.rendered_blocks)
    pages = [page.extract_text() for page in PdfReader(BytesIO(offer_pdf(paper, bench.now))).pages]
    assert len(pages) > 1
    for number, text in enumerate(pages, 1):
        assert "Biuro" in text and "Ważne do 19 marca 2026" in text and "ul. Leśna 3" in text
        assert f"strona {number} z {len(pages)}" in text
    body = "".join(pages)
    assert all(f"Wiersz {number}\n" in body for number in range(120))  # nothing lost under the edges


@pytest.mark.parametrize("blocks", [
    [*block("a", "header"), *block("b", "header"), *block("x")], [*block("", "footer"), *block("x")],
    [*block("x" * 601, "header"), *block("x")], [*block("a\n" * 6 + "b", "footer"), *block("x")]])
def test_a_header_or_footer_that_no_page_can_hold_is_refused(bench, blocks):
    with pytest.raises(Refused) as refusal:
        create_template(bench, name="Wzór", blocks=blocks)
    assert "blocks" in refusal.value.fields
    create_template(bench, name="Wzór", blocks=[*block("a", "header"), *block("b", "footer"), *block("x")])


def test_a_template_is_duplicated_and_the_copy_goes_its_own_way(bench):
    model = create_template(bench, name="Wzór", blocks=block("{{offer.net|words}}"), validity_days=30)
    copy = duplicate_template(bench, template_id=model.id)
    assert (copy.name, copy.blocks, copy.validity_days, copy.version) == ("Wzór (kopia)", model.blocks, 30, 1)
    update_template(bench, template_id=copy.id, blocks=block("inny"))
    assert bench.get(OfferTemplate, model.id).blocks[0]["text"] == "{{offer.net|words}}"


def test_the_screens_offer_the_ways_and_name_the_chosen_one(client):
    form = page(client, "/templates/new")
    ways = {one["data-formats"]: [option["value"] for option in one.select("option")] for one in form.select("[data-formats]")}
    assert ways == {"date": ["", "long", "weekday"], "money": ["", "number", "words"]}
    assert {option["value"] for option in form.select("#tag-picker option[data-kind]")} == set(KINDS)
    made = send(client, "/templates/new", "template.create", name="Wzór", validity_days="14",
                **{"blocks-0-kind": "paragraph", "blocks-0-text": "Do {{offer.valid_until|long}}",
                   "blocks-1-kind": "header", "blocks-1-text": "Biuro"})
    template = f"/templates/{new_id(made)}"
    shown = page(client, f"{template}?opportunity_id=1")
    assert "data ważności, miesiąc słownie" in shown.select(".offer-blocks .offer-chip")[0].text
    assert "Na każdej stronie u góry" in shown.select_one(".offer-page").text
    copied = send(client, template, "template.duplicate")
    assert copied.headers["Location"].endswith("/edit")
