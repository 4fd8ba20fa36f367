"""From a template to a sent offer: what is frozen, what is refused, what stays inside."""

import socket
from datetime import date
from email import message_from_bytes, policy
from io import BytesIO

import pytest
from pypdf import PdfReader

from sandbox_crm.bench import Actor, Refused
from sandbox_crm.filing import bytes_of
from sandbox_crm.history.interactions import correct_interaction, record_interaction
from sandbox_crm.models.clients import Account
from sandbox_crm.models.company import StoredFile
from sandbox_crm.models.offers import Message, Offer
from sandbox_crm.models.sales import Opportunity
from sandbox_crm.models.work import Interaction
from sandbox_crm.offers.generating import generate_offer, update_offer_status
from sandbox_crm.offers.messages import receive_message, send_message
from sandbox_crm.offers.templates import create_template, update_template
from tests.sandbox_crm.seed import EWA, LAMP, MOUNTING, SWIT

BLOCKS = [
    {"kind": "seller", "text": ""},
    {"kind": "buyer", "text": ""},
    {"kind": "heading", "text": "Oferta dla {{account.name}}"},
    {"kind": "paragraph", "text": "Szanowna Pani {{contact.last_name}},\nprzedstawiamy ofertę <b>{{opportunity.name}}</b>."},
    {"kind": "line_table", "text": ""},
    {"kind": "validity", "text": ""},
    {"kind": "terms", "text": "Płatność: 14 dni."},
    {"kind": "signature", "text": "Z poważaniem"},
]
LINES = [{"product_id": LAMP, "qty_milli": 12_000, "discount_pct": 5}, {"product_id": MOUNTING, "qty_milli": 2_500}]


def template(bench, blocks=BLOCKS):
    return create_template(bench, name="Oferta podstawowa", blocks=blocks, validity_days=21)


def offer(bench, made=None, **args):
    return generate_offer(
        bench, **{"opportunity_id": 1, "template_id": (made or template(bench)).id, "contact_id": EWA, "lines": LINES, **args}
    )


def pdf_text(bench, made):
    pages = PdfReader(BytesIO(bytes_of(bench, made.pdf_sha256))).pages
    return "\n".join(page.extract_text() for page in pages).replace("\xa0", " ")


def test_an_offer_freezes_its_values_and_prints_them(bench):
    made = offer(bench)
    assert (made.number, made.version, made.status, made.issued_on, made.valid_until) == (
        "OF/2026/0001",
        1,
        "draft",
        date(2026, 4, 20),
        date(2026, 5, 11),
    )
    assert (made.net_gr, made.vat_gr, made.gross_gr) == (296286 + 45000, 68146 + 3600, 413032)
    assert made.unresolved_tags == [] and made.tag_values["account.name"] == "Świt sp. z o.o."
    text = pdf_text(bench, made)
    for wanted in (
        "OF/2026/0001",
        "Świetlik sp. z o.o.",
        "NIP 1000000029",
        "Ewa Łącka",
        "<b>Oświetlenie biura</b>",
        "4 130,32 zł",
        "cztery tysiące sto trzydzieści złotych 32/100",
        "11.05.2026",
        "strona 1 z 1",
        "Płatność: 14 dni.",
    ):
        assert wanted in text, wanted
    bench.get(Account, SWIT).name = "Zmierzch"
    assert made.customer_snapshot["account"]["name"] == "Świt sp. z o.o."


def test_the_same_offer_prints_the_same_bytes(sandbox):
    with sandbox.work() as first:
        one = offer(first).pdf_sha256
        first.session.rollback()
    with sandbox.work() as second:
        assert offer(second).pdf_sha256 == one


def test_numbers_go_on_and_a_change_is_a_new_version(bench):
    made = template(bench)
    first, second = offer(bench, made), offer(bench, made)
    again = offer(bench, made, version_of=first.id, lines=LINES[:1])
    assert [(o.number, o.version) for o in (first, second, again)] == [
        ("OF/2026/0001", 1),
        ("OF/2026/0002", 1),
        ("OF/2026/0001", 2),
    ]
    assert first.gross_gr == 413032


def test_lines_come_from_the_opportunity_and_an_offer_without_lines_is_refused(bench):
    made = template(bench)
    with pytest.raises(Refused) as caught:
        offer(bench, made, lines=None)
    assert "lines" in caught.value.fields


@pytest.mark.parametrize(
    "blocks, word",
    [
        ([{"kind": "paragraph", "text": "{{konto.nazwa}}"}], "konto.nazwa"),
        ([{"kind": "paragraph", "text": "{{account.name"}], "braces"),
        ([{"kind": "html", "text": ""}], "unknown kind"),
        ([], "at least one block"),
    ],
)
def test_a_template_with_a_fault_is_refused_and_says_which(bench, blocks, word):
    with pytest.raises(Refused, match=word):
        template(bench, blocks)


def test_a_template_grows_a_version_and_the_offer_keeps_the_one_it_was_made_of(bench):
    made = template(bench)
    first = offer(bench, made)
    update_template(bench, template_id=made.id, blocks=[*BLOCKS, {"kind": "paragraph", "text": "Opiekun: {{owner.name}}"}])
    second = offer(bench, made, version_of=first.id)
    assert (made.version, first.template_version, second.template_version) == (2, 1, 2)
    assert "Opiekun: Anna Kowalczyk" in pdf_text(bench, second) and "Opiekun:" not in pdf_text(bench, first)


