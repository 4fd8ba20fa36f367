"""Somebody who acted in a case, in whatever role, neither reviews an appeal in it nor certifies what they ruled."""

from __future__ import annotations

import pytest

from app import audit
from app.clock import dice
from app.db import transaction
from app.errors import NotAllowed, Refusal
from app.identity import RoleGrant
from exam.appeals import filing, ruling
from exam.appeals.independence import earlier_parts
from exam.certificates.issuing import obstacles
from exam.committee import deciding
from exam.committee.standing import latest_decision

WHY = {"1.1.a": "Moje odpowiedzi były zgodne z materiałami źródłowymi."}
REASONS = {"1.1.a": ("changed_to_met", "Po przejrzeniu odpowiedzi i klucza uznano zastrzeżenie za zasadne.")}


@pytest.fixture
def ruled(announced):
    """The appeal of ``weak`` is upheld, so that everything is met; the reviewer is a certifying officer too."""
    world = announced
    with transaction():
        reviewer = world.user("reviewer")
        reviewer.grants.append(RoleGrant(role="certifier"))
        appeal = filing.file(world.case(), "decision", "", WHY, dice(), world.moment)
        ruling.appoint(appeal, world.user("reviewer"), world.user("coordinator"), world.moment)
        ruling.rule(appeal, world.user("reviewer"), REASONS, dice(), world.moment)
    return world


def test_any_recorded_act_in_the_case_bars_from_reviewing(announced):
    other = announced.user("other")
    assert earlier_parts(other, announced.case()) == []
    with transaction():
        audit.record("sittings.admission_refused", case_id=announced.weak, actor=other.get_id(), reason="fee")
    assert len(earlier_parts(other, announced.case())) == 1
    assert earlier_parts(other, announced.case("good")) == []  # control: an act in another case bars nobody
    with pytest.raises(NotAllowed), transaction():
        appeal = filing.file(announced.case(), "decision", "", WHY, dice(), announced.moment)
        ruling.appoint(appeal, other, announced.user("coordinator"), announced.moment)


def test_who_ruled_does_not_confirm_the_certificate(ruled):
    assert obstacles(ruled.user("reviewer"), ruled.case()) != []
    assert obstacles(ruled.user("certifier"), ruled.case()) == []


def test_a_member_does_not_sign_in_place_of_the_reviewer(ruled):
    with pytest.raises(Refusal, match=r"odwołanie|appeal"), transaction():
        deciding.sign(latest_decision(ruled.weak), ruled.case(), ruled.user("member"), "", ruled.moment)
