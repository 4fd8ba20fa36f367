"""An answer must not wait: what the server asks of its database before it acknowledges one."""

from __future__ import annotations

import pytest

from tests.exam.counting import statements

#: session, identity, own attempt; then under the lock: attempt with its time, the change that came or stands, audit head
READS = 6
#: the change, the act in the audit log, its salted details
WRITES = 3


@pytest.mark.parametrize("rev", [2, 3])
def test_an_answer_costs_six_readings_and_three_writings(sit, first_of, rev):
    one = sit()
    item_id, _ = first_of(one.test)
    for earlier in range(1, rev):
        one.wire.put(item_id, "B", rev=earlier)
    with statements() as seen:
        assert one.wire.put(item_id, "C", rev=rev).status_code == 200
    written = [statement for statement in seen if not statement.startswith("SELECT")]
    assert len(seen) - len(written) <= READS, "\n".join(seen)
    assert len(written) <= WRITES, "\n".join(written)


def test_an_answer_reads_neither_the_form_nor_the_committee(sit, first_of):
    one = sit()
    item_id, _ = first_of(one.test)
    one.wire.put(item_id, "B")
    with statements() as seen:
        one.wire.put(item_id, "C", rev=2)
    assert not [statement for statement in seen if "theory_attempt.form," in statement or "committee_seat" in statement]
