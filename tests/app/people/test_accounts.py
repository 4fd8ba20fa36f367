"""Staff accounts: made and closed by those who may, and nobody locks everybody out."""

import re
from datetime import datetime
from uuid import uuid4

import pytest

from app.auth.passwords import hash_password
from app.db import db, transaction
from app.identity import RoleGrant, User
from app.sessions import HttpSession

PASSWORD = "haslo-na-probe-1"
HASH = []


def person(login, *roles, **values):

    HASH[:] = HASH or [hash_password(PASSWORD)]
    user = User(id=uuid4(), login=login, name=f"Osoba {login}", password_hash=HASH[0], active=True,
                created_at=datetime(2026, 1, 1), must_change_password=values.pop("temporary", False),
                grants=[RoleGrant(role=role) for role in roles])
    with transaction() as session:
        session.add(user)
        session.flush()
        return user.id


@pytest.fixture
def ids(app):
    with app.app_context():
        roles = ("administrator", "coordinator", "operator", "assessor", "certifier", "reviewer")
        return {role: person(role, role) for role in roles}


def signed_in(app, login, password=PASSWORD):
    browser = app.test_client()
    assert browser.post("/sign-in", data={"login": login, "password": password}).status_code == 303
    return browser


def loaded(app, user_id):
    with app.app_context():
        user = db.session.get(User, user_id)
        return user.active, {str(role) for role in user.roles}, user.must_change_password


NEW = {"login": "j.nowy", "name": "Jan Nowy", "roles": ["assessor"], "email": "jan@example.org"}


@pytest.mark.parametrize("role,wanted", [("administrator", 200), ("coordinator", 200), ("operator", 403), ("assessor", 403),
                                         ("certifier", 403), ("reviewer", 403)])
def test_only_coordinators_and_administrators_look_after_people(app, ids, role, wanted):
    browser, other = signed_in(app, role), ids["operator"]
    for address in ("/people", "/people/new", f"/people/{other}"):
        assert browser.get(address).status_code == wanted
    if wanted == 403:
        for address in ("/people/new", f"/people/{other}", f"/people/{other}/password", f"/people/{other}/deactivate",
                        f"/people/{other}/activate"):
            assert browser.post(address, data=NEW).status_code == 403


def test_nobody_signed_out_sees_people(app, ids):
    assert app.test_client().get("/people").status_code == 302
    assert app.test_client().post("/people/new", data=NEW).status_code == 401


def test_a_new_person_gets_a_temporary_password_and_must_change_it(app, ids):
    page = signed_in(app, "coordinator").post("/people/new", data=NEW).get_data(as_text=True)
    password = re.search(r"<strong>([A-Z0-9-]{19})</strong>", page).group(1)
    browser = signed_in(app, "j.nowy", password)
    assert browser.get("/committee").headers.get("Location", "") == "/password"
    assert browser.get("/password").status_code == 200
    changed = {"current": password, "password": "moje nowe hasło 7", "again": "moje nowe hasło 7"}
    assert browser.post("/password", data=changed).status_code == 303
    assert browser.get("/").status_code == 200


@pytest.mark.parametrize("change,words", [({"login": "Ż"}, "login"), ({"login": "operator"}, "login"), ({"roles": []}, "roles"),
                                          ({"name": ""}, "name"), ({"email": "jan"}, "email")])
def test_a_faulty_account_is_refused_and_what_was_typed_stays(app, ids, change, words):
    answer = signed_in(app, "coordinator").post("/people/new", data={**NEW, **change})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "invalid-feedback" in page
    assert change.get("name") == "" or 'value="Jan Nowy"' in page


def test_a_coordinator_does_not_make_administrators_nor_touch_them(app, ids):
    browser = signed_in(app, "coordinator")
    assert browser.post("/people/new", data={**NEW, "roles": ["administrator"]}).status_code == 422
    browser.post(f"/people/{ids['administrator']}/deactivate")
    assert browser.post(f"/people/{ids['administrator']}/password").status_code == 303
    raised = {"name": "X", "roles": ["coordinator", "administrator"]}
    assert browser.post(f"/people/{ids['coordinator']}", data=raised).status_code == 422
    assert loaded(app, ids["administrator"]) == (True, {"administrator"}, False)


def test_the_last_coordinator_and_the_last_administrator_stay(app, ids):
    browser = signed_in(app, "administrator")
    browser.post(f"/people/{ids['coordinator']}/deactivate")
    assert browser.post(f"/people/{ids['coordinator']}", data={"name": "X", "roles": ["operator"]}).status_code == 422
    assert browser.post(f"/people/{ids['administrator']}", data={"name": "X", "roles": ["operator"]}).status_code == 422
    assert loaded(app, ids["coordinator"])[:2] == (True, {"coordinator"})
    with app.app_context():
        person("drugi", "coordinator")
    browser.post(f"/people/{ids['coordinator']}/deactivate")
    assert loaded(app, ids["coordinator"])[0] is False


def test_closing_an_account_ends_its_sessions_at_once(app, ids):
    operator, boss = signed_in(app, "operator"), signed_in(app, "coordinator")
    assert operator.get("/password").status_code == 200
    boss.post(f"/people/{ids['operator']}/deactivate")
    assert operator.get("/password").status_code == 302
    assert app.test_client().post("/sign-in", data={"login": "operator", "password": PASSWORD}).status_code == 422
    boss.post(f"/people/{ids['operator']}/activate")
    signed_in(app, "operator")


def test_a_change_of_roles_ends_the_persons_sessions(app, ids):
    operator, boss = signed_in(app, "operator"), signed_in(app, "coordinator")
    boss.post(f"/people/{ids['operator']}", data={"name": "Osoba operator", "roles": ["operator", "assessor"]})
    assert loaded(app, ids["operator"])[1] == {"operator", "assessor"}
    assert operator.get("/password").status_code == 302


def test_a_password_given_anew_ends_sessions_and_works_until_changed(app, ids):
    operator, boss = signed_in(app, "operator"), signed_in(app, "coordinator")
    page = boss.post(f"/people/{ids['operator']}/password").get_data(as_text=True)
    password = re.search(r"<strong>([A-Z0-9-]{19})</strong>", page).group(1)
    assert operator.get("/password").status_code == 302
    assert signed_in(app, "operator", password).get("/").headers["Location"] == "/password"
    assert password not in boss.get(f"/people/{ids['operator']}").get_data(as_text=True)


def test_a_changed_password_signs_out_whoever_used_the_old_one(app, ids):
    own, stranger, colleague = signed_in(app, "operator"), signed_in(app, "operator"), signed_in(app, "coordinator")
    fresh = {"current": PASSWORD, "password": "zupelnie-nowe-haslo", "again": "zupelnie-nowe-haslo"}
    assert stranger.get("/password").status_code == 200
    assert own.post("/password", data=fresh).status_code == 303
    assert own.get("/password").status_code == 200
    assert stranger.get("/password").status_code == 302
    assert colleague.get("/password").status_code == 200


def test_nobody_closes_the_own_account_or_gives_oneself_a_password(app, ids):
    browser = signed_in(app, "coordinator")
    browser.post(f"/people/{ids['coordinator']}/deactivate")
    browser.post(f"/people/{ids['coordinator']}/password")
    assert loaded(app, ids["coordinator"]) == (True, {"coordinator"}, False)
    with app.app_context():
        assert db.session.query(HttpSession).filter_by(principal=f"staff:{ids['coordinator']}").count() == 1


def test_an_unknown_account_is_not_found(app, ids):

    assert signed_in(app, "coordinator").get(f"/people/{uuid4()}").status_code == 404
