"""Bulk changes from the lists: of people, with a look at whom they touch, and of everything that a list means."""

import pytest
from bs4 import BeautifulSoup

from sandbox_crm.bench import Refused
from sandbox_crm.clients import contact_bulk, contacts
from sandbox_crm.sales import bulk as opportunity_bulk
from sandbox_crm.work import tasks
from tests.sandbox_crm.driver import filled, form_of, page, send
from tests.sandbox_crm.lists.test_conditions import condition, where
from tests.sandbox_crm.seed import ANNA, EWA, JAN, PIOTR, SWIT


def read(answer):
    """The page that an answer holds."""
    return BeautifulSoup(answer.get_data(as_text=True), "html.parser")


def planned(client, path, **typed):
    """The page that says whom a bulk change of people would touch."""
    return read(send(client, path, "contact.bulk_update", status=200, **typed))


def test_people_are_changed_together_after_a_look_at_whom_it_touches(sandbox, client):
    soup = planned(client, "/contacts?q=", contact_ids=[str(EWA), str(JAN)], field="preferred_channel", value="e-mail")
    before = sandbox.snapshot()
    assert "Zmienione zostaną 2 osoby" in soup.text and "e-mail" in soup.select_one(".crm-facts").text
    assert not [entry for entry in before.journal if not entry.is_view]  # a look changes nothing
    form = form_of(soup, "contact.bulk_update")
    answer = client.post(form["action"], data=filled(form))
    assert answer.status_code == 303 and answer.headers["Location"].endswith("/contacts?q=")
    after = sandbox.snapshot()
    assert {after.state["contact"][one]["preferred_channel"] for one in (EWA, JAN)} == {"email"}
    last = [entry for entry in after.journal if not entry.is_view][-1]
    assert (last.command, len(last.changes), last.args["value"]) == ("contact.bulk_update", 2, "email")
    send(client, "/contacts", "act.undo")
    assert sandbox.snapshot().state["contact"] == {
        key: one | {name: sandbox.snapshot().state["contact"][key][name] for name in ("updated_at", "row_version")}
        for key, one in before.state["contact"].items()}


def test_the_form_and_the_bulk_change_leave_the_same(sandbox, client):
    send(client, f"/contacts/{EWA}/edit", "contact.update", department="Zakupy", do_not_call="y")
    for field, value in (("department", "Zakupy"), ("do_not_call", "yes")):
        form = form_of(planned(client, "/contacts", contact_ids=[str(JAN)], field=field, value=value), "contact.bulk_update")
        assert client.post(form["action"], data=filled(form)).status_code == 303
    one, other = (sandbox.snapshot().state["contact"][key] for key in (EWA, JAN))
    assert (one["department"], one["do_not_call"]) == (other["department"], other["do_not_call"]) == ("Zakupy", True)


def test_who_cannot_be_changed_is_told_by_name_and_left_out(sandbox, client):
    with sandbox.work() as bench:
        contacts.anonymise(bench, contact_id=JAN)
    soup = planned(client, "/contacts", contact_ids=[str(EWA), str(JAN)], field="source", value="fair")
    assert "1 osoby nie można zmienić" in soup.text and "usunięta nr" in soup.select_one(".alert-warning li").text
    form = form_of(soup, "contact.bulk_update")
    assert [box["value"] for box in form.select("[name=contact_ids]")] == [str(EWA)]
    values = filled(form)
    values.add("contact_ids", str(JAN))  # somebody sends the person all the same
    answer = client.post(form["action"], data=values)
    assert answer.status_code == 422 and "Nie zmieniono żadnej osoby. Osoba usunięta nr" in read(answer).text
    assert sandbox.snapshot().state["contact"][EWA]["source"] != "fair"
    assert client.post(form["action"], data=filled(form_of(read(answer), "contact.bulk_update"))).status_code == 303
    assert sandbox.snapshot().state["contact"][EWA]["source"] == "fair"


