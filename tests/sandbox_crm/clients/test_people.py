"""Contacts: likeness told with its reason on every way in, merging field by field, verification against a source."""

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from sandbox_crm.bench import Refused
from sandbox_crm.clients import consents, contact_merging, contact_verification, contacts
from sandbox_crm.clients.people_alike import PersonFound, find_people, name_reason
from sandbox_crm.imports import running
from sandbox_crm.models.clients import Consent, Contact, ImportRow, Verification
from sandbox_crm.models.sales import Opportunity, OpportunityContact
from sandbox_crm.models.work import Task
from tests.sandbox_crm.driver import filled, form_of, page, send
from tests.sandbox_crm.seed import BORSUK, EWA, JAN, KIOSK, STAMP, SWIT, TODAY

MAIL = "ewa.lacka@swit.example"


@pytest.mark.parametrize(("fields", "reason"), [
    ({"last_name": "Inna", "email": MAIL.upper()}, "email"),
    ({"last_name": "Inna", "mobile": "(81) 123-45-67"}, "phone"),
    ({"account_id": SWIT, "first_name": "EWA", "last_name": "Lacka"}, "name"),
    ({"account_id": SWIT, "first_name": "Łącka", "last_name": "Ewa"}, "name"),
    ({"account_id": SWIT, "first_name": "E.", "last_name": "Łącka"}, "near"),
    ({"account_id": SWIT, "first_name": "Ewa", "last_name": "Łąckaa"}, "near")])
def test_a_person_who_may_be_there_is_named_with_the_reason(bench, fields, reason):
    bench.session.get(Contact, EWA).phone = "+48 81 123 45 67"
    bench.session.flush()
    with pytest.raises(PersonFound) as found:
        contacts.create(bench, **{"first_name": "Iga", **fields})
    assert [(match.contact.id, match.reason) for match in found.value.matches] == [(EWA, reason)]


@pytest.mark.parametrize("fields", [
    {"account_id": BORSUK, "first_name": "Ewa", "last_name": "Łącka"},
    {"account_id": SWIT, "first_name": "Jan", "last_name": "Kos"},
    {"account_id": SWIT, "first_name": "Piotr", "last_name": "Łącki"}, {"first_name": "Iga", "last_name": "Kos", "phone": "12"}])
def test_somebody_else_is_saved_without_a_question(bench, fields):
    bench.session.get(Contact, EWA).phone = "12"
    bench.session.flush()
    assert contacts.create(bench, **fields).duplicate_reason is None


def test_names_are_compared_as_people_would():
    assert name_reason(("Jan", "Borsuk"), ("Borsuk", "Jan")) == "name"
    assert name_reason(("J", "Borsuk"), ("Jan", "Borsuk")) == name_reason(("Jan", "Borusk"), ("Jan", "Borsuk")) == "near"
    assert name_reason(("Ewa", "Borsuk"), ("Jan", "Borsuk")) is None


def test_a_like_person_is_saved_anyway_only_with_a_reason(sandbox, client):
    path = f"/contacts/new?account_id={KIOSK}"
    answer = send(client, path, "contact.create", status=422, first_name="Iga", last_name="Nowa", email=MAIL, notes="zostaje")
    assert "ten sam adres e-mail" in answer.text or "ten sam e-mail" in answer.text
    assert "Zapisz mimo to" in answer.text and "Ewa Łącka" in answer.text and "zostaje" in answer.text
    values = filled(form_of(BeautifulSoup(answer.text, "html.parser"), "contact.create"))
    values["duplicate_reason"] = "wspólna skrzynka działu"
    assert client.post("/crm/00000000-0000-4000-8000-000000000001/contacts/new", data=values).status_code == 303
    entry = sandbox.snapshot().journal[-1]
    assert entry.args["duplicate_reason"] == "wspólna skrzynka działu"
    assert entry.changes[0].after["duplicate_reason"] == "wspólna skrzynka działu"


