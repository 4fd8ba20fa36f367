"""A value is changed where it is read, by the very command of the full form, with its lock and its refusals."""

import pytest
from bs4 import BeautifulSoup

from sandbox_crm.forms.in_place import ACCOUNT_PARTS, CONTACT_PARTS, OPPORTUNITY_PARTS, TASK_PARTS
from sandbox_crm.history.undoing import last_act
from sandbox_crm.models.clients import Account, Contact
from sandbox_crm.models.sales import Opportunity
from sandbox_crm.models.work import Task
from tests.sandbox_crm.driver import ADDRESS, SEALED, filled, form_of, page, send
from tests.sandbox_crm.seed import BORSUK, EWA, JAN, SWIT, ZLOTA

RECORDS = (("accounts", "account", ACCOUNT_PARTS), ("contacts", "contact", CONTACT_PARTS),
           ("opportunities", "opportunity", OPPORTUNITY_PARTS), ("tasks", "task", TASK_PARTS))


@pytest.mark.parametrize(("room", "kind", "parts"), RECORDS)
def test_every_part_has_its_pen_that_leads_to_the_full_form_without_a_script(client, room, kind, parts):
    soup = page(client, f"/{room}/1")
    pens = soup.select("a.crm-pen")
    assert sorted(pen["data-part"].rsplit("/", 1)[1] for pen in pens) == sorted(parts)
    for pen in pens:
        assert pen.text.strip().startswith("Zmień: ") and pen.find_parent(attrs={"data-fact": True}), pen
        path, _sign, field = pen["href"].partition("#")
        assert page(client, path.removeprefix(ADDRESS)).select_one(f"main form #{field}"), pen["href"]


def test_the_form_of_a_part_names_its_record_and_every_field(client):
    head = page(client, "/accounts/1/fields/address").select_one(".crm-head")
    assert head.h1.text.startswith("Zmień: Ulica, Numer domu, ") and "Świt" in head.text


@pytest.mark.parametrize(("room", "kind", "parts"), RECORDS)
def test_saving_a_part_as_it_stands_changes_nothing_else(sandbox, client, room, kind, parts):
    more = {f"{kind}_id", "row_version", "duplicate_reason"}
    for part, names in parts.items():
        form = form_of(page(client, f"/{room}/1/fields/{part}"), f"{kind}.update")
        assert {one["name"] for one in form.select("[name]")} - {"csrf_token", "row_version", "form_key"} == set(names)
        assert client.post(form["action"], data=filled(form)).status_code == 303
        with sandbox.work() as bench:
            entry = last_act(bench)
        assert entry.command == f"{kind}.update" and set(entry.args) - set(names) <= more
        assert not entry.changes, (part, entry.changes)


@pytest.mark.parametrize(("path", "command", "typed", "entity", "key", "expected"), [
    ("/accounts/1/fields/address", "account.update", {"street": "Nowa", "house_no": "5", "postcode": "20-002"}, Account, SWIT,
     {"street": "Nowa", "house_no": "5", "postcode": "20-002", "nip": "1000000012"}),
    ("/contacts/1/fields/do_not_call", "contact.update", {"do_not_call": "y"}, Contact, EWA,
     {"do_not_call": True, "is_primary": True}),
    ("/contacts/1/fields/is_primary", "contact.update", {"is_primary": None}, Contact, EWA,
     {"is_primary": False, "active": True}),
    ("/opportunities/1/fields/value", "opportunity.update", {"value_gr": "1 500,50"}, Opportunity, 1,
     {"value_gr": 150_050, "primary_contact_id": EWA}),
    ("/tasks/1/fields/progress", "task.update", {"percent": "40"}, Task, 1, {"percent": 40, "status": "in_progress"}),
    ("/tasks/1/fields/due", "task.update", {"due_time": "09:30"}, Task, 1, {"due_time": "09:30", "account_id": SWIT})])
def test_a_part_alone_is_changed(sandbox, client, path, command, typed, entity, key, expected):
    answer = send(client, path, command, **typed)
    assert answer.headers["Location"].endswith(path.split("/fields")[0])
    with sandbox.work() as bench:
        record = bench.session.get(entity, key)
        assert {name: getattr(record, name) for name in expected} == expected
    assert "Cofnij" in page(client, path.split("/fields")[0]).text, "and the change can be taken back"


