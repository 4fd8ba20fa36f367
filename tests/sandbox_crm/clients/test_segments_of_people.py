"""Segments of contacts: fixed lists, rules over the person, the account and the consents; counted, listed, exported."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from sandbox_crm.bench import Actor, Refused
from sandbox_crm.clients import consents, contact_merging, contacts, segments
from sandbox_crm.images import whole_state
from sandbox_crm.models.clients import Segment
from sandbox_crm.models.company import SalesUser
from sandbox_crm.rules import CONSENT_CHANNELS, CONSENT_STATUSES, segment_members
from sandbox_crm.sales import goals, stage_tasks
from sandbox_crm.store import open_path
from tests.sandbox_crm.driver import filled, form_of, new_id, page, send
from tests.sandbox_crm.seed import ANNA, BORSUK, EWA, JAN, NEW, PIOTR, SWIT

MAY_MAIL = {"field": "consent", "op": "eq", "value": "granted:email:commercial"}


def names(bench, segment):
    return [f"{one.first_name} {one.last_name}" for one in segments.members(bench, segment)]


def test_the_words_of_consents_in_rules_are_those_of_the_table():
    from sandbox_crm.models import clients

    assert (CONSENT_STATUSES, CONSENT_CHANNELS) == (clients.CONSENT_STATUSES, clients.CONSENT_CHANNELS)


def test_a_rule_asks_about_the_person_the_account_and_the_consent(bench):
    def counted(*parts):
        return segments.rule_count(bench, "contact", {"all": list(parts)})

    assert counted(MAY_MAIL) == 0 and counted({**MAY_MAIL, "value": "not_asked:email:commercial"}) == 2
    consents.record(bench, contact_id=EWA, purpose="commercial", channel="email", status="granted")
    consents.record(bench, account_id=BORSUK, purpose="commercial", channel="email", status="granted")
    assert counted(MAY_MAIL) == 1, "the consent of an account is not that of its contact"
    assert counted(MAY_MAIL, {"field": "account.city", "op": "eq", "value": "Lublin"}) == 1
    assert counted(MAY_MAIL, {"field": "account.city", "op": "eq", "value": "Kielce"}) == 0
    assert counted({**MAY_MAIL, "op": "ne"}) == 1
    consents.record(bench, contact_id=EWA, purpose="commercial", channel="email", status="withdrawn")
    assert counted(MAY_MAIL) == 0, "the latest entry holds"
    assert segments.rule_count(bench, "account", {"all": [MAY_MAIL]}) == 1


@pytest.mark.parametrize("value", ["granted", "granted:fax:commercial", "maybe:email:commercial", "granted:email:", 7])
def test_a_condition_on_a_consent_that_means_nothing_is_refused(bench, value):
    with pytest.raises(Refused) as refused:
        segments.create(bench, name="x", mode="rule", entity="contact", rule={"all": [{**MAY_MAIL, "value": value}]})
    assert "rule" in refused.value.fields


def test_a_list_takes_people_only_and_keeps_its_kind(bench):
    people = segments.create(bench, name="Zaproszeni", mode="static", entity="contact")
    firms = segments.create(bench, name="Stali", mode="static")
    segments.set_members(bench, segment_id=people.id, contact_ids=[JAN, EWA, JAN])
    assert names(bench, people) == ["Jan Borsuk", "Ewa Łącka"] and segments.member_count(bench, people) == 2
    for wrong in ({"account_ids": [SWIT]}, {}, {"account_ids": [SWIT], "contact_ids": [EWA]}):
        with pytest.raises(Refused):
            segments.set_members(bench, segment_id=people.id, **wrong)
    with pytest.raises(Refused):
        segments.set_members(bench, segment_id=firms.id, contact_ids=[EWA])
    with pytest.raises(TypeError):
        segments.update(bench, segment_id=people.id, entity="account")
    with pytest.raises(Refused):
        segments.create(bench, name="Oferty", mode="static", entity="offer")
    assert segments.of_records(bench, "contact", [EWA, JAN])[EWA] == [people]
    assert segments.of_records(bench, "account", [EWA])[EWA] == [], "account 1 is not person 1"


def test_the_table_takes_a_member_of_one_kind(sandbox):
    with sandbox.work() as bench:
        people = segments.create(bench, name="Zaproszeni", mode="static", entity="contact")
        segments.set_members(bench, segment_id=people.id, contact_ids=[EWA])
    for change in ("account_id = 1", "contact_id = NULL"):
        with pytest.raises(IntegrityError, match="of_an_account_or_of_a_person"), sandbox.work() as bench:
            bench.session.execute(text(f"UPDATE segment_member SET {change}"))
    with sandbox.work() as bench:
        bench.session.execute(text(f"UPDATE segment_member SET contact_id = {JAN}"))


def test_sales_are_tied_to_segments_of_accounts(bench):
    people = segments.create(bench, name="Zaproszeni", mode="static", entity="contact")
    for carry_out in (lambda: goals.create(bench, name="Cel", segment_id=people.id),
                      lambda: stage_tasks.add(bench, stage_id=NEW, title="Telefon", segment_id=people.id)):
        with pytest.raises(Refused) as refused:
            carry_out()
        assert "segment_id" in refused.value.fields


def test_a_merge_and_a_removal_keep_the_lists_right(bench):
    people = segments.create(bench, name="Zaproszeni", mode="static", entity="contact")
    twin = contacts.create(bench, first_name="Ewka", last_name="Łącka-Nowa", account_id=BORSUK)
    segments.set_members(bench, segment_id=people.id, contact_ids=[twin.id])
    assert contact_merging.belongings(bench, twin)["segment_member"] == 1
    contact_merging.merge(bench, keep_id=EWA, drop_id=twin.id)
    assert names(bench, people) == ["Ewa Łącka"]
    contacts.anonymise(bench, contact_id=EWA)
    assert names(bench, people) == []


def test_plain_state_and_tables_name_the_same_members(sandbox):
    with sandbox.work() as bench:
        consents.record(bench, contact_id=EWA, purpose="commercial", channel="email", status="granted")
        made = [segments.create(bench, name="A", mode="rule", entity="contact", rule={"all": [MAY_MAIL]}),
                segments.create(bench, name="B", mode="static", entity="contact"),
                segments.create(bench, name="C", mode="rule", rule={"all": [{"field": "city", "op": "eq", "value": "Kielce"}]})]
        segments.set_members(bench, segment_id=made[1].id, contact_ids=[JAN])
        found = {one.name: {record.id for record in segments.members(bench, one)} for one in made}
        today = bench.today
    with open_path(sandbox.path, write=False) as session:
        state = whole_state(session)
    assert found == {row["name"]: segment_members(state, row, today) for row in state["segment"].values()}
    assert found["A"] == {EWA} and found["B"] == {JAN} and BORSUK in found["C"]


def test_a_segment_of_people_is_made_counted_shown_and_exported_on_screen(sandbox, client):
    with sandbox.work() as bench:
        consents.record(bench, contact_id=JAN, purpose="commercial", channel="email", status="granted")
    rows = {"rule-0-field": "consent:email:commercial", "rule-0-op": "eq", "rule-0-value": "udzielona",
            "rule-1-field": "account.kind", "rule-1-op": "eq", "rule-1-value": "jednoosobowa działalność"}
    asked = {"name": "Jednoosobowi ze zgodą", "mode": "rule", **rows}
    counted = send(client, "/segments/new?entity=contact", "segment.create", status=200, count="1", **asked)
    assert "Regułę spełnia teraz 1 osoba" in counted.get_data(as_text=True)
    number = new_id(send(client, "/segments/new?entity=contact", "segment.create", **asked))
    soup = page(client, f"/segments/{number}")
    assert [row.select_one("th").text for row in soup.select("#members ~ .crm-scroll tbody tr")] == ["Borsuk Jan"]
    assert "Zgoda: informacje handlowe, e-mail równa się udzielona" in soup.text.replace("  ", " ")
    assert not page(client, f"/contacts?segment_id={number + 1}").select("main tbody tr")
    listed = page(client, f"/contacts?segment_id={number}")
    assert "Borsuk Jan" in listed.text and "Łącka" not in listed.select_one("main").text
    file = client.get(soup.select_one('a[href*="file.csv"]')["href"]).get_data(as_text=True)
    assert "Borsuk" in file and "Łącka" not in file
    assert "Jednoosobowi ze zgodą" in page(client, f"/contacts/{JAN}").select_one('section[aria-labelledby="facts"]').text
    assert "Jednoosobowi" not in page(client, f"/contacts/{EWA}").select_one("main").text
    again = form_of(page(client, f"/segments/{number}/edit"), "segment.update")
    assert again.select_one('[name="rule-0-field"] option[selected]')["value"] == "consent:email:commercial"
    assert again.select_one('[name="rule-0-value"]')["value"] == "udzielona" and not again.select('[name="entity"]')


def test_people_are_ticked_on_a_list_and_the_counts_stand_on_the_list_of_segments(sandbox, client):
    number = new_id(send(client, "/segments/new?entity=contact", "segment.create", name="Zaproszeni"))
    send(client, f"/segments/{number}/members", "segment.set_members", contact_ids=[str(EWA)])
    send(client, f"/segments/{number}/members?q=borsuk", "segment.set_members", contact_ids=[str(EWA), str(JAN)])
    row = page(client, "/segments").select_one("tbody tr")
    assert [cell.text for cell in row.select("td")][:3] == ["osoby kontaktowe", "stała lista", "2"]
    with sandbox.work() as bench:
        assert names(bench, bench.get(Segment, number)) == ["Jan Borsuk", "Ewa Łącka"]
    assert not page(client, "/goals/new").select(f'[name="segment_id"] option[value="{number}"]')
    assert not page(client, "/accounts").select(f'[name="segment_id"] option[value="{number}"]')


def test_a_row_about_a_consent_takes_a_state_alone(client):
    for op, value in (("contains", "udzielona"), ("eq", "może"), ("empty", "")):
        answer = send(client, "/segments/new?entity=contact", "segment.create", status=422, name="x", mode="rule", **{
            "rule-0-field": "consent:email:commercial", "rule-0-op": op, "rule-0-value": value})
        assert "Warunek 1" in answer.get_data(as_text=True), op


def test_a_rule_is_typed_as_the_conditions_of_a_list_are(sandbox, client):
    """The same rows, the same operators (periods and half-open ranges too); what is stored is a rule as ever."""
    rows = [("created_at", "relative", "ostatnie 90 dni", ""), ("verified_at", "empty", "", ""),
            ("annual_revenue_gr", "between", "; 1 000 000", "A"), ("city", "in", "Lublin; Kielce", "A")]
    typed = {f"rule-{number}-{part}": value for number, row in enumerate(rows)
             for part, value in zip(("field", "op", "value", "group"), row, strict=True)}
    number = new_id(send(client, "/segments/new", "segment.create", name="Nowi", mode="rule", **{"rule-join": "all"}, **typed))
    assert sandbox.snapshot().state["segment"][number]["rule"] == {"all": [
        {"field": "created_at", "op": "relative", "value": "last_n_days:90"}, {"field": "verified_at", "op": "empty"},
        {"any": [{"field": "annual_revenue_gr", "op": "between", "value": [None, 100_000_000]},
                 {"field": "city", "op": "in", "value": ["Lublin", "Kielce"]}]}]}
    said = [one.text for one in page(client, f"/segments/{number}").select("section[aria-labelledby=facts] li")]
    assert said[0].endswith(": ostatnie 90 dni") and said[1].endswith(": pole puste") and len(said) == 3
    assert " do 1 000 000,00 lub " in said[2].replace("\xa0", " ") and said[2].endswith("to jedna z wartości: Lublin, Kielce")
    form = form_of(page(client, f"/segments/{number}/edit"), "segment.update")
    assert [tuple(filled(form)[f"rule-{place}-{part}"] for part in ("field", "op", "group")) for place in range(4)] == [
        (field, op, group) for field, op, _value, group in rows]
    send(client, f"/segments/{number}/edit", "segment.update", name="Ci sami")
    assert sandbox.snapshot().state["segment"][number]["rule"]["all"][2]["any"][0]["value"] == [None, 100_000_000]
    odd = send(client, "/segments/new", "segment.create", status=422, name="x", mode="rule", **{
        "rule-0-field": "created_at", "rule-0-op": "relative", "rule-0-value": "kiedyś"})
    assert "Warunek 1: okresu nie ma na liście." in odd.get_data(as_text=True)


def test_rows_of_segments_and_lists_are_one_component(client):
    for path in ("/segments/new", "/accounts?asking=1", "/reports/new?entity=account"):
        table = page(client, path).select_one("[data-conditions] table.report-conditions")
        assert [head.text for head in table.select("th")] == ["Pole", "Operator", "Wartość", "Grupa", "Usuń"], path
        words = [one.text for one in table.select_one('select[name$="-0-op"]').select("option")]
        assert words[:2] == ["Wybierz…", "równa się"] and words[-1] == "w okresie" and len(words) == 14


def test_an_unknown_kind_of_segment_is_refused_in_words(client):
    assert page(client, "/segments/new?entity=offer").select_one('[name="entity"]')["value"] == "account"
    send(client, "/segments/new", "segment.create", status=422, name="x", entity="offer")


def test_a_fixed_list_remembers_who_put_a_member_on_it(sandbox, client):
    with sandbox.work() as bench:
        listed = segments.create(bench, name="Do zaproszenia", mode="static", entity="contact").id
        segments.set_members(bench, segment_id=listed, contact_ids=[EWA])
    with sandbox.work(Actor("candidate", PIOTR)) as bench:
        segments.set_members(bench, segment_id=listed, contact_ids=[EWA, JAN])
        who = [bench.session.get(SalesUser, key).name for key in (ANNA, PIOTR)]
    rows = page(client, f"/segments/{listed}").select("section[aria-labelledby=members] tbody tr")
    added = {row.a["href"].rsplit("/", 1)[1]: row.select("td")[-1].text for row in rows}
    assert added == {str(EWA): who[0], str(JAN): who[1]}
