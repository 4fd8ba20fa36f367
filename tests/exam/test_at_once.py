"""Two people act on one thing at the same moment: exactly one effect, and a clear word for the other.

Both requests are held at the last step before the write, after every check that reads; so each has seen a state in which
its act is allowed. The last test is the control: with the check inside the write taken away, both take effect and
the counting used here sees it.
"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from html import unescape

import pytest
from sqlalchemy import func, select

from app import db as database
from app import settings
from app.audit import AuditEntry
from app.db import db, transaction
from exam.certificates import routes as certificate_routes
from exam.certificates.issuing import certificate_of
from exam.certificates.models import Certificate
from exam.committee import routes as committee_routes
from exam.committee.models import Decision
from exam.rehearsal import judging
from exam.sittings import admission, cases, enrolment_routes
from exam.sittings.models import CaseState
from exam.supervision import case_routes
from exam.theory import attempts
from exam.theory import routes as theory_routes
from exam.theory.models import AttemptState

TOGETHER = 20  # seconds after which a request that never came to its write breaks the meeting


@pytest.fixture
def at_once(monkeypatch):
    """Send requests that all stand before their write transaction in ``module`` when the first goes on."""
    def send(module, *requests):
        meeting, first = threading.Barrier(len(requests)), threading.local()

        @contextmanager
        def transaction():
            if not getattr(first, "been", False):
                first.been = True
                meeting.wait(TOGETHER)
            with database.transaction() as session:
                yield session

        monkeypatch.setattr(module, "transaction", transaction)
        db.session.rollback()
        with ThreadPoolExecutor(len(requests)) as threads:
            answers = [one.result() for one in [threads.submit(request) for request in requests]]
        db.session.rollback()
        assert not meeting.broken
        return answers
    return send


def recorded(act, case_id) -> int:
    """How often the audit log tells of an act in a case."""
    return db.session.scalar(select(func.count()).where(AuditEntry.act == act, AuditEntry.case_id == case_id))


def two_admissions(build, client_of, at_once):
    """One case admitted by two coordinators at once: its id and both answers."""
    cast = build.sitting()
    case_id = build.enrolled(cast).id
    browsers = [client_of(build.staff("coordinator")) for _ in range(2)]
    return case_id, at_once(enrolment_routes, *(lambda one=one: one.post(f"/cases/{case_id}/admit") for one in browsers))


def test_two_coordinators_admit_one_candidate(build, client_of, at_once):
    case_id, answers = two_admissions(build, client_of, at_once)
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert recorded("sittings.admitted", case_id) == 1
    refused = next(answer for answer in answers if answer.status_code == 409)
    assert "już dopuszczon" in unescape(refused.get_data(as_text=True))


def test_two_coordinators_give_the_last_station_to_one_candidate_only(build, client_of, at_once):
    cast = build.sitting(stations=2)  # one for a candidate, one spare
    ids = [build.enrolled(cast).id for _ in range(2)]
    browsers = [client_of(build.staff("coordinator")) for _ in ids]
    answers = at_once(enrolment_routes, *(lambda one=one, case=case: one.post(f"/cases/{case}/admit")
                                          for one, case in zip(browsers, ids, strict=True)))
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert sum(recorded("sittings.admitted", case_id) for case_id in ids) == 1
    refused = next(answer for answer in answers if answer.status_code == 409)
    assert "stanowisk" in unescape(refused.get_data(as_text=True))


def test_two_operators_check_one_identity(build, client_of, at_once):
    cast = build.sitting()
    case_id, operator = build.admitted(cast).id, cast.operator
    browsers = [client_of(operator), client_of(operator)]
    sent = {"identity-document": "id_card", "identity-agrees": "y"}
    answers = at_once(case_routes, *(lambda one=one: one.post(f"/supervision/cases/{case_id}/identity", data=sent)
                                     for one in browsers))
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert recorded("supervision.identity_checked", case_id) == 1
    refused = next(answer for answer in answers if answer.status_code == 409)
    assert "tożsamość sprawdzona" in unescape(refused.get_data(as_text=True))


def test_a_test_handed_in_twice_at_the_same_moment_is_closed_once(build, at_station, at_once, clock):
    cast = build.sitting()
    case = build.admitted(cast, state=CaseState.IDENTITY_CHECKED)
    case_id, browser = case.id, at_station(case)
    with database.transaction():
        test_id = attempts.prepare(case, "ziarno", build.moment).id
    with database.transaction():
        attempts.open_attempt(attempts.attempt(test_id), build.moment, None)
    cookie = browser.get_cookie("probierz").value
    other = browser.application.test_client()
    other.set_cookie("probierz", cookie)
    answers = at_once(theory_routes, lambda: browser.post("/test/hand-in"), lambda: other.post("/test/hand-in"))
    assert [answer.status_code for answer in answers] == [303, 303]  # both come to the same receipt
    assert recorded("theory.closed", case_id) == 1
    closed = attempts.attempt(test_id)
    assert closed.state == AttemptState.SUBMITTED and closed.receipt
    pages = [one.get("/test").get_data(as_text=True) for one in (browser, other)]
    assert all(closed.receipt in page.replace(" ", "") or closed.receipt in page for page in pages)


def test_two_members_decide_at_once(frozen, staff_browser, at_once):
    judging.open_marking(frozen.good, frozen.moment)
    for member in frozen.members:
        judging.fill_sheet(frozen.good, member, {}, frozen.moment)
    browsers = [staff_browser(frozen, name) for name in ("chair", "member")]
    path = f"/committee/{frozen.good}/decision"
    answers = at_once(committee_routes, *(lambda one=one: one.post(path, data={"justification": ""}) for one in browsers))
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert db.session.scalar(select(func.count()).where(Decision.enrolment_id == frozen.good)) == 1
    refused = next(answer for answer in answers if answer.status_code == 409)
    assert "podjęła już decyzję" in unescape(refused.get_data(as_text=True))


def test_one_certificate_is_issued_though_the_button_was_pressed_twice(announced, staff_browser, at_once):
    with transaction():
        settings.change("institution.public_address", "https://walidacja.example.pl")
    browsers = [staff_browser(announced, "certifier") for _ in range(2)]
    answers = at_once(certificate_routes, *(lambda one=one: one.post(f"/certificates/confirm/{announced.good}")
                                            for one in browsers))
    assert sorted(answer.status_code for answer in answers) == [303, 403]
    assert db.session.scalar(select(func.count()).select_from(Certificate)) == 1
    refused = next(answer for answer in answers if answer.status_code == 403)
    assert "certyfikat" in unescape(refused.get_data(as_text=True)) and certificate_of(announced.good) is not None


def test_control_without_the_check_inside_the_write_both_take_effect(build, client_of, at_once, monkeypatch):
    def careless(case, moment):
        """Admission as it would be without its checks."""
        case.admission, case.state = "admitted", "admitted"
        admission.audit.record("sittings.admitted", case_id=case.id)

    monkeypatch.setattr(admission, "admit", careless)
    monkeypatch.setattr(cases, "may_move", lambda *_: True)
    case_id, answers = two_admissions(build, client_of, at_once)
    assert [answer.status_code for answer in answers] == [303, 303]
    assert recorded("sittings.admitted", case_id) == 2
