"""What users of other CRMs complain about (the numbers of the reference's list), and hostile text all the way."""

import re
from email import message_from_bytes, policy
from io import BytesIO
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from pypdf import PdfReader
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.polish.amounts import amount_in_words
from sandbox_crm.bench import Refused
from sandbox_crm.filing import bytes_of
from sandbox_crm.models.clients import Account, Contact
from sandbox_crm.models.offers import Offer
from sandbox_crm.models.sales import Opportunity
from sandbox_crm.offers.generating import generate_offer, update_offer_status
from sandbox_crm.offers.messages import send_message
from sandbox_crm.offers.templates import create_template
from sandbox_crm.reports.labels import BUCKETS, FIELDS, KINDS, OPERATORS, VALUES
from tests.sandbox_crm.driver import ADDRESS, new_id, page, send
from tests.sandbox_crm.offers.test_offer_commands import BLOCKS, LINES, offer, pdf_text, template
from tests.sandbox_crm.offers.test_offer_screens import BLOCKS as TYPED_BLOCKS
from tests.sandbox_crm.seed import EWA, LAMP, SWIT

HOSTILE = "{{7*7}} {% if 1 %}x{% endif %} {{account.nip}} <script>alert(1)</script> <b>ą</b> ${7*7} #{7*7} &amp;"
ROOT = Path(__file__).parents[3] / "sandbox_crm"


def test_complaint_8_no_raw_tag_reaches_a_client(bench):
    """Unknown tags are refused on save with their list, a second use and a tag before an apostrophe are replaced, and
    an offer with an empty one is not sent."""
    with pytest.raises(Refused, match=r"account\.nme"):
        template(bench, [{"kind": "paragraph", "text": "{{account.name}} {{account.nme}}"}])
    made = template(bench, [*BLOCKS, {"kind": "paragraph", "text": "{{account.name}}'s {{account.name}}, {{contact.mobile}}"}])
    drafted = offer(bench, made)
    assert drafted.unresolved_tags == ["contact.mobile"]
    assert "Świt sp. z o.o.'s Świt sp. z o.o.," in pdf_text(bench, drafted) and "{{" not in pdf_text(bench, drafted)
    with pytest.raises(Refused, match=r"contact\.mobile"):
        send_message(bench, to="ewa@swit.example", subject="Oferta", offer_id=drafted.id)


def test_complaint_10_vat_is_one_sum_on_list_page_paper_and_in_store(client, sandbox):
    """Five lines of 0,33 zł at 23 %: 0,38 zł of VAT everywhere, never the 0,40 zł of lines rounded one by one."""
    made = new_id(send(client, "/templates/new", "template.create", name="Wzór", validity_days="14", **TYPED_BLOCKS))
    lines = {}
    for number in range(5):
        typed = {"product_id": LAMP, "qty_milli": "1", "price_net_gr": "0,33", "vat_code": "23", "name": f"Śruba {number}"}
        lines |= {f"lines-{number}-{name}": value for name, value in typed.items()}
    drafted = new_id(send(client, "/offers/new?opportunity_id=1", "offer.generate", template_id=made, **lines))
    stored = sandbox.snapshot().state["offer"][drafted]
    assert (stored["net_gr"], stored["vat_gr"], stored["gross_gr"]) == (165, 38, 203)
    assert stored["vat_summary"] == [{"vat_code": "23", "net_gr": 165, "vat_gr": 38, "gross_gr": 203}]
    paper = PdfReader(BytesIO(client.get(f"{ADDRESS}/offers/{drafted}/pdf").data)).pages[0].extract_text().replace("\xa0", " ")
    shown = page(client, f"/offers/{drafted}").text.replace("\xa0", " ")
    listed = page(client, "/offers").text.replace("\xa0", " ")
    assert "0,38 zł" in shown and "0,38" in paper and "0,40" not in shown + paper
    assert all("2,03 zł" in said for said in (shown, paper, listed)) and amount_in_words(203) in paper


def test_complaint_12_an_offer_moves_with_its_message_and_is_seen_from_the_client(client):
    """The offer's status follows what was done with it, and opportunity and account both show it."""
    made = new_id(send(client, "/templates/new", "template.create", name="Wzór", validity_days="14", **TYPED_BLOCKS))
    line = {"lines-0-product_id": LAMP, "lines-0-qty_milli": "1"}
    drafted = new_id(send(client, "/offers/new?opportunity_id=1", "offer.generate", template_id=made, **line))
    assert "szkic" in page(client, f"/offers/{drafted}").select_one(".crm-facts").text
    send(client, f"/messages/new?offer_id={drafted}", "message.send", subject="Oferta")
    assert "wysłana" in page(client, f"/offers/{drafted}").select_one(".crm-facts").text
    for place in ("/opportunities/1", f"/accounts/{SWIT}"):
        assert page(client, place).select(f'a[href$="/offers/{drafted}"]'), place
    send(client, f"/offers/{drafted}", "offer.update_status", status="accepted")
    assert "zaakceptowana" in page(client, f"/offers/{drafted}").select_one(".crm-facts").text