def test_sending_keeps_a_real_letter_inside_and_opens_no_socket(bench, monkeypatch):
    def refuse(*_args, **_options):
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    made = offer(bench)
    sent = send_message(
        bench,
        to="ewa.lacka@swit.example; szef@swit.example",
        subject="Oferta dla Świtu",
        body="Dzień dobry,\nżółć.",
        offer_id=made.id,
    )
    letter = message_from_bytes(bytes_of(bench, sent.raw_sha256), policy=policy.default)
    assert letter["To"] == "ewa.lacka@swit.example, szef@swit.example" and letter["Subject"] == "Oferta dla Świtu"
    assert letter["From"] == "Anna Kowalczyk <anna@swietlik.example>" and letter["Date"] == "Mon, 20 Apr 2026 10:30:00 +0200"
    enclosed = list(letter.iter_attachments())
    assert [part.get_filename() for part in enclosed] == ["OF-2026-0001.pdf"]
    assert enclosed[0].get_content() == bytes_of(bench, made.pdf_sha256)
    assert letter.get_body().get_content().replace("\r\n", "\n").strip() == "Dzień dobry,\nżółć."
    assert (made.status, sent.status, sent.account_id, sent.contact_id, sent.opportunity_id) == ("sent", "sent", SWIT, EWA, 1)
    assert made.sent_at is not None and bench.session.query(Interaction).count() == 0


def test_a_sent_offer_changes_only_its_status(bench):
    made = offer(bench)
    before = (made.pdf_sha256, made.gross_gr)
    send_message(bench, to="e@swit.example", subject="Oferta", offer_id=made.id)
    with pytest.raises(Refused):
        update_offer_status(bench, offer_id=made.id, status="draft")
    update_offer_status(bench, offer_id=made.id, status="accepted")
    assert (made.pdf_sha256, made.gross_gr) == before


def test_an_unsent_offer_cannot_be_called_sent_by_hand(bench):
    made = offer(bench)
    for status in ("sent", "accepted", "nonsense"):
        with pytest.raises(Refused):
            update_offer_status(bench, offer_id=made.id, status=status)


def test_an_offer_with_an_empty_tag_is_generated_but_not_sent(bench):
    made = offer(bench, template(bench, [*BLOCKS, {"kind": "paragraph", "text": "{{contact.mobile}}"}]))
    assert made.unresolved_tags == ["contact.mobile"]
    with pytest.raises(Refused, match=r"contact.mobile"):
        send_message(bench, to="e@swit.example", subject="Oferta", offer_id=made.id)
    assert made.status == "draft" and bench.session.query(Message).count() == 0


@pytest.mark.parametrize(
    "to", ["", "ewa", "ewa@", "ewa@@swit.example", "ewa@swit", "a@x.example, zła", "x@y.example\r\nBcc: z@z.example"]
)
def test_a_malformed_address_is_refused(bench, to):
    with pytest.raises(Refused) as caught:
        send_message(bench, to=to, subject="Oferta")
    assert "to" in caught.value.fields


def test_a_subject_cannot_smuggle_a_header(bench):
    sent = send_message(bench, to="a@x.example", subject="Oferta\r\nBcc: z@z.example")
    assert message_from_bytes(bytes_of(bench, sent.raw_sha256), policy=policy.default)["Bcc"] is None


def test_a_bounce_marks_the_message_it_answers(bench):
    sent = send_message(bench, to="zly@swit.example", subject="Oferta")
    bench.actor = Actor("system", None)
    notice = receive_message(
        bench,
        sender="poczta@swit.example",
        subject="Niedostarczona",
        body="Nie ma takiej skrzynki.",
        in_reply_to_id=sent.id,
        bounce=True,
    )
    assert (sent.status, notice.status, notice.direction, notice.read_on) == ("bounced", "received", "incoming", None)


def test_history_is_appended_and_corrected_by_another_event(bench):
    first = record_interaction(bench, kind="email", subject="Wysłano ofertę", account_id=SWIT, contact_id=EWA, opportunity_id=1)
    second = correct_interaction(bench, interaction_id=first.id, subject="Wysłano ofertę OF/2026/0001")
    assert (second.corrects_id, second.account_id, first.subject) == (first.id, SWIT, "Wysłano ofertę")
    with pytest.raises(Refused) as caught:
        record_interaction(bench, kind="smoke", subject="", account_id=None)
    assert set(caught.value.fields) == {"kind", "subject", "account_id"}


def test_seed_and_journal_fold_after_a_whole_offer(sandbox):
    with sandbox.work() as bench:
        made = offer(bench)
        send_message(bench, to="e@swit.example", subject="Oferta", offer_id=made.id)
    snapshot = sandbox.snapshot()
    assert [entry.command for entry in snapshot.journal] == ["template.create", "offer.generate", "message.send"]
    assert snapshot.state["offer"][1]["status"] == "sent" and len(snapshot.state["offer_line"]) == 2


def test_the_recipient_may_be_another_account(bench):
    made = offer(bench, account_id=2, contact_id=None)
    assert (made.account_id, made.contact_id) == (2, None) and bench.get(Opportunity, 1).account_id == SWIT
    assert made.unresolved_tags == ["contact.last_name"]
    assert bench.session.get(StoredFile, made.file_id).name == "OF-2026-0001.pdf" and bench.session.query(Offer).count() == 1
