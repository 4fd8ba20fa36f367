"""A member replaced after the sheets are in: what the committee agreed before does not bind the one who comes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.db import db, transaction
from app.errors import Refusal
from exam.committee import deciding, reconciliation
from exam.rehearsal import judging
from exam.rehearsal.judging import Given
from exam.sittings import seating

OBJECTED = "2.3.a"


@pytest.fixture
def agreed(frozen):
    """Chair and member have marked everything as met; nothing is decided."""
    judging.open_marking(frozen.good, frozen.moment)
    for member in frozen.members:
        judging.fill_sheet(frozen.good, member, {}, frozen.moment)
    return frozen


def _replace_member(world) -> None:
    with transaction():
        seating.replace(world.case("good"), world.user("member"), world.user("reserve"), "choroba członka", world.moment)


def test_who_comes_late_reads_nothing_of_what_the_others_agreed(agreed):
    assert len(reconciliation.consensus_of(agreed.good)) == 39  # control: nobody was replaced
    _replace_member(agreed)
    assert reconciliation.consensus_of(agreed.good) == {}


def test_the_objection_of_who_came_late_keeps_the_case_open(agreed):
    _replace_member(agreed)
    moment = agreed.moment + timedelta(minutes=5)
    given = {OBJECTED: Given("not_met", "Nie zgadzam się z zaliczeniem tego kryterium.")}
    judging.fill_sheet(agreed.good, agreed.user("reserve"), given, moment)
    assert [card.row.code for card in reconciliation.cards(agreed.case("good"))] == [OBJECTED]
    with pytest.raises(Refusal, match=OBJECTED), transaction():
        deciding.decide(agreed.case("good"), agreed.user("chair"), "", judging.dice(), moment)


def test_the_case_is_decided_once_who_came_late_agrees_too(agreed):
    _replace_member(agreed)
    judging.fill_sheet(agreed.good, agreed.user("reserve"), {}, agreed.moment)
    db.session.expire_all()
    bench = {str(agreed.user(name).id) for name in ("chair", "reserve")}
    assert all(set(row.agreed_by) == bench for row in reconciliation.consensus_of(agreed.good).values())
    members = [agreed.user("chair"), agreed.user("reserve")]
    assert judging.decide(agreed.good, members, agreed.moment) == "positive"