def test_complaint_15_the_words_are_those_of_the_trade():
    """None of the wrong Polish of other CRMs, and one word for one thing, wherever the CRM speaks."""
    wrong = ("przegrzany", "data zwrotu", "deal", "transakcj", "wniosek", "wniosku", "zapowiadane", "lead", "pipeline",
             "kanban", "zaktualizowane przez", "termin płatności", "propozycj")
    found = {(one, bad) for one in _spoken() for bad in wrong if re.search(rf"\b{bad}", one.lower())}
    assert not found


def _spoken():
    """Every Polish text of the CRM's catalogues and of the names of its reports."""
    said = [part[1] for pairs in (FIELDS, KINDS, OPERATORS, BUCKETS) for part in pairs.values()]
    said += [pair[1] for pairs in VALUES.values() for pair in pairs.values()]
    for path in ROOT.rglob("translations/pl.po"):
        said += re.findall(r'^msgstr(?:\[\d\])? "(.*)"$', path.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(said) > 1500
    return said


def test_hostile_text_stays_text_on_page_paper_preview_and_in_the_letter(sandbox, client):
    with sandbox.work() as bench:
        bench.get(Account, SWIT).name, bench.get(Opportunity, 1).name = HOSTILE, HOSTILE
        bench.get(Contact, EWA).last_name = HOSTILE[:60]
        blocks = [{"kind": "paragraph", "text": "{% for x in y %} <i>${1+1}</i> {{account.name}} {{opportunity.name}}"}, *BLOCKS]
        made = create_template(bench, name="Wzór", blocks=blocks, validity_days=14)
        drafted = generate_offer(bench, opportunity_id=1, template_id=made.id, contact_id=EWA, lines=LINES)
        sent = send_message(bench, to="e@swit.example", subject=HOSTILE, body=HOSTILE, offer_id=drafted.id)
        paper = "".join(pdf_text(bench, drafted).split())
        letter = message_from_bytes(bytes_of(bench, sent.raw_sha256), policy=policy.default)
        offer_id, template_id, message_id = drafted.id, made.id, sent.id
    assert "".join(HOSTILE.split()) in paper and "{%forxiny%}<i>${1+1}</i>" in paper
    assert letter["Subject"] == HOSTILE and letter.get_body().get_content().strip() == HOSTILE
    for place in (f"/offers/{offer_id}", f"/templates/{template_id}?opportunity_id=1", f"/messages/{message_id}"):
        raw = client.get(ADDRESS + place).get_data(as_text=True)
        soup = BeautifulSoup(raw, "html.parser")
        assert HOSTILE in " ".join(soup.text.split()) and "<script>alert" not in raw, place


def test_no_template_engine_is_handed_text():
    """Nothing in the CRM makes a template of a string: templates are files of the program."""
    calls = re.compile(r"render_template_string|from_string|Environment\(|\bTemplate\(|\beval\(|\bexec\(|\|\s*safe\b")
    named = [str(path.relative_to(ROOT)) for path in ROOT.rglob("*") if path.suffix in (".py", ".html")
             and calls.search(path.read_text(encoding="utf-8"))]
    assert named == []


@pytest.mark.parametrize("change", ["UPDATE offer SET gross_gr = 1", "UPDATE offer SET rendered_blocks = '[]'",
                                    "UPDATE offer SET status = 'draft'", "DELETE FROM offer", "DELETE FROM offer_line",
                                    "UPDATE offer_line SET price_net_gr = 1"])
def test_the_database_itself_keeps_a_sent_offer(bench, change):
    made = offer(bench)
    bench.session.execute(text("UPDATE offer_line SET unit = 'kpl.'"))  # a draft may still change
    send_message(bench, to="e@swit.example", subject="Oferta", offer_id=made.id)
    with pytest.raises(IntegrityError, match="a sent offer never changes"), bench.session.begin_nested():
        bench.session.execute(text(change))
    update_offer_status(bench, offer_id=made.id, status="rejected")
    assert bench.session.get(Offer, made.id).status == "rejected"