def test_a_fault_elsewhere_in_the_record_does_not_stop_a_change_here(sandbox, client):
    """Old data are untidy; who corrects a telephone is not asked for the postcode."""
    with sandbox.work() as bench:
        bench.session.get(Account, SWIT).nip = "1000000013"
    send(client, f"/accounts/{SWIT}/edit", "account.update", status=422, phone="81 111 22 33")
    send(client, f"/accounts/{SWIT}/fields/phone", "account.update", phone="81 111 22 33")
    with sandbox.work() as bench:
        assert bench.session.get(Account, SWIT).phone == "81 111 22 33"


def test_a_wrong_value_is_told_beside_the_field_and_stays_typed(sandbox, client):
    answer = send(client, f"/accounts/{SWIT}/fields/nip", "account.update", status=422, nip="123")
    soup = BeautifulSoup(answer.text, "html.parser")
    field = soup.select_one("form.crm-in-place [name=nip]")
    assert field["value"] == "123" and field["aria-invalid"] == "true"
    assert "10 cyfr" in soup.select_one(f"#{field['aria-describedby']}").text
    assert [entry.command for entry in sandbox.snapshot().journal] == ["refused.account.update"]


def test_a_stale_change_shows_both_values_and_saving_again_decides(sandbox, client):
    form = form_of(page(client, f"/accounts/{SWIT}/fields/phone"), "account.update")
    values = filled(form)
    send(client, f"/accounts/{SWIT}/edit", "account.update", phone="111 111 111")
    values["phone"] = "222 222 222"
    answer = client.post(form["action"], data=values)
    assert answer.status_code == 409
    soup = BeautifulSoup(answer.text, "html.parser")
    cells = [cell.text for cell in soup.select("form.crm-in-place [data-faults] td")]
    assert cells == ["111 111 111", "222 222 222"]
    again = filled(form_of(soup, "account.update"))
    assert client.post(form["action"], data=again).status_code == 303
    with sandbox.work() as bench:
        assert bench.session.get(Account, SWIT).phone == "222 222 222"


@pytest.mark.parametrize(("path", "command", "typed", "name"), [
    (f"/accounts/{ZLOTA}/fields/nip", "account.update", {"nip": "1000000012"}, "Świt sp. z o.o."),
    (f"/contacts/{JAN}/fields/email", "contact.update", {"email": "ewa.lacka@swit.example"}, "Ewa Łącka")])
def test_a_likeness_is_asked_about_in_place(sandbox, client, path, command, typed, name):
    answer = send(client, path, command, status=422, **typed)
    soup = BeautifulSoup(answer.text, "html.parser")
    form = form_of(soup, command)
    assert name in form.text and "Zapisz mimo to" in form.text
    values = filled(form)
    values["duplicate_reason"] = "wspólny"
    assert client.post(form["action"], data=values).status_code == 303
    assert sandbox.snapshot().journal[-1].args["duplicate_reason"] == "wspólny"


def test_a_refusal_about_another_field_is_told_too(client):
    send(client, "/opportunities/1/won", "opportunity.mark_won", closed_on="2026-04-20", value_gr="100")
    answer = send(client, "/opportunities/1/fields/probability", "opportunity.update", status=422, probability="40")
    assert "100%" in BeautifulSoup(answer.text, "html.parser").select_one("form.crm-in-place").text


def test_nothing_is_changed_in_place_where_nothing_may_be_changed(sandbox, client):
    for room, _kind, _parts in RECORDS:
        assert not page(client, f"/{room}/1", address=SEALED).select(".crm-pen")
    assert not page(client, f"/accounts/{BORSUK}/fields/phone", address=SEALED).select("form.crm-in-place")
    send(client, f"/contacts/{EWA}/anonymise", "contact.anonymise")
    assert not page(client, f"/contacts/{EWA}").select(".crm-pen")


def test_a_part_of_no_record_is_nowhere(client):
    assert client.get(f"{ADDRESS}/accounts/1/fields/merged_into_id").status_code == 404
    assert client.get(f"{ADDRESS}/accounts/99/fields/phone").status_code == 404
