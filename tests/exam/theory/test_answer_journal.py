"""The journal of answers: a torn end is passed over, damage is told, and a copy that one side lost is put back."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text

from app.db import db, transaction
from exam.theory import answer_journal, attempts, results
from exam.theory.answer_journal import AnswerJournal, read, reconcile
from exam.theory.models import Response


@pytest.fixture
def journal(tmp_path):
    made = AnswerJournal(tmp_path / "answers.jnl")
    yield made
    made.close()


def lose(key):
    """Lose a committed row, as a faulty library would: no trigger, no trace."""
    with transaction() as session:
        session.execute(text("DROP TRIGGER theory_response_no_delete"))
        session.execute(text("DELETE FROM theory_response WHERE key = :key"), {"key": key.hex if hasattr(key, "hex") else key})


def test_records_come_back_in_order(journal):
    for number in range(3):
        journal.append({"number": number, "value": "zażółć"})
    assert [record["number"] for record in read(journal.path).records] == [0, 1, 2]


def test_a_torn_last_line_is_passed_over_and_the_next_record_stands_alone(journal):
    journal.append({"number": 1})
    journal.close()
    with journal.path.open("ab") as stream:
        stream.write(answer_journal.as_line({"number": 2})[:-9])
    reading = read(journal.path)
    assert (len(reading.records), reading.torn, reading.damaged) == (1, 1, [])
    journal.append({"number": 3})
    reading = read(journal.path)
    assert ([record["number"] for record in reading.records], reading.torn, reading.damaged) == ([1, 3], 1, [])


@pytest.mark.parametrize("place", [0, 3, 9, 15])
def test_a_changed_byte_is_told(journal, place):
    journal.append({"number": 1})
    journal.append({"number": 2})
    content = bytearray(journal.path.read_bytes())
    content[place] ^= 1
    journal.path.write_bytes(bytes(content))
    assert read(journal.path).damaged == [1]


def test_a_missing_journal_holds_nothing(tmp_path):
    assert read(tmp_path / "none.jnl").records == []


def test_two_equal_copies_are_left_alone(sit, first_of):
    one = sit()
    one.wire.put(first_of(one.test)[0], "B")
    assert reconcile().clean


def test_an_answer_that_the_database_lost_is_found_and_put_back(sit, first_of):
    one = sit()
    item_id, _ = first_of(one.test)
    one.wire.put(item_id, "B", rev=1)
    one.wire.put(item_id, "C", rev=2)
    first = db.session.scalars(select(Response).order_by(Response.id)).first().key
    lose(first)
    assert len(db.session.scalars(select(Response)).all()) == 1, "the control: the row is really gone"
    found = reconcile()
    assert found.restored == [str(first)] and not found.faults
    assert len(db.session.scalars(select(Response)).all()) == 2
    assert results.final_values(one.test.id)[item_id] == "C", "a restored older change does not win over a newer one"
    assert reconcile().clean


def test_an_answer_that_the_journal_lost_is_written_again(app, sit, first_of):
    one = sit()
    one.wire.put(first_of(one.test)[0], "B")
    journal = answer_journal.of(app)
    journal.close()
    journal.path.unlink()
    assert len(reconcile().rejournalled) == 1
    assert reconcile().clean


def test_an_answer_lost_from_a_sealed_test_is_a_fault_not_a_repair(build, sit, first_of):
    one = sit()
    one.wire.put(first_of(one.test)[0], "B")
    key = db.session.scalars(select(Response)).one().key
    with transaction():
        attempts.close(attempts.attempt(one.test.id), build.moment, "candidate")
    lose(key)
    found = reconcile()
    assert found.restored == [] and str(key) in found.faults[0]


def test_an_answer_changed_in_the_database_is_told(sit, first_of):
    one = sit()
    one.wire.put(first_of(one.test)[0], "B")
    with transaction() as session:
        session.execute(text("DROP TRIGGER theory_response_no_update"))
        session.execute(text("UPDATE theory_response SET value = '\"C\"', sha256 = 'x'"))
    assert "differs" in reconcile().faults[0]
