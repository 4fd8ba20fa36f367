"""What stands is not rewritten: a bare statement is refused by the tables, and what must stay possible passes."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from sandbox_crm.bench import Actor, Refused, journal_head
from sandbox_crm.clients import contact_merging, contacts, merging
from sandbox_crm.history import interactions
from sandbox_crm.history.undoing import undo
from sandbox_crm.imports import running
from sandbox_crm.models.clients import ImportRow
from sandbox_crm.models.offers import Message
from sandbox_crm.models.work import Interaction, ReportRun
from sandbox_crm.offers import generating, messages, templates
from sandbox_crm.older import bring_up_to_date
from sandbox_crm.reports import commands as reports
from sandbox_crm.sales import lines, stage_tasks
from sandbox_crm.store import build_template, open_path
from sandbox_crm.travel.moments import moment_file
from tests.sandbox_crm.conftest import Sandbox
from tests.sandbox_crm.seed import BORSUK, EWA, NOW, SWIT

CSV = "Firma;Imię;Nazwisko;E-mail\nZielony Młyn;Iga;Nowa;iga@mlyn.example\n".encode()
MAPPING = {"Firma": "account.name", "Imię": "contact.first_name", "Nazwisko": "contact.last_name", "E-mail": "contact.email"}
STAMPS = "'2026-11-22', '2026-11-22'"

#: what may never be, by the table that refuses it
REFUSED = {
    "an event that says something else": "UPDATE interaction SET subject = 'Inny'",
    "an event on another day": "UPDATE interaction SET happened_on = '2026-01-01'",
    "an event of another opportunity": "UPDATE interaction SET opportunity_id = 2",
    "an event in the bin": "UPDATE interaction SET deleted_at = '2026-04-20'",
    "an event that is gone": "DELETE FROM interaction",
    "another result of a report": "UPDATE report_run SET rows = '[]'",
    "a result that nobody asked for": "UPDATE report_run SET filter_words = ''",
    "a result in the bin": "UPDATE report_run SET deleted_at = '2026-04-20'",
    "a result that is gone": "DELETE FROM report_run",
    "another text of a sent message": "UPDATE message SET body = 'Inny' WHERE id = 1",
    "another recipient of a sent message": "UPDATE message SET recipients = '[]' WHERE id = 1",
    "another attachment of a sent message": "UPDATE message SET attachment_ids = '[]' WHERE id = 1",
    "a sent message that is a draft again": "UPDATE message SET status = 'draft' WHERE id = 1",
    "a sent message that was received": "UPDATE message SET status = 'received' WHERE id = 1",
    "a received message that bounced": "UPDATE message SET status = 'bounced' WHERE id = 2",
    "a sent message in the bin": "UPDATE message SET deleted_at = '2026-04-20' WHERE id = 1",
    "a sent message that is gone": "DELETE FROM message WHERE id = 1",
    "a message of no direction": "UPDATE message SET direction = 'sideways' WHERE id = 3",
    "a line added to a sent offer": "INSERT INTO offer_line (offer_id, name, qty_milli, unit, price_net_gr, discount_pct, "
                                    "vat_code, net_gr, position, created_at, updated_at) "
                                    f"VALUES (1, 'X', 1000, 'szt.', 1, 0, '23', 1, 9, {STAMPS})",
    "a line moved to a sent offer": "UPDATE offer_line SET offer_id = 1 WHERE offer_id = 2",
    "a changed line of a sent offer": "UPDATE offer_line SET net_gr = 1 WHERE offer_id = 1",
    "a removed line of a sent offer": "DELETE FROM offer_line WHERE offer_id = 1",
    "an offer that ends before it begins": "UPDATE offer SET valid_until = '2026-01-01' WHERE id = 2",
    "two offers of one number and version": "UPDATE offer SET number = (SELECT number FROM offer WHERE id = 1) WHERE id = 2",
    "another decision on a row of an import": "UPDATE import_row SET action = 'skipped'",
    "a row of an import that made another account": "UPDATE import_row SET account_id = 1",
    "a cell of an import that said something else": "UPDATE import_row SET raw = json_set(raw, '$.Firma', 'Inny')",
    "a cell of an import that was not there": "UPDATE import_row SET raw = json_set(raw, '$.PESEL', '1')",
    "an error of an import that was not there": "UPDATE import_row SET errors = json_insert(errors, '$[#]', 'account.nip: zły')",
    "a row of an import that is gone": "DELETE FROM import_row",
    "a task of a stage of no kind": "UPDATE stage_task SET kind = 'fax' WHERE id = 1",
    "a task of a stage of no priority": "UPDATE stage_task SET priority = 'later' WHERE id = 1",
    "a task of a stage after a hundred years": "UPDATE stage_task SET offset_days = 36600 WHERE id = 1",
    "a task of a stage that takes no day": "UPDATE stage_task SET duration_days = 0 WHERE id = 1",
    "a task of a stage that takes a hundred years": "UPDATE stage_task SET duration_days = 36600 WHERE id = 1",
    "a version of a stage task that no task was made from": "UPDATE task SET stage_task_version = 1 WHERE stage_task_id IS NULL",
    "a template without a name": "UPDATE offer_template SET name = ' '",
    "a template for no day": "UPDATE offer_template SET validity_days = 0",
    "an offer whose gross is not net and VAT": "UPDATE offer SET gross_gr = gross_gr + 1 WHERE id = 2",
    "a line of an offer of nothing": "UPDATE offer_line SET qty_milli = 0 WHERE offer_id = 2",
    "a line of an offer for more than a gift": "UPDATE offer_line SET discount_pct = 101 WHERE offer_id = 2",
    "a line of an offer at a rate of no list": "UPDATE offer_line SET vat_code = '7' WHERE offer_id = 2",
    "an event that is somebody else's entry": "UPDATE interaction SET origin = 'system'",
    "a time of day in words": "UPDATE task SET due_time = 'rano' WHERE id = 1",
    "a time of day after midnight": "UPDATE task SET due_time = '24:00' WHERE id = 1",
    "a minute above sixty": "UPDATE task SET due_time = '12:60' WHERE id = 1",
}
#: the same tables take what must stay possible
TAKEN = {
    "an event that moves with its client": "UPDATE interaction SET account_id = 2, contact_id = NULL",
    "a message that was read": "UPDATE message SET read_on = '2026-04-20' WHERE id = 2",
    "a message that moves with its client": "UPDATE message SET account_id = 2, contact_id = NULL",
    "a sent message that bounced": "UPDATE message SET status = 'bounced' WHERE id = 1",
    "a draft that is written on": "UPDATE message SET body = 'Inny', recipients = '[]' WHERE id = 3",
    "a draft that leaves": "UPDATE message SET status = 'sent', sent_at = '2026-04-20' WHERE id = 3",
    "a draft in the bin": "UPDATE message SET deleted_at = '2026-04-20' WHERE id = 3",
    "a line of an offer that was not sent": "UPDATE offer_line SET net_gr = 1 WHERE offer_id = 2",
    "an offer of one day": "UPDATE offer SET valid_until = issued_on WHERE id = 2",
    "the next version of an offer": "UPDATE offer SET number = (SELECT number FROM offer WHERE id = 1), version = 7 WHERE id = 2",
    "an error that is taken out of an import": "UPDATE import_row SET errors = '[]'",
    "a cell that is taken out of an import": "UPDATE import_row SET raw = json_remove(raw, '$.Nazwisko')",
    "a row of an import that moves with its person": "UPDATE import_row SET contact_id = 2",
    "a task of a stage ten years on": "UPDATE stage_task SET offset_days = -3660, duration_days = 3660 WHERE id = 1",
    "a time of day": "UPDATE task SET due_time = '23:59' WHERE id = 1",
    "no time of day": "UPDATE task SET due_time = NULL WHERE id = 1",
}


@pytest.fixture(scope="module")
def worked(tmp_path_factory, provisioned_once):
    """A sandbox with an event, a run of a report, a sent offer and one not sent, messages sent and received, an import."""
    sandbox = Sandbox(tmp_path_factory.mktemp("worked"), provisioned_once)
    with sandbox.work() as bench:
        template = templates.create_template(bench, name="Oferta", blocks=[{"kind": "line_table", "text": ""}])
        stage_tasks.add(bench, stage_id=1, title="Zadzwonić")
        lines.set_lines(bench, opportunity_id=1, lines=[{"product_id": 1, "qty_milli": 1000}])
        offers = [generating.generate_offer(bench, opportunity_id=1, template_id=template.id) for _ in range(2)]
        messages.send_message(bench, to="ewa@swit.example", subject="Oferta", offer_id=offers[0].id)
        interactions.record_interaction(bench, kind="offer", subject="Oferta", account_id=SWIT, contact_id=EWA)
        made = reports.create_report(bench, name="Szanse", entity="opportunity", kind="table", columns=["number"])
        reports.generate_report(bench, report_id=made.id)
        running.run(bench, file=("a.csv", CSV), mapping=MAPPING, mode="create")
    with sandbox.work(Actor("system", None)) as bench:
        messages.receive_message(bench, sender="ewa@swit.example", subject="Re: Oferta", body="Dziękuję", in_reply_to_id=1)
    return sandbox


@pytest.fixture
def done(worked, tmp_path):
    """That sandbox for one test alone."""
    return Sandbox(tmp_path, worked.path)


@pytest.fixture
def rows(done):
    """An open bench on it, with a draft of a message beside the rest."""
    with done.work() as bench:
        bench.add(Message(direction="outgoing", sender="a@b.example", recipients=["c@d.example"], subject="Szkic", body=""))
        found = [bench.session.get(entity, 1) for entity in (Interaction, ReportRun, ImportRow)]
        assert all(found) and found[2].contact_id and bench.session.get(Message, 2).status == "received"
        yield bench


@pytest.mark.parametrize("statement", REFUSED.values(), ids=REFUSED.keys())
def test_the_tables_refuse(rows, statement):
    with pytest.raises(IntegrityError), rows.session.begin_nested():
        rows.session.execute(text(statement))


@pytest.mark.parametrize("statement", TAKEN.values(), ids=TAKEN.keys())
def test_the_tables_take_what_must_stay_possible(rows, statement):
    assert rows.session.execute(text(statement)).rowcount > 0


def test_merging_and_the_removal_of_a_persons_data_pass_the_guards_and_fold(done):
    with done.work() as bench:
        person = bench.session.get(ImportRow, 1).contact_id
        merging.merge(bench, keep_id=BORSUK, drop_id=SWIT)
        contact_merging.merge(bench, keep_id=person, drop_id=EWA)
        contacts.anonymise(bench, contact_id=person)
        messages.mark_message_read(bench, message_id=2)
    with done.work() as bench:
        event, row = bench.session.get(Interaction, 1), bench.session.get(ImportRow, 1)
        assert (event.account_id, event.contact_id) == (BORSUK, person) and row.raw == {"Firma": "Zielony Młyn"}
    last = done.snapshot().last_seq
    with open_path(moment_file(done.path, last - 4), write=False, immutable=True) as session:
        then = session.get(Interaction, 1)
        assert (then.account_id, then.contact_id) == (SWIT, EWA)


def test_a_merge_that_moved_events_and_messages_is_taken_back(done):
    with done.work() as bench:
        merging.merge(bench, keep_id=BORSUK, drop_id=SWIT)
    with done.work() as bench:
        assert bench.session.get(Interaction, 1).account_id == BORSUK
        undo(bench, seq=journal_head(bench.session)[0])
        assert bench.session.get(Interaction, 1).account_id == SWIT
    assert done.snapshot().state["message"][1]["account_id"] == SWIT


def test_a_sent_offer_comes_into_a_new_company_with_its_lines_and_is_then_kept(tmp_path, worked):
    state = worked.snapshot().state
    path = tmp_path / "again.sqlite3"
    build_template(path, {table: list(found.values()) for table, found in state.items()}, NOW)
    with pytest.raises(IntegrityError, match="a sent offer never changes"), open_path(path, write=True) as session:
        session.execute(text("UPDATE offer_line SET offer_id = 1 WHERE offer_id = 2"))
    with pytest.raises(IntegrityError, match="a sent offer never changes"), open_path(path, write=True) as session:
        session.execute(text(REFUSED["a line added to a sent offer"]))


def test_an_earlier_file_takes_the_guards_and_keeps_rows_that_would_no_longer_be_taken(tmp_path, worked):
    path = Sandbox(tmp_path, worked.path).path
    with open_path(path, write=True) as session:
        session.execute(text("PRAGMA ignore_check_constraints = ON"))
        session.execute(text("UPDATE task SET due_time = 'rano' WHERE id = 1"))
        session.execute(text("DROP TRIGGER offer_line_guard_insert"))
        session.execute(text("DROP TRIGGER interaction_no_update"))
    assert bring_up_to_date(path) and not bring_up_to_date(path)
    with open_path(path, write=True) as session:
        assert session.scalar(text("SELECT due_time FROM task WHERE id = 1")) == "rano"
        for statement in ("a line added to a sent offer", "an event that says something else"):
            with pytest.raises(IntegrityError), session.begin_nested():
                session.execute(text(REFUSED[statement]))


def test_only_what_was_sent_bounces(done):
    with done.work(Actor("system", None)) as bench:
        with pytest.raises(Refused):
            messages.receive_message(bench, sender="mailer@d.example", subject="Zwrot", body="", in_reply_to_id=2, bounce=True)
        messages.receive_message(bench, sender="mailer@d.example", subject="Zwrot", body="", in_reply_to_id=1, bounce=True)
        assert bench.session.get(Message, 1).status == "bounced"
