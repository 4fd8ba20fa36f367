"""A candidate in an open test, and the wire as a browser uses it."""

from __future__ import annotations

from types import SimpleNamespace
from uuid import uuid4

import pytest

from app.db import db, transaction
from exam.sittings.models import CaseState
from exam.theory import attempts
from exam.theory.frozen_form import questions
from question_bank.answers import right_value


class Wire:
    """Sends changes of answers of one test through a browser."""

    def __init__(self, browser, test):
        self.browser, self.attempt_id = browser, test.id

    def put(self, item_id, value, rev=1, base_rev=None, key=None):
        body = {"key": str(key or uuid4()), "rev": rev, "base_rev": rev - 1 if base_rev is None else base_rev, "value": value}
        return self.browser.put(f"/api/attempts/{self.attempt_id}/responses/{item_id}", json=body)

    def beat(self, unsent=0):
        return self.browser.post(f"/api/attempts/{self.attempt_id}/heartbeat", json={"unsent": unsent})

    def state(self):
        return self.browser.get(f"/api/attempts/{self.attempt_id}/state")


@pytest.fixture
def cast(build):
    """A sitting with signed readiness cards."""
    made = build.sitting()
    build.ready(made)
    return made


@pytest.fixture
def prepare(build):
    """Makes the prepared test of a case."""
    def make(case, seed="ziarno-1"):
        with transaction():
            return attempts.prepare(db.session.merge(case), seed, build.moment)
    return make


@pytest.fixture
def sit(build, cast, prepare, at_station):
    """Makes a candidate whose test is open: the case, the test, a browser at the station and the wire."""
    def make(seed="ziarno-1", **values):
        case = build.admitted(cast, state=CaseState.IDENTITY_CHECKED, **values)
        browser = at_station(case)
        test = prepare(case, seed)
        with transaction():
            attempts.open_attempt(attempts.attempt(test.id), build.moment, None)
        test = attempts.attempt(test.id)
        return SimpleNamespace(case=case, test=test, browser=browser, wire=Wire(browser, test), new_wire=lambda b: Wire(b, test))
    return make


@pytest.fixture
def key_of():
    """Item id -> the right answer of a test, as a candidate would give it."""
    def make(test):
        return {item_id: right_value(one.item, one.place.order) for item_id, one in questions(test.form, test.form_sha).items()}
    return make


@pytest.fixture
def first_of():
    """The first item of a kind in a test, with its question."""
    def make(test, kind="single"):
        return next((item_id, one) for item_id, one in questions(test.form, test.form_sha).items() if one.item.kind == kind)
    return make
