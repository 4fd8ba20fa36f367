"""A form that is sent twice makes one record, wherever it stands; what is typed anew is work of its own."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import func, select
from werkzeug.datastructures import MultiDict

import sandbox_crm
from sandbox_crm.history.interactions import record_interaction
from sandbox_crm.models.everything import BY_TABLE
from sandbox_crm.models.journal import JournalRow, SentForm
from sandbox_crm.offers import generating, templates
from sandbox_crm.pages import PAGES
from sandbox_crm.reports.commands import create_report
from sandbox_crm.sending import KEY, sent_values
from sandbox_crm.store import open_path
from sandbox_crm.travel.steps import is_act
from sandbox_crm.web import load_pages
from tests.sandbox_crm.driver import ADDRESS, filled, form_of, page
from tests.sandbox_crm.seed import EWA, SWIT

load_pages()
POSTED = [declared for declared in PAGES if "POST" in declared.methods]
LINE = {"lines-0-product_id": "1", "lines-0-qty_milli": "1"}
BLOCKS = {"blocks-0-kind": "heading", "blocks-0-text": "Oferta"}
#: command -> the page with its form, what is typed, and the table that gets one row (or None: rows are counted elsewhere)
CREATING = {
    "account.create": ("/accounts/new", {"name": "Zielony Młyn", "kind": "company"}, "account"),
    "contact.create": ("/contacts/new", {"first_name": "Iga", "last_name": "Nowa"}, "contact"),
    "consent.record": (f"/contacts/{EWA}/consents/new", {"purpose": "commercial", "channel": "email", "status": "granted",
                                                          "legal_basis": "a", "obtained_on": "2026-04-01"}, "consent"),
    "account.verify": (f"/accounts/{SWIT}/verify", {"source": "phone"}, "verification"),
    "contact.verify": (f"/contacts/{EWA}/verify", {"source": "phone", "results-email": "same"}, "verification"),
    "segment.create": ("/segments/new", {"name": "Wybrane", "mode": "static"}, "segment"),
    "file.add": ("/imports/new", {}, "stored_file"),
    "product.create": ("/products/new", {"code": "N-1", "name": "Nowy", "kind": "product", "unit": "szt.",
                                         "price_net_gr": "10,00", "vat_code": "23"}, "product"),
    "goal.create": ("/goals/new", {"name": "Cel"}, "sales_goal"),
    "pipeline.create": ("/pipelines/new", {"name": "Nowy lejek", "stages-0-name": "Start"}, "pipeline"),
    "stage.add": ("/pipelines/1/stages/new", {"name": "Nowy etap", "probability": "15"}, "stage"),
    "stage_task.add": ("/stages/1/tasks/new", {"title": "Zadzwonić"}, "stage_task"),
    "opportunity.create": ("/opportunities/new", {"name": "Nowa szansa", "account_id": str(SWIT), "pipeline_id": "1"},
                           "opportunity"),
    "opportunity.add_contact": ("/opportunities/1", {"contact_id": "2", "role": "user"}, "opportunity_contact"),
    "task.create": ("/tasks/new", {"title": "Zadzwonić"}, "task"),
    "view.save": ("/tasks", {"name": "Moje"}, "saved_view"),
    "template.create": ("/templates/new", {"name": "Wzór", "validity_days": "14", **BLOCKS}, "offer_template"),
    "template.duplicate": ("/templates/1", {}, "offer_template"),
    "offer.generate": ("/offers/new?opportunity_id=1", {"template_id": "1", **LINE}, "offer"),
    "message.send": ("/messages/new", {"to": "a@b.example", "subject": "Oferta", "body": "Dzień dobry"}, "message"),
    "interaction.record": (f"/interactions/new?account_id={SWIT}", {"kind": "phone", "subject": "Telefon"}, "interaction"),
    "interaction.correct": ("/interactions/1/correct", {"subject": "Rozmowa"}, "interaction"),
    "report.create": ("/reports/new?entity=opportunity", {"name": "Szanse", "kind": "table", "columns": ["number"]}, "report"),
    "report.generate": ("/reports/1", {}, "report_run"),
}


@pytest.fixture
def ready(sandbox):
    """The company with a template, an event, a report and an offer, so that every form has what it stands on."""
    with sandbox.work() as bench:
        templates.create_template(bench, name="Podstawowy", blocks=[{"kind": "line_table", "text": ""}])
        record_interaction(bench, kind="phone", subject="Telefon", account_id=SWIT)
        create_report(bench, name="Raport", entity="opportunity", kind="table", columns=["number"])
    return sandbox


def counted(sandbox, table):
    with open_path(sandbox.path, write=False) as session:
        return (session.scalar(select(func.count()).select_from(BY_TABLE[table])),
                session.scalar(select(func.count()).select_from(JournalRow).where(is_act())))


def sent(client, path, command, typed):
    """A form filled in once and ready to be sent as often as one likes: its address and values."""
    form = form_of(page(client, path), command)
    values = filled(form)
    for name, value in typed.items():
        values.setlist(name, value if isinstance(value, list) else [value])
    return form["action"], values, form.get("enctype")


def post(client, address, values, enctype=None):
    if enctype:
        values = MultiDict(values)
        values["file"] = (BytesIO(b"Firma;Miasto\nAlfa;Lublin\n"), "alfa.csv")
    return client.post(address, data=values, content_type="multipart/form-data" if enctype else None)


@pytest.mark.parametrize("command", CREATING)
def test_the_second_send_makes_nothing_and_shows_the_first_result(ready, client, command):
    path, typed, table = CREATING[command]
    address, values, enctype = sent(client, path, command, typed)
    rows, entries = counted(ready, table)
    first = post(client, address, values, enctype)
    assert first.status_code == 303, first.get_data(as_text=True)[-2500:]
    again = post(client, address, values, enctype)
    assert again.status_code == 303 and again.headers["Location"] == first.headers["Location"]
    assert counted(ready, table) == (rows + 1, entries + 1)
    assert "został już wysłany" in client.get(again.headers["Location"], follow_redirects=True).get_data(as_text=True)
    ready.snapshot()
    values.setlist(KEY, ["another-key"])
    other = post(client, address, values, enctype)  # the control: without the key the same form is other work, done or refused
    assert other.status_code in (409, 422) or counted(ready, table)[1] > entries + 1


def test_othersent_values_under_a_known_key_are_other_work(ready, client):
    address, values, _ = sent(client, "/tasks/new", "task.create", {"title": "Pierwsze"})
    first = post(client, address, values)
    values["title"] = "Drugie"
    second = post(client, address, values)
    assert first.headers["Location"] != second.headers["Location"]
    assert "Drugie" in client.get(second.headers["Location"]).get_data(as_text=True)


def test_a_refused_form_is_not_remembered(ready, client):
    address, values, _ = sent(client, "/tasks/new", "task.create", {"title": ""})
    assert [post(client, address, values).status_code for _ in range(2)] == [422, 422]
    with open_path(ready.path, write=False) as session:
        assert session.scalars(select(SentForm)).all() == []


def test_an_import_that_is_sent_twice_runs_once(ready, client):
    address, values, enctype = sent(client, "/imports/new", "file.add", {})
    columns = post(client, address, values, enctype).headers["Location"]
    form = client.get(f"{columns}/preview?map-0=account.name&map-1=account.city&mode=create")
    run = form_of(BeautifulSoup(form.get_data(as_text=True), "html.parser"), "import.run")
    before = counted(ready, "import_run")[0]
    answers = [client.post(run["action"], data=filled(run)) for _ in range(2)]
    assert {answer.status_code for answer in answers} == {303} and len({one.headers["Location"] for one in answers}) == 1
    assert counted(ready, "import_run")[0] == before + 1


def _address(declared):
    """An address of the page, with 1 for every number and the first of every choice."""
    rule = re.sub(r"<any\(([^,)]+)[^)]*\):\w+>", r"\1", declared.rule)
    return ADDRESS + re.sub(r"<int:\w+>", "1", rule)


@pytest.mark.parametrize("declared", POSTED, ids=lambda declared: declared.endpoint)
def test_every_address_that_takes_a_form_knows_what_was_sent(sandbox, client, declared):
    address, data = _address(declared), {KEY: "known", "word": "x"}
    with sandbox.app.test_request_context(address, method="POST", data=data):
        values = sent_values()
    with open_path(sandbox.path, write=True) as session:
        session.add(SentForm(key="known", sent=values, seq=1, location="/where-it-led"))
    sandbox.app.config["WTF_CSRF_ENABLED"] = False
    answer = client.post(address, data=data)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/where-it-led")
    unknown = client.post(address, data={**data, KEY: "unknown"})
    assert unknown.headers.get("Location") != "/where-it-led"


def test_every_form_of_every_template_carries_its_key():
    folder = Path(sandbox_crm.__file__).parent / "templates" / "sandbox_crm"
    found = 0
    for path in folder.rglob("*.html"):
        if path.parent.name == "training":
            continue  # the practice page about the CRM lies outside every sandbox
        for form in re.findall(r"<form[^>]*method=\"post\"(?:(?!</form>).)*", path.read_text(), re.S):
            found += 1
            assert "crm_hidden_inputs()" in form, (path.name, form[:200])
        assert "csrf_token()" not in path.read_text(), path.name
    assert found > 10


def test_what_leads_to_an_offer_twice_leads_to_one_version(ready, client):
    with ready.work() as bench:
        generating.generate_offer(bench, opportunity_id=1, template_id=1, lines=[{"product_id": 1, "qty_milli": 1000}])
    address, values, _ = sent(client, "/offers/1", "offer.update_status", {"status": "ready"})
    answers = [post(client, address, values).status_code for _ in range(2)]
    assert answers == [303, 303] and ready.snapshot().state["offer"][1]["status"] == "ready"