def test_an_edit_asks_only_about_what_it_newly_says(sandbox, client):
    with sandbox.work() as bench:
        twin = contacts.create(bench, account_id=SWIT, first_name="Ola", last_name="Druga", email=MAIL,
                               duplicate_reason="dział").id
    send(client, f"/contacts/{twin}/edit", "contact.update", title="asystentka")
    answer = send(client, f"/contacts/{twin}/edit", "contact.update", status=422, first_name="Ewa", last_name="Łącka")
    assert "to samo imię i nazwisko na tym samym koncie" in answer.text
    with sandbox.work() as bench:
        kept = bench.session.get(Contact, twin)
        assert (kept.first_name, kept.title, kept.duplicate_reason) == ("Ola", "asystentka", "dział")
        contacts.update(bench, contact_id=twin, first_name="Ewa", last_name="Łącka", duplicate_reason="matka i córka")
        assert bench.session.get(Contact, twin).duplicate_reason == "matka i córka"
        with pytest.raises(PersonFound):
            contacts.update(bench, contact_id=JAN, email=MAIL)


def test_people_are_found_by_an_index_and_not_by_reading_everybody(bench):
    for column in ("phone", "mobile"):
        plan = bench.session.execute(text(
            "EXPLAIN QUERY PLAN SELECT id FROM contact WHERE replace(replace(replace(replace(replace("
            f"{column}, ' ', ''), '-', ''), '(', ''), ')', ''), '+48', '') = '811234567'")).all()
        assert f"ix_contact_{column}_bare" in str(plan)
    assert find_people(bench.session, {}) == []


def test_an_import_says_whom_a_person_may_be_and_keeps_why_it_was_saved(sandbox, client):
    content = f"Firma;Imię;Nazwisko;E-mail\nNowa A;Iga;Kos;{MAIL}\nNowa B;Ola;Lis;ola@b.example\nNowa C;Ula;Ryś;OLA@b.example\n"
    mapping = {"Firma": "account.name", "Imię": "contact.first_name", "Nazwisko": "contact.last_name", "E-mail": "contact.email"}
    with sandbox.work() as bench:
        running.run(bench, file=("a.csv", content.encode()), mapping=mapping, mode="create")
        rows = bench.session.scalars(select(ImportRow).order_by(ImportRow.row_no)).all()
        made = [bench.session.get(Contact, row.contact_id) for row in rows]
        assert [bool(person.duplicate_reason) for person in made] == [True, False, True]
        notes = [row.errors for row in rows]
    assert [any("|meets|email|" in note for note in row) for row in notes] == [True, False, True]
    assert "Ewa Łącka: ten sam e-mail" in page(client, "/imports/1").text
    with sandbox.work() as bench:
        again = f"Firma;Imię;Nazwisko;E-mail\nŚwit sp. z o.o.;Ewa;Łącka;{MAIL}\n"
        running.run(bench, file=("b.csv", again.encode()), mapping=mapping, mode="update", match_by="name")
        assert bench.session.get(Contact, EWA).duplicate_reason is None, "the same person of the same account is no duplicate"


def test_a_merge_moves_all_that_speaks_of_the_person(sandbox, client):
    with sandbox.work() as bench:
        twin = contacts.create(bench, account_id=SWIT, first_name="E.", last_name="Łącka", mobile="600 100 200",
                               is_primary=True, duplicate_reason="jeszcze nie wiem").id
        consents.record(bench, contact_id=twin, purpose="offer", channel="email", status="granted")
        contact_verification.verify(bench, contact_id=twin, source="phone", results={"mobile": "same"})
        bench.session.get(Task, 1).contact_id = twin
        bench.session.get(Opportunity, 2).primary_contact_id = twin
        for opportunity, contact, role in ((1, EWA, "user"), (1, twin, "adviser"), (2, twin, "decision_maker")):
            bench.session.add(OpportunityContact(opportunity_id=opportunity, contact_id=contact, role=role,
                                                 created_at=bench.stamp, updated_at=bench.stamp))
    soup = page(client, f"/contacts/{EWA}/merge/{twin}")
    assert "Zadania (1)" in soup.main.text and "Zgody (1)" in soup.main.text
    with sandbox.work() as bench:
        contact_merging.merge(bench, keep_id=EWA, drop_id=twin, fields={"mobile": "drop", "is_primary": "drop"})
    with sandbox.work() as bench:
        kept, dropped = bench.session.get(Contact, EWA), bench.session.get(Contact, twin)
        assert (kept.first_name, kept.mobile, kept.is_primary) == ("Ewa", "600 100 200", True)
        assert dropped.merged_into_id == EWA and dropped.deleted_at is not None
        for entity in (Task, Consent, Verification):
            assert not bench.session.scalars(select(entity.id).where(entity.contact_id == twin)).all(), entity
        assert bench.session.get(Opportunity, 2).primary_contact_id == EWA
        parts = select(OpportunityContact.opportunity_id, OpportunityContact.contact_id, OpportunityContact.role)
        live = bench.session.execute(parts.where(OpportunityContact.deleted_at.is_(None)).order_by(OpportunityContact.id)).all()
        assert [tuple(row) for row in live] == [(1, EWA, "user"), (2, EWA, "decision_maker")]
        with pytest.raises(Refused, match="merged"):
            contacts.restore(bench, contact_id=twin)
    assert "scalona z innym wpisem" in page(client, "/bin?kind=contact").text


