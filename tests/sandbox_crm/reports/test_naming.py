"""Records that share a name are told apart wherever a condition or a report names them."""

import pytest
from sqlalchemy import event

from sandbox_crm.clients import accounts, contacts
from sandbox_crm.reports import naming
from sandbox_crm.reports.commands import create_report, generate_report
from sandbox_crm.reports.naming import options, record_names
from sandbox_crm.sales.opportunities import create
from tests.sandbox_crm.driver import page
from tests.sandbox_crm.lists.test_conditions import asked, chips, typed
from tests.sandbox_crm.seed import B2C, BORSUK, JAN, KIOSK, SWIT, SZKOLA, ZLOTA

WON_B2B, WON_B2C = 4, 9


@pytest.fixture(params=[(naming.MOST_HINTS, 0), (0, 50), (0, 1)], ids=["few", "many", "many, all asked for"])
def size(request, monkeypatch):
    """A company whose records are read together, one where they are too many for that, and one where so many names are
    asked for that all are read after all."""
    most_hints, most_alone = request.param
    monkeypatch.setattr(naming, "MOST_HINTS", most_hints)
    monkeypatch.setattr(naming, "MOST_ALONE", most_alone)


def test_a_report_over_every_account_does_not_ask_for_each_name(sandbox, monkeypatch):
    monkeypatch.setattr(naming, "MOST_HINTS", 0)
    monkeypatch.setattr(naming, "MOST_ALONE", 2)
    with sandbox.work() as bench:
        asked, connection, names = [], bench.session.connection(), record_names(bench)
        event.listen(connection, "before_cursor_execute", lambda *told: asked.append(told[2]))
        found = [names("opportunity.account_id", key) for key in (SWIT, BORSUK, ZLOTA, KIOSK, SZKOLA, 998, 999)]
        assert len(found) - found.count(None) == 5 and found[-2:] == [None, None]
        # how many there are, two alone, then all of them; what is not among all is not asked for again
        assert len(asked) == 4


def test_stages_of_two_pipelines_are_named_with_their_pipeline(sandbox):
    with sandbox.work() as bench:
        assert dict(options(bench, "stage_id"))[WON_B2C] == "Wygrana (Sklep)"
        assert record_names(bench)("opportunity.stage_id", WON_B2B) == "Wygrana (Sprzedaż firmom)"


def test_people_and_accounts_of_one_name_are_told_apart_and_others_keep_their_bare_name(sandbox, size):
    with sandbox.work() as bench:
        same = contacts.create(bench, first_name="Jan", last_name="Borsuk", account_id=KIOSK)
        nobody = contacts.create(bench, first_name="jan", last_name="Borsuk")
        twin = accounts.create(bench, name="Kiosk", kind="company")
        names = record_names(bench)
        kiosk, borsuk = names("contact.account_id", KIOSK), names("contact.account_id", BORSUK)
        assert names("task.contact_id", JAN) == f"Jan Borsuk ({borsuk})"
        assert names("task.contact_id", same.id) == f"Jan Borsuk ({kiosk})"
        assert names("task.contact_id", nobody.id) == f"jan Borsuk (#{nobody.id})"
        assert "(" not in names("contact.account_id", SWIT) and names("contact.account_id", twin.id) == "Kiosk"
        assert names("contact.account_id", 999) is None and names("contact.account_id", None) is None


def test_what_lies_in_the_bin_makes_no_name_longer(sandbox, size):
    with sandbox.work() as bench:
        gone = contacts.create(bench, first_name="Jan", last_name="Borsuk", account_id=KIOSK)
        contacts.delete(bench, contact_id=gone.id)
        names = record_names(bench)
        assert names("task.contact_id", JAN) == "Jan Borsuk"
        assert names("task.contact_id", gone.id).startswith("Jan Borsuk (")


def test_a_name_that_two_stages_bear_is_asked_about_and_the_whole_name_means_one(client):
    unsure = page(client, typed(client, "/opportunities?state=all", ("stage_id", "eq", "Wygrana")))
    said = unsure.select_one("form#conditions .crm-error").text
    assert "Wygrana (Sklep)" in said and "Wygrana (Sprzedaż firmom)" in said
    sure = typed(client, "/opportunities?state=all", ("stage_id", "eq", "wygrana (sklep)"))
    assert asked(sure) == {"all": [{"field": "stage_id", "op": "eq", "value": WON_B2C}]}
    assert "Etap równa się Wygrana (Sklep)" in chips(page(client, sure))[-1]


def test_groups_of_a_report_that_share_a_name_are_two_rows_that_look_different(sandbox, client):
    with sandbox.work() as bench:
        create(bench, name="Lampka", account_id=KIOSK, pipeline_id=B2C)
        report = create_report(bench, name="Etapy", entity="opportunity", kind="table", group_by=["stage_id"],
                               measures=[{"func": "count"}])
        run = generate_report(bench, report_id=report.id).id
    heads = [row.select_one("th, td").text.strip() for row in page(client, f"/reports/runs/{run}").select("main tbody tr")]
    assert heads[:3] == ["Nowa (Sprzedaż firmom)", "Rozmowa (Sprzedaż firmom)", "Nowa (Sklep)"]
