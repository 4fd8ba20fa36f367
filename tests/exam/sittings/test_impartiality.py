"""Personal separation: each pair of member and candidate on its own."""

from types import SimpleNamespace
from uuid import uuid4

import pytest

from exam.sittings.impartiality import conflicts

ID = uuid4()


def user(**values):
    return SimpleNamespace(**{"id": ID, "name": "Ewa Łoś", "email": None, "phone": None, "employer": None, **values})


def person(**values):
    return SimpleNamespace(**{"name": "Jan Kos", "email": None, "phone": None, "employer": None, **values})


def line(trainer_id=None, trainer_name=None, cleared=()):
    return SimpleNamespace(trainer_id=trainer_id, trainer_name=trainer_name, organiser="Akademia",
                           clearances=[SimpleNamespace(user_id=one) for one in cleared])


@pytest.mark.parametrize("who,whom,lines,kinds", [
    (user(), person(), [], []),
    (user(), person(), [line(ID)], ["prepared"]),
    (user(), person(), [line(uuid4())], []),
    (user(), person(), [line(None, "ewa LOS")], ["prepared"]),
    (user(), person(), [line(uuid4(), "Ewa Łoś")], []),
    (user(), person(), [line(None, None)], []),
    (user(), person(), [line(None, "Jan Wilk; mgr inż. Ewa Łoś")], ["prepared"]),
    (user(), person(), [line(None, "Jan Wilk oraz łoś EWA")], ["prepared"]),
    (user(), person(), [line(None, "Jan Wilk; Ewa Kot")], []),
    (user(), person(), [line(None, "Ewa Łos i Ewa Łosz")], ["prepared"]),
    (user(), person(), [line(None, "Ewa Łosz")], ["near_name"]),
    (user(), person(), [line(None, "Ewa Łosz", cleared=[ID])], []),
    (user(), person(), [line(None, "Ewa Łosz", cleared=[uuid4()])], ["near_name"]),
    (user(), person(), [line(None, "Ewa Łoś", cleared=[ID])], ["prepared"]),
    (user(), person(), [line(uuid4(), "Ewa Łosz")], []),
    (user(employer="Nova Sp. z o.o."), person(employer="NOVA sp. z o. o."), [], ["employer"]),
    (user(employer=""), person(employer=""), [], []),
    (user(employer="Nova"), person(employer="Novatel"), [], []),
    (user(email="E@x.pl"), person(email="e@X.pl"), [], ["email"]),
    (user(phone="+48 601 000 000"), person(phone="601000000"), [], ["phone"]),
    (user(phone="12"), person(phone="12"), [], []),
    (user(email="e@x.pl"), person(name="Ewa Los", email="e@x.pl"), [], ["email", "same_person"]),
    (user(employer="Nova", phone="601000000"), person(employer="Nova", phone="601 000 000"), [line(ID)],
     ["prepared", "employer", "phone"]),
])
def test_a_conflict_is_found_and_named(app, who, whom, lines, kinds):
    with app.test_request_context():
        found = conflicts(who, whom, lines)
    assert [one.kind for one in found] == kinds
