"""Rows of a file are recognised through indexes alone, and as reading every record would recognise them."""

import pytest
from sqlalchemy import event, select

from sandbox_crm.imports.recognising import Index, PeopleIndex
from sandbox_crm.models.clients import Account, Contact

ROWS = [{"name": "Świt sp. z o.o.", "city": "LUBLIN"}, {"name": "Nikt taki"}, {"nip": "100-00-00-012"}, {"regon": "123456785"},
        {"krs": "0009000001"}, {"email": "Biuro@Swit.example"}]
PEOPLE = [{"email": "EWA.LACKA@swit.example"}, {"phone": "+48 600 100 200"}, {"mobile": "600-100-200"},
          {"email": "nikt@nigdzie.example"}]


@pytest.fixture
def furnished(bench):
    """The small company with a second branch of one firm and people whose numbers are written in several ways."""
    first = bench.session.scalars(select(Account).order_by(Account.id)).first()
    first.regon, first.krs, first.email = "123-456-785", "0009000001", "biuro@swit.example"
    for contact, number in zip(bench.session.scalars(select(Contact)), ("600 100 200", "+48600100200"), strict=False):
        contact.phone = number
    bench.session.flush()
    return bench.session


def plans(session, work):
    """How the database carries out each statement of ``work``."""
    asked, connection = [], session.connection()

    def note(_connection, _cursor, statement, parameters, _context, _many):
        asked.append((statement, parameters))

    event.listen(connection, "before_cursor_execute", note)
    work()
    event.remove(connection, "before_cursor_execute", note)
    return [row[3] for statement, parameters in asked
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]


def test_no_table_is_read_through(furnished):
    told = plans(furnished, lambda: (Index(furnished, ROWS), PeopleIndex(furnished, PEOPLE)))
    assert len([line for line in told if line.startswith("SEARCH")]) == 8
    assert not [line for line in told if line.startswith(("SCAN account", "SCAN contact"))], told


def test_the_plan_of_a_whole_reading_is_noticed(furnished):
    told = plans(furnished, lambda: furnished.execute(select(Account.name).where(Account.description == "x")))
    assert [line for line in told if line.startswith("SCAN account")]


def test_what_is_found_by_index_is_what_a_reading_of_everything_finds(furnished):
    index, every = Index(furnished, ROWS), Index(furnished, [])
    for account in furnished.scalars(select(Account).where(Account.deleted_at.is_(None)).order_by(Account.id)):
        every.add(("account", account.id), {name: getattr(account, name) for name in
                                            ("name", "city", "nip", "email", "regon", "krs")})
    found = [{by: index.find(by, row) for by in ("name", "nip", "regon", "krs", "email")} for row in ROWS]
    assert found == [{by: every.find(by, row) for by in ("name", "nip", "regon", "krs", "email")} for row in ROWS]
    assert [any(one.values()) for one in found] == [True, False, True, True, True, True]


def test_people_are_met_by_e_mail_and_by_telephone_however_it_is_written(furnished):
    people = PeopleIndex(furnished, PEOPLE)
    met = [people.meet(("row", 1), person) for person in PEOPLE]
    assert [one and one[0] for one in met] == ["email", "phone", "phone", None]
