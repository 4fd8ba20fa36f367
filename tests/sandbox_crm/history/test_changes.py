"""Every record's page tells who changed which field from what to what, in words, and the one timeline tells what happened."""

from datetime import date

import pytest

from sandbox_crm.bench import COMMANDS
from sandbox_crm.history.field_words import FORMS, MORE, label_of
from sandbox_crm.history.places import OWN, PART_OF
from sandbox_crm.models.everything import BY_TABLE
from tests.sandbox_crm.driver import SEALED, page


def act(sandbox, command, **args):
    with sandbox.work() as bench:
        return COMMANDS[command](bench, **args)


def changed(soup):
    return [[cell.text for cell in row.select("th, td")] for row in soup.select(".crm-changes tbody tr")]


def test_a_change_is_told_field_by_field_in_words(sandbox, client):
    act(sandbox, "opportunity.update", opportunity_id=1, value_gr=150_000, expected_close=date(2026, 6, 1), source="fair",
        owner_id=2, next_step=None)
    act(sandbox, "opportunity.move", opportunity_id=1, stage_id=2)
    soup = page(client, "/opportunities/1")
    rows = changed(soup)
    assert ["Etap", "Nowa", "Rozmowa"] in rows and ["Wartość netto", "12\u00a0345,67\u00a0zł", "1\u00a0500,00\u00a0zł"] in rows
    assert ["Planowane zamknięcie", "15.05.2026", "01.06.2026"] in rows and ["Źródło", "–", "targi"] in rows
    assert ["Opiekun", "Anna Kowalczyk", "Piotr Żak"] in rows
    entries = soup.select(".crm-changes li")
    assert len(entries) == 2 and "Anna Kowalczyk" in entries[0].text and "20.04.2026 10:30" in entries[0].text


def test_a_change_of_its_parts_stands_in_a_records_history(sandbox, client):
    act(sandbox, "opportunity.add_contact", opportunity_id=1, contact_id=2, role="user")
    assert len(page(client, "/opportunities/1").select(".crm-changes li")) == 1
    assert not page(client, "/opportunities/2").select(".crm-changes li")
    act(sandbox, "consent.record", contact_id=1, purpose="commercial", channel="email", status="granted")
    assert len(page(client, "/contacts/1").select(".crm-changes li")) == 1


def test_long_histories_show_the_latest_first_and_all_when_asked(sandbox, client):
    for number in range(23):
        act(sandbox, "task.set_progress", task_id=1, percent=number + 1)
    soup = page(client, "/tasks/1")
    assert len(soup.select(".crm-changes li")) == 20 and changed(soup)[0] == ["Realizacja (%)", "22%", "23%"]
    assert len(page(client, "/tasks/1?changes=all").select(".crm-changes li")) == 23


def test_a_sealed_record_leads_to_the_moment_of_each_change(sandbox, client):
    act(sandbox, "account.update", account_id=1, city="Radom")
    act(sandbox, "account.update", account_id=1, city="Lublin")
    links = [a["href"] for a in page(client, "/accounts/1", address=SEALED).select(".crm-changes a")]
    assert links == [f"{SEALED}/at/2/accounts/1", f"{SEALED}/at/1/accounts/1"]
    assert not page(client, "/accounts/1").select(".crm-changes a")
    assert len(page(client, "/at/1/accounts/1", address=SEALED).select(".crm-changes li")) == 1


def test_a_change_of_another_record_with_the_same_number_is_not_told(sandbox, client):
    act(sandbox, "account.update", account_id=1, city="„table”: \"task\", \"id\": 1,")
    assert not page(client, "/tasks/1").select(".crm-changes li")


@pytest.mark.parametrize("table", sorted(FORMS))
def test_every_record_with_a_form_has_words_for_its_fields(table):
    columns = set(BY_TABLE[table].__table__.columns.keys())
    known = {name for name in columns if label_of(table, name) is not None}
    assert len(known) >= 3, known
    assert set(MORE.get(table, {})) <= columns


def test_every_table_with_a_page_is_a_table():
    assert set(OWN) <= set(BY_TABLE) and set(PART_OF) <= set(BY_TABLE)
    assert all(owner in OWN and column in BY_TABLE[part].__table__.columns
               for part, owners in PART_OF.items() for column, owner in owners)


def test_account_and_opportunity_show_one_timeline(sandbox, client):
    act(sandbox, "task.complete", task_id=1)
    act(sandbox, "opportunity.move", opportunity_id=1, stage_id=2)
    act(sandbox, "interaction.record", kind="phone", subject="Telefon", account_id=1, opportunity_id=1)
    shown = [[item.text for item in page(client, address).select("#history ~ .crm-timeline li, .crm-head ~ .crm-timeline li")]
             for address in ("/accounts/1", "/opportunities/1")]
    assert shown[0] == shown[1] and len(shown[0]) == 3
    assert any("Nowa → Rozmowa" in item for item in shown[0]) and any("Telefon" in item for item in shown[0])


def test_the_history_of_a_report_speaks_of_its_fields_kinds_and_measures(sandbox, client):
    act(sandbox, "report.create", name="Wygrane", entity="opportunity", kind="bar", columns=["owner_id", "account.industry"],
        group_by=["owner_id"], measures=[{"func": "sum", "field": "value_gr"}],
        filters={"all": [{"field": "stage.kind", "op": "eq", "value": "won"}]})
    rows = {row[0]: row[2] for row in changed(page(client, "/reports/1"))}
    assert not {"bar", "opportunity", "owner_id", "(treść)"} & {part for said in rows.values() for part in said.split(", ")}
    assert rows["Warunki"] == "1 warunek" and "Opiekun, Konto klienta: branża" in rows.values()
