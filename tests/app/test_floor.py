"""The floor holds: read-only requests, immediate writes, sessions that stay ended, a chain that tells."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from app import audit, settings
from app.auth.passwords import hash_password
from app.config import Config, RefusedToStart, check_start, checked_secret
from app.db import db, transaction
from app.durable.sqlite import wal_is_safe
from app.errors import Invalid
from app.identity import RoleGrant, User


def staff(login="anna", roles=("coordinator",), password="haslo-na-probe-1"):
    from datetime import datetime
    from uuid import uuid4

    user = User(
        id=uuid4(),
        login=login,
        name="Anna Nowak",
        password_hash=hash_password(password),
        must_change_password=False,
        active=True,
        created_at=datetime(2026, 1, 1),
        grants=[RoleGrant(role=role) for role in roles],
    )
    with transaction() as session:
        session.add(user)
    return user


def sign_in(client, login="anna", password="haslo-na-probe-1"):
    return client.post("/sign-in", data={"login": login, "password": password})


def test_reading_requests_cannot_write(app):
    with app.app_context(), pytest.raises(Exception, match=r"readonly|read-only|attempt to write"):
        db.session.execute(text("INSERT INTO setting_change(key, value, at) VALUES ('x', '1', '2026-01-01')"))


def test_a_failed_transaction_leaves_nothing(app):
    with app.app_context():
        with pytest.raises(Invalid), transaction():
            settings.change("theory.minutes", 60)
            settings.change("appeal.days", 0)
        assert settings.get("theory.minutes") == 75


def test_an_ended_session_is_never_written_back(app):
    with app.app_context():
        staff()
    client = app.test_client()
    assert sign_in(client).status_code == 303
    assert client.get("/settings").status_code == 200
    with app.app_context(), transaction() as session:
        session.execute(text("DELETE FROM http_session"))
    assert client.get("/settings").status_code == 302
    with app.app_context():
        assert db.session.scalar(text("SELECT count(*) FROM http_session WHERE principal IS NOT NULL")) == 0


def test_sessions_nobody_can_use_any_more_are_thrown_away(app, clock):
    from app.sessions import ABSOLUTE, HttpSession

    app.test_client().get("/sign-in")
    clock.moment += ABSOLUTE + timedelta(seconds=1)
    app.test_client().get("/sign-in")
    with app.app_context():
        assert db.session.query(HttpSession).count() == 1


def test_signing_in_changes_the_session_id(app):
    with app.app_context():
        staff()
    client = app.test_client()
    client.post("/language/en", data={"next": "/settings"})
    before = client.get_cookie("probierz").value
    sign_in(client)
    assert client.get_cookie("probierz").value != before


def test_throttle_stops_one_login_and_no_other(app):
    with app.app_context():
        staff(), staff("ewa")
    client = app.test_client()
    answers = [sign_in(client, password="zle").status_code for _ in range(9)]
    assert answers[-1] == 429 and answers[0] == 422
    assert sign_in(client).status_code == 429
    assert sign_in(app.test_client(), "ewa").status_code == 303


def test_a_stranger_cannot_keep_the_owner_of_a_login_out(app):
    with app.app_context():
        staff()
    wrong = {"login": "anna", "password": "zle"}
    answers = [
        app.test_client().post("/sign-in", data=wrong, environ_base={"REMOTE_ADDR": "10.0.0.66"}).status_code for _ in range(9)
    ]
    assert answers[-1] == 429  # the stranger is stopped
    assert sign_in(app.test_client()).status_code == 303


@pytest.mark.parametrize("target", ["//zly.example", "https://zly.example/x", "/\\zly.example"])
def test_sign_in_never_leads_elsewhere(app, target):
    with app.app_context():
        staff()
    response = app.test_client().post(
        "/sign-in", query_string={"next": target}, data={"login": "anna", "password": "haslo-na-probe-1"}
    )
    assert response.headers["Location"] == "/"


def test_audit_chain_tells_an_edit_and_survives_erasure(app):
    with app.app_context():
        with transaction():
            for number in range(5):
                audit.record("test.act", number=number, details={"name": f"Osoba {number}"})
        assert list(audit.faults(db.session)) == []
        with transaction():
            audit.erase_details([2])
        assert list(audit.faults(db.session)) == []
        with transaction() as session:
            session.execute(text('UPDATE audit_detail SET content = \'{"name": "Inna"}\' WHERE seq = 3'))
        assert list(audit.faults(db.session)) == ["the details of audit entry 3 were changed"]
        with pytest.raises(Exception, match="append-only"), transaction() as session:
            session.execute(text("UPDATE audit_entry SET act = 'x' WHERE seq = 1"))


@pytest.mark.parametrize(
    "version,safe",
    [
        ((3, 40, 1), False),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 52, 0), False),
        ((3, 50, 7), True),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 53, 4), True),
    ],
)
def test_the_gate_knows_which_sqlite_is_sound(version, safe):
    assert wal_is_safe(version) is safe


@pytest.mark.parametrize("secret", ["", "changeme", "a" * 40, "short-but-random-1234"])
def test_default_or_short_secrets_are_refused(secret):
    with pytest.raises(RefusedToStart):
        checked_secret(secret)


def test_debug_outside_development_is_refused(config):
    with pytest.raises(RefusedToStart):
        check_start(Config(config.instance, environment="production", debug=True))


def test_every_answer_carries_the_security_headers(app):
    for path in ("/healthz", "/sign-in", "/no-such-page", "/settings", "/static/theme.css"):
        with app.test_client().get(path) as response:
            headers = response.headers
        assert "'unsafe" not in headers["Content-Security-Policy"] and "default-src 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_write_from_another_site_is_refused(app):
    answer = app.test_client().post("/sign-in", headers={"Sec-Fetch-Site": "cross-site"}, data={})
    assert answer.status_code == 403
