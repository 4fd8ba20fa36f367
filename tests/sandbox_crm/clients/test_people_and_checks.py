"""Merging, consents, removal of personal data, verification, segments."""

from datetime import date

import pytest
from sqlalchemy import select

from sandbox_crm.bench import Refused
from sandbox_crm.clients import accounts, consents, contacts, merging, segments, verification
from sandbox_crm.clients.rule_text import from_filter, to_filter
from sandbox_crm.models.clients import Account, Contact, SegmentMember, Verification
from sandbox_crm.models.sales import Opportunity
from sandbox_crm.models.work import Interaction, Task
from tests.sandbox_crm.driver import filled, form_of, new_id, page, send
from tests.sandbox_crm.seed import BORSUK, EWA, JAN, KIOSK, STAMP, SWIT, SZKOLA, TODAY


def test_a_merge_moves_everything_and_takes_the_chosen_values(sandbox):
    with sandbox.work() as bench:
        both = segments.create(bench, name="Oba", mode="static")
        one = segments.create(bench, name="Jedno", mode="static")
        segments.set_members(bench, segment_id=both.id, account_ids=[SWIT, BORSUK])
        segments.set_members(bench, segment_id=one.id, account_ids=[BORSUK])
        verification.verify(bench, account_id=BORSUK, source="phone", note="rozmowa")
        kept = merging.merge(bench, keep_id=SWIT, drop_id=BORSUK, fields={"nip": "drop", "city": "keep", "house_no": "drop"})
        bench.session.flush()
        assert (kept.nip, kept.city, kept.house_no) == ("5000000014", "Lublin", "12")
        dropped = bench.session.get(Account, BORSUK)
        assert dropped.merged_into_id == SWIT and dropped.deleted_at is not None
        for entity in (Contact, Opportunity, Task, Interaction, Verification):
            assert not bench.session.scalars(select(entity.id).where(entity.account_id == BORSUK)).all(), entity
        live = bench.session.execute(
            select(SegmentMember.segment_id, SegmentMember.account_id).where(SegmentMember.deleted_at.is_(None))
        ).all()
        assert sorted(tuple(row) for row in live) == [(both.id, SWIT), (one.id, SWIT)]
        main = bench.session.scalars(select(Contact.id).where(Contact.account_id == SWIT, Contact.is_primary.is_(True))).all()
        assert main == [EWA]
    assert len(sandbox.snapshot().journal) == 6


def test_merging_through_the_screen(sandbox, client):
    send(client, f"/accounts/{SWIT}/merge/{BORSUK}", "account.merge", **{"fields-nip": "drop"})
    with sandbox.work() as bench:
        assert bench.session.get(Account, SWIT).nip == "5000000014"
    assert "scalone z innym kontem" in page(client, "/bin?kind=account").text


def test_an_account_is_not_merged_with_itself(bench):
    with pytest.raises(Refused, match="itself"):
        merging.merge(bench, keep_id=SWIT, drop_id=SWIT)


def test_consents_are_appended_and_the_latest_holds(sandbox, client):
    assert page(client, f"/contacts/{EWA}").text.count("nie pytano") == 16
    for status in ("granted", "withdrawn"):
        send(
            client,
            f"/contacts/{EWA}/consents/new",
            "consent.record",
            purpose="commercial",
            channel="email",
            status=status,
            legal_basis="a",
            obtained_on="2026-04-01",
        )
    with sandbox.work() as bench:
        current = consents.current(bench.session, bench.get(Contact, EWA))
        assert len(consents.history_of(bench.session, bench.get(Contact, EWA))) == 2
    assert [(pair, consent.status) for pair, consent in current.items()] == [(("commercial", "email"), "withdrawn")]
    assert page(client, f"/contacts/{EWA}").text.count("nie pytano") == 15


def test_a_consent_cannot_end_before_it_began(bench):
    with pytest.raises(Refused) as refused:
        consents.record(
            bench,
            contact_id=EWA,
            purpose="commercial",
            channel="sms",
            status="withdrawn",
            obtained_on=date(2026, 4, 2),
            withdrawn_on=date(2026, 4, 1),
        )
    assert set(refused.value.fields) == {"withdrawn_on"}


def test_removed_personal_data_are_gone_and_cannot_come_back(sandbox, client):
    send(client, f"/contacts/{EWA}/anonymise", "contact.anonymise")
    with sandbox.work() as bench:
        contact = bench.session.get(Contact, EWA)
        assert (contact.email, contact.phone, contact.title, contact.is_primary) == (None, None, None, False)
        assert "ewa" not in contact.name_fold and "lacka" not in contact.name_sort
        assert contact.anonymised_at == STAMP
        with pytest.raises(Refused):
            contacts.update(bench, contact_id=EWA, first_name="Ewa")


def test_the_register_is_compared_and_only_ticked_fields_are_taken(sandbox, client):
    send(client, f"/accounts/{SWIT}/verify/1", "account.verify", accepted_fields=["krs", "street"], note="sprawdzono")
    with sandbox.work() as bench:
        account, check = bench.session.get(Account, SWIT), bench.session.scalars(select(Verification)).one()
        assert (account.krs, account.street, account.regon) == ("0009000001", "ul. Polna", None)
        assert check.results["name"] == "same" and check.results["street"] == "different" and check.results["regon"] == "missing"
        assert (check.verified_on, check.accepted_fields) == (TODAY, ["krs", "street"])