@pytest.mark.parametrize(("typed", "said"), [
    ({"contact_ids": None}, "Nie wybrano osób"), ({"contact_ids": ["1"], "field": ""}, "Wybierz, co zmienić"),
    ({"contact_ids": ["1"], "field": "decision_role", "value": ""}, "wartość")])
def test_a_bulk_change_of_people_that_means_nothing_comes_back_to_the_list(sandbox, client, typed, said):
    answer = send(client, "/contacts?q=a", "contact.bulk_update", status=422, **{"field": "active", "value": "no", **typed})
    assert said in read(answer).select_one("[data-faults]").text and read(answer).select_one("form#bulk")
    assert not [entry for entry in sandbox.snapshot().journal if entry.changes]


def test_a_value_that_nobody_can_take_and_a_field_of_its_own_are_refused(bench):
    made, refused = bench.attempt(contact_bulk.bulk_update, contact_ids=[EWA], field="source", value="nie ma takiego")
    assert made is None and "value" in refused.fields
    with pytest.raises(TypeError):
        contact_bulk.bulk_update(bench, contact_ids=[EWA], field="last_name", value="X")
    with pytest.raises(Refused, match="2000"):
        contact_bulk.bulk_update(bench, contact_ids=list(range(1, 2_002)), field="active", value=True)


def test_all_results_mean_everything_the_list_means_and_nothing_else(sandbox, client):
    with sandbox.work() as bench:
        for number in range(30):
            contacts.create(bench, first_name=f"Iga{number}", last_name="Masowa", account_id=SWIT, duplicate_reason="rodzina")
            tasks.create(bench, title=f"Masowe {number}", owner_id=ANNA)
    path = "/contacts?" + where(condition("last_name", "eq", "Masowa"))
    assert page(client, path).select_one("[name=all_results]")
    assert not page(client, f"/contacts?account_id={JAN}").select_one("[name=all_results]")  # all of them are on the page
    soup = planned(client, path, all_results="1", field="decision_role", value="user")
    assert "Zmienionych zostanie 30 osób" in soup.text
    form = form_of(soup, "contact.bulk_update")
    client.post(form["action"], data=filled(form))
    people = sandbox.snapshot().state["contact"].values()
    assert sum(one["decision_role"] == "user" for one in people) == 30 and all(
        one["decision_role"] != "user" for one in people if one["last_name"] != "Masowa")
    narrowed = "/tasks?size=25&" + where(condition("title", "starts", "Masowe"))
    assert page(client, narrowed).select_one("[name=all_results]")
    send(client, narrowed, "task.bulk_update", all_results="1", field="owner_id", value=str(PIOTR))
    given = {one["title"].split()[0] for one in sandbox.snapshot().state["task"].values() if one["owner_id"] == PIOTR}
    assert given == {"Masowe"}


def test_all_results_of_opportunities_are_those_of_the_conditions(sandbox, client):
    form = form_of(page(client, "/opportunities?" + where(condition("value_gr", "ge", 1_000_000))), "opportunity.bulk_update")
    values = filled(form)
    for name, value in (("field", "owner_id"), ("value", str(PIOTR)), ("all_results", "1")):
        values[name] = value
    assert client.post(form["action"], data=values).status_code == 303
    owners = {key: one["owner_id"] for key, one in sandbox.snapshot().state["opportunity"].items()}
    assert owners[1] == PIOTR != owners[2]


def test_more_than_can_be_changed_at_once_is_refused(bench, monkeypatch):
    monkeypatch.setattr(opportunity_bulk, "MOST_BULK", 1)
    monkeypatch.setattr(tasks, "MOST_BULK", 1)
    assert "opportunity_ids" in bench.attempt(
        opportunity_bulk.bulk_update, opportunity_ids=[1, 2], field="owner_id", value=ANNA)[1].fields
    assert "task_ids" in bench.attempt(tasks.bulk_update, task_ids=[1, 2], field="owner_id", value=ANNA)[1].fields