def test_merging_people_through_the_screens(sandbox, client):
    with sandbox.work() as bench:
        twin = contacts.create(bench, account_id=KIOSK, first_name="Ewa", last_name="Łącka-Nowak", email=MAIL,
                               duplicate_reason="sprawdzam").id
        bench.session.get(Contact, twin).duplicate_reason = None
    soup = page(client, "/contacts/merge")
    assert soup.select_one(f'a[href$="/contacts/{EWA}/merge/{twin}"]')
    send(client, f"/contacts/{EWA}/merge/{twin}", "contact.merge", **{"fields-account_id": "drop", "fields-last_name": "drop"})
    with sandbox.work() as bench:
        kept = bench.session.get(Contact, EWA)
        assert (kept.last_name, kept.account_id, kept.email) == ("Łącka-Nowak", KIOSK, MAIL)
    assert client.get(f"/crm/00000000-0000-4000-8000-000000000001/contacts/merge?keep_id={EWA}&drop_id={EWA}").status_code == 200


def test_people_who_cannot_be_merged(bench):
    with pytest.raises(Refused, match="same record"):
        contact_merging.merge(bench, keep_id=EWA, drop_id=EWA)
    contacts.anonymise(bench, contact_id=JAN)
    with pytest.raises(Refused, match="removed"):
        contact_merging.merge(bench, keep_id=EWA, drop_id=JAN)


def test_the_removal_of_a_person_reaches_the_records_merged_into_it_and_the_notes_of_verifications(sandbox):
    with sandbox.work() as bench:
        contact_merging.merge(bench, keep_id=EWA, drop_id=JAN)
        contact_verification.verify(bench, contact_id=EWA, source="phone", results={"email": "same"}, note="Jan to jej brat")
        contacts.anonymise(bench, contact_id=EWA)
        for number in (EWA, JAN):
            person = bench.session.get(Contact, number)
            assert (person.email, person.phone) == (None, None) and "usunięta" in person.last_name
        assert bench.session.scalars(select(Verification.note)).all() == [None]
    sandbox.snapshot()


def test_a_person_is_verified_side_by_side(sandbox, client):
    send(client, f"/contacts/{EWA}/verify", "contact.verify", source="phone", note="rozmowa z sekretariatem",
         accepted_fields=["mobile", "title"],
         **{"found-mobile": "600 100 200", "found-title": "dyrektorka", "results-email": "same", "results-phone": "missing",
            "found-first_name": "ewa", "found-last_name": "Łącka-Kos"})
    with sandbox.work() as bench:
        contact, check = bench.session.get(Contact, EWA), bench.session.scalars(select(Verification)).one()
        assert (contact.mobile, contact.title, contact.last_name) == ("600 100 200", "dyrektorka", "Łącka")
        assert contact.verified_at == STAMP
        assert check.results == {"first_name": "same", "last_name": "different", "title": check.results["title"], "email": "same",
                                 "phone": "missing", "mobile": check.results["mobile"]}
        assert (check.account_id, check.contact_id, check.verified_on, check.source) == (None, EWA, TODAY, "phone")
        assert check.accepted_fields == ["mobile", "title"] or check.accepted_fields == ["title", "mobile"]
    soup = page(client, f"/contacts/{EWA}")
    panel = soup.select_one('section[aria-labelledby="verification"]').text
    assert "rozmowa telefoniczna" in panel.lower() or "telefon" in panel.lower()
    assert "rozmowa z sekretariatem" in panel and "Nazwisko" in panel
    assert "Zweryfikowano dane osoby" in soup.select_one(".crm-changes").text, "the person's history holds it"