def test_a_suspended_business_is_shown_as_such(client):
    assert "zawieszona od 15.01.2026" in page(client, f"/accounts/{BORSUK}/verify/2").text
    assert "zakończona 31.12.2025" in page(client, "/register?q=zlota").text


def test_a_field_that_the_register_does_not_give_cannot_be_taken(bench):
    with pytest.raises(Refused) as refused:
        verification.verify(bench, account_id=BORSUK, source="register", register_entry_id=2, accepted_fields=["krs"])
    assert set(refused.value.fields) == {"accepted_fields"}


def test_a_rule_counts_its_members_as_the_data_change(sandbox, client):
    made = new_id(
        send(
            client,
            "/segments/new",
            "segment.create",
            name="Handel z Lublina",
            mode="rule",
            **{
                "rule-join": "all",
                "rule-0-field": "industry",
                "rule-0-op": "eq",
                "rule-0-value": "handel",
                "rule-1-field": "city",
                "rule-1-op": "eq",
                "rule-1-value": "Lublin",
                "rule-1-group": "A",
                "rule-2-field": "city",
                "rule-2-op": "eq",
                "rule-2-value": "Kielce",
                "rule-2-group": "A",
            },
        )
    )
    assert [cell.text for cell in page(client, f"/segments/{made}").select("tbody th a")] == [
        "Hurtownia Borsuk Jan Borsuk",
        "Świt sp. z o.o.",
    ]
    with sandbox.work() as bench:
        accounts.update(bench, account_id=KIOSK, city="Lublin")
    assert "3 konta" in page(client, f"/segments/{made}").text
    assert filled_rule(page(client, f"/segments/{made}/edit")) == [
        ("industry", "handel", ""),
        ("city", "Lublin", "A"),
        ("city", "Kielce", "A"),
    ]


def filled_rule(soup):
    """The rows of the rule as the form shows them."""
    rows = []
    for number in range(3):
        field = soup.select_one(f'[name="rule-{number}-field"] option[selected]')["value"]
        group = soup.select_one(f'[name="rule-{number}-group"] option[selected]')
        rows.append((field, soup.select_one(f'[name="rule-{number}-value"]')["value"], group.text if group else ""))
    return rows


def test_a_rule_is_counted_without_saving(sandbox, client):
    form = form_of(page(client, "/segments/new"), "segment.create")
    typed = filled(form)
    asked = {"name": "Próba", "mode": "rule", "rule-0-field": "city", "rule-0-op": "eq", "rule-0-value": "Lublin", "count": "1"}
    for name, value in asked.items():
        typed[name] = value
    answer = client.post(form["action"], data=typed)
    assert answer.status_code == 200 and "Tę regułę spełniają teraz 2 konta" in answer.text
    assert "Próba" not in page(client, "/segments").select_one("main").text and not sandbox.snapshot().journal
    typed["rule-0-field"], typed["rule-0-value"] = "industry", "kosmos"
    assert client.post(form["action"], data=typed).status_code == 422


def test_a_rule_with_a_group_joined_like_the_whole_keeps_its_meaning(bench):
    rule = {"all": [{"field": "city", "op": "eq", "value": "Lublin"},
                    {"all": [{"field": "status", "op": "eq", "value": "active"}, {"field": "email", "op": "not_empty"}]}]}
    join, rows = from_filter(bench.session, "account", rule)
    again = to_filter(bench.session, "account", join, rows)
    assert again == {"all": [rule["all"][0], *rule["all"][1]["all"]]}


def test_members_beyond_the_search_stay_on_the_list(sandbox, client):
    made = new_id(send(client, "/segments/new", "segment.create", name="Wybrane", mode="static"))
    send(client, f"/segments/{made}/members", "segment.set_members", account_ids=[str(SWIT)])
    soup = page(client, f"/segments/{made}/members?q=kiosk")
    assert [row.select_one("th").text for row in soup.select("tbody tr")] == ["Kiosk u Ćmy", "Świt sp. z o.o."]


def test_a_rule_that_cannot_be_read_is_refused_in_words(client):
    answer = send(
        client,
        "/segments/new",
        "segment.create",
        status=422,
        name="X",
        mode="rule",
        **{"rule-0-field": "industry", "rule-0-op": "eq", "rule-0-value": "kosmos"},
    )
    assert "Warunek 1" in answer.text and "kosmos" in answer.text
    assert "co najmniej jeden warunek" in send(client, "/segments/new", "segment.create", status=422, name="X", mode="rule").text


def test_a_fixed_list_holds_exactly_what_was_ticked(sandbox, client):
    made = new_id(send(client, "/segments/new", "segment.create", name="Wybrane", mode="static"))
    for wanted in ([SWIT, KIOSK], [KIOSK, SZKOLA], [SWIT]):
        send(client, f"/segments/{made}/members", "segment.set_members", account_ids=[str(number) for number in wanted])
        with sandbox.work() as bench:
            segment = bench.get(segments.Segment, made)
            assert sorted(account.id for account in segments.members(bench, segment)) == sorted(wanted)
    answer = send(client, "/segments/new", "segment.create", status=422, name="Wybrane", mode="static")
    assert "ma już tę nazwę" in answer.text


def test_contacts_are_searched_without_polish_letters(client):
    assert "Łącka" in page(client, "/contacts?q=lacka").select_one("main").text
    made = new_id(
        send(
            client, f"/contacts/new?account_id={KIOSK}", "contact.create", first_name="Żaneta", last_name="Ćwik", do_not_call="y"
        )
    )
    text = page(client, f"/contacts/{made}").text
    assert "Kiosk u Ćmy" in text and made != JAN
