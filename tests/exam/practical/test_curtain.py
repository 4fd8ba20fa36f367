"""The curtain over a member's screen: the candidate shows on it and reaches nothing else of the member's session."""

from __future__ import annotations

from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from werkzeug.routing import IntegerConverter, UUIDConverter

from app.auth.throttle import MOST_FAILURES
from exam.practical import branches, talk
from exam.practical.variants import store
from sandbox_crm.older import show_copy
from sandbox_crm.store import open_path, read_snapshot
from tests.exam.conftest import builders
from tests.sandbox_crm.driver import filled, form_of

ASKED = {"criterion": "2.4.d", "what": "przeniesienie szansy"}


@pytest.fixture
def showing(in_talk, client_of):
    """The member's browser behind the curtain, and the copy it leaves."""
    browser = client_of(in_talk.cast.member)
    opened = browser.post(f"/talk/{in_talk.case.id}/show", data=ASKED)
    assert opened.status_code == 303 and opened.headers["Location"].startswith("/branch/")
    return browser, branches.branches_of(in_talk.attempt)[0]


def addresses(day, row):
    """Every address that can be read or written with whole things in it, but those of the copy itself."""
    known = {"enrolment_id": day.case.id, "sitting_id": day.cast.sitting.id, "branch_id": row.id, "sandbox": day.attempt.sandbox,
             "mode": "sealed", "question_id": talk.plan_of(day.case.id).questions[0]["id"], "criterion": "2.4.d",
             "attempt_id": day.attempt.id, "language": "pl"}
    for one in day.app.url_map.iter_rules():
        if one.endpoint.endswith("static") or one.endpoint in ("auth.sign_out", "auth.language", "talk.curtain_page"):
            continue
        values = {}
        for name in one.arguments:
            converter = one._converters[name]
            other = uuid4() if isinstance(converter, UUIDConverter) else 1 if isinstance(converter, IntegerConverter) else None
            values[name] = known.get(name, other or next(iter(getattr(converter, "items", ["x"]))))
        with day.app.test_request_context():
            yield one.build(values, append_unknown=False)[1], one.methods


def test_behind_the_curtain_every_other_address_leads_back_to_it(in_talk, showing):
    browser, row = showing
    page, wrong, seen = f"/talk/shows/{row.id}/curtain", [], 0
    for path, methods in addresses(in_talk, row):
        for method in ("GET", "POST", "PUT"):
            if method not in methods:
                continue
            answer, seen = browser.open(path, method=method), seen + 1
            turned = answer.status_code == 403 or (answer.status_code == 303 and answer.headers["Location"] == page)
            if not turned or (method == "GET" and answer.status_code == 403 and not path.startswith("/api/")):
                wrong.append(f"{method} {path}: {answer.status_code}")
    assert not wrong and seen > 200, "\n".join(wrong)
    assert browser.get(f"/branch/{row.id}/").status_code == 200
    with browser.get("/static/theme.css") as style:
        assert style.status_code == 200


def test_without_the_curtain_the_same_member_reads_the_talk(in_talk, showing, client_of):
    browser, _row = showing
    question = f"/talk/{in_talk.case.id}/questions/{talk.plan_of(in_talk.case.id).questions[0]['id']}"
    assert browser.get(question).status_code == 303
    assert client_of(in_talk.cast.member).get(question).status_code == 200


def test_only_the_members_own_password_lifts_it(in_talk, showing):
    browser, row = showing
    page = f"/talk/shows/{row.id}/curtain"
    shown = browser.get(page).get_data(as_text=True)
    assert ASKED["what"] in shown and "Menu główne" not in shown and "/talk/" not in shown.replace(page, "")
    wrong = browser.post(page, data={"password": "nie to hasło"})
    assert wrong.status_code == 422 and "Hasło jest nieprawidłowe." in wrong.get_data(as_text=True)
    assert browser.get(f"/talk/{in_talk.case.id}").headers["Location"] == page
    lifted = browser.post(page, data={"password": builders.PASSWORD})
    assert lifted.status_code == 303 and lifted.headers["Location"].startswith(f"/talk/{in_talk.case.id}")
    assert browser.get(f"/talk/{in_talk.case.id}").status_code == 200
    assert browser.get(page).status_code == 303


def test_guessing_the_password_ends_soon(in_talk, showing):
    browser, row = showing
    page = f"/talk/shows/{row.id}/curtain"
    for _ in range(MOST_FAILURES):
        assert browser.post(page, data={"password": "zgaduję"}).status_code == 422
    assert browser.post(page, data={"password": builders.PASSWORD}).status_code == 429
    assert browser.get(f"/talk/{in_talk.case.id}").status_code == 303


def complete_a_task(browser, address):
    page = browser.get(f"{address}/tasks/1").get_data(as_text=True)
    form = form_of(BeautifulSoup(page, "html.parser"), "task.complete")
    return browser.post(form["action"], data=filled(form)).status_code


def test_what_is_shown_is_the_candidates_hand(in_talk, showing):
    browser, row = showing
    assert complete_a_task(browser, f"/branch/{row.id}") == 303
    with open_path(show_copy(store(), in_talk.attempt.sandbox, row.id), write=False) as session:
        done = [entry for entry in read_snapshot(session, {}).journal if entry.seq > row.base_seq]
    assert "task.complete" in [entry.command for entry in done] and {entry.actor for entry in done} == {"candidate"}


def test_members_look_on_and_write_nothing(in_talk, showing, client_of):
    _, row = showing
    other = client_of(in_talk.cast.chair)
    page = other.get(f"/branch/{row.id}/tasks/1").get_data(as_text=True)
    assert "data-command" not in page and "tylko do odczytu" in page
    assert other.post(f"/branch/{row.id}/tasks/1/complete", data={}).status_code in (403, 404, 405)


def test_at_the_station_the_candidate_opens_the_copy_from_the_receipt(in_talk, client_of, at_station):
    member, candidate = client_of(in_talk.cast.member), at_station(in_talk.case, "practical")
    assert ASKED["what"] not in candidate.get("/practical").get_data(as_text=True)
    back = member.post(f"/talk/{in_talk.case.id}/show", data={**ASKED, "where": "station"})
    assert back.headers["Location"].startswith(f"/talk/{in_talk.case.id}")
    assert member.get(f"/talk/{in_talk.case.id}").status_code == 200
    row = branches.branches_of(in_talk.attempt)[0]
    receipt = candidate.get("/practical").get_data(as_text=True)
    assert ASKED["what"] in receipt and f"/branch/{row.id}/" in receipt
    assert complete_a_task(candidate, f"/branch/{row.id}") == 303
    member.post(f"/talk/shows/{row.id}/end", data={"remark": ""})
    assert ASKED["what"] not in candidate.get("/practical").get_data(as_text=True)