@pytest.mark.parametrize(("args", "fields"), [
    ({"source": "x", "note": "n"}, {"source"}), ({"source": "register", "note": "n"}, {"source"}),
    ({"source": "phone"}, {"note"}), ({"source": "phone", "accepted_fields": ["email"]}, {"found-email"}),
    ({"source": "phone", "results": {"email": "same"}, "found": {"email": "inny@x.example"}}, {"results-email"}),
    ({"source": "phone", "found": {"email": "bez małpy"}, "accepted_fields": ["email"]}, {"found-email"}),
    ({"source": "phone", "found": {"email": "jan@borsuk.example"}, "accepted_fields": ["email"]}, {"accepted_fields"}),
    ({"source": "phone", "found": {"last_name": " "}, "accepted_fields": ["last_name"]}, {"found-last_name"})])
def test_a_verification_that_says_nothing_or_two_things_is_refused(sandbox, args, fields):
    with sandbox.work() as bench:
        with pytest.raises(Refused) as refused:
            contact_verification.verify(bench, contact_id=EWA, **args)
        assert set(refused.value.fields) == fields
        assert not bench.session.scalars(select(Verification.id)).all()


def test_what_was_typed_stays_after_a_refused_verification(client):
    answer = send(client, f"/contacts/{EWA}/verify", "contact.verify", status=422, source="document",
                  accepted_fields=["email"], **{"found-email": "zły adres", "results-phone": "missing"})
    soup = BeautifulSoup(answer.text, "html.parser")
    assert soup.select_one("#found-email")["value"] == "zły adres" and soup.select_one("#found-email-error").text.strip()
    assert soup.select_one("#results-phone option[selected]")["value"] == "missing"
    assert soup.select_one("[name=accepted_fields][value=email][checked]")
    assert soup.select_one("#source option[selected]")["value"] == "document"


def test_the_register_counts_as_a_source_where_the_firm_is_in_it(sandbox, client):
    offered = [option["value"] for option in page(client, f"/contacts/{JAN}/verify").select("#source option")]
    assert "register" in offered
    send(client, f"/contacts/{JAN}/verify", "contact.verify", source="register", **{"results-last_name": "same"})
    with sandbox.work() as bench:
        assert bench.session.scalars(select(Verification.register_entry_id)).one() == 2
        nobody = contacts.create(bench, first_name="Iga", last_name="Kos").id
    offered = [option["value"] for option in page(client, f"/contacts/{nobody}/verify").select("#source option")]
    assert offered and "register" not in offered


def test_a_verification_on_an_older_version_is_noticed(sandbox, client):
    form = form_of(page(client, f"/contacts/{EWA}/verify"), "contact.verify")
    values = filled(form)
    values["note"], values["source"] = "rozmowa", "phone"
    send(client, f"/contacts/{EWA}/edit", "contact.update", title="szefowa")
    assert client.post(form["action"], data=values).status_code == 409


@pytest.mark.parametrize("statement", [
    "UPDATE contact SET merged_into_id = 2 WHERE id = 1", "UPDATE consent SET status = 'refused'",
    "UPDATE verification SET note = 'inne'", "UPDATE verification SET account_id = 1", "DELETE FROM consent"])
def test_the_tables_refuse(sandbox, statement):
    with sandbox.work() as bench:
        consents.record(bench, contact_id=EWA, purpose="offer", channel="email", status="granted")
        contact_verification.verify(bench, contact_id=EWA, source="phone", results={"email": "same"}, note="rozmowa")
    with pytest.raises(IntegrityError), sandbox.work() as bench:
        bench.session.execute(text(statement))
