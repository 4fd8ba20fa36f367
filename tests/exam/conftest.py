"""Fixtures of every exam room: builders inside an application context, and browsers signed in as anybody.

``build`` makes rows, ``client_of(who)`` gives a test client signed in as a staff account, ``at_station(case)`` and
``on_portal(case)`` as a candidate, ``anonymous()`` as nobody. Clients are independent of each other.
"""

from __future__ import annotations

import importlib.util
import sys
from contextvars import Context
from pathlib import Path

import pytest
from flask import has_app_context
from flask.testing import FlaskClient

from app.db import db


def _load_builders():
    """The module beside this file; tests have no packages to import it from."""
    name = "exam_test_builders"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name("builders.py"))
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]


builders = _load_builders()


@pytest.fixture
def build(app, clock):
    """Builders on the test's instance; an application context stays open for the whole test."""
    with app.app_context():
        yield builders.Builder(clock)
        db.session.rollback()


@pytest.fixture
def everybody(build):
    """One account of every staff role."""
    return builders.everybody(build)


class Browser(FlaskClient):
    """A client whose requests see nothing of the test's own application context, as a served request would not.

    Otherwise a request would share the test's session and whoever was signed in last. The test's rows are expired
    afterwards, so that it reads what the request wrote.
    """

    def open(self, *args, **kwargs):
        answer = Context().run(super().open, *args, **kwargs)
        if has_app_context():
            db.session.rollback()
        return answer


@pytest.fixture
def anonymous(app):
    """Makes browsers in which nobody is signed in."""
    app.test_client_class = Browser
    return app.test_client


@pytest.fixture
def client_of(build, anonymous):
    """Makes a browser signed in as a staff account, through the sign-in page."""
    def make(user):
        browser = anonymous()
        answer = browser.post("/sign-in", data={"login": user.login, "password": builders.PASSWORD})
        assert answer.status_code == 303, answer.get_data(as_text=True)
        return browser
    return make


@pytest.fixture
def at_station(build, anonymous):
    """Makes a browser of a candidate signed in at the own station by an attempt code."""
    def make(case, part: str = "theory"):
        browser = anonymous()
        answer = browser.post("/entrance", data={"code": build.code(case, part)})
        assert answer.status_code == 303, answer.get_data(as_text=True)
        return browser
    return make


@pytest.fixture
def on_portal(build, anonymous):
    """Makes a browser of a candidate signed in on the portal by the letter's code."""
    def make(case):
        browser = anonymous()
        answer = browser.post("/portal/sign-in", data={"number": case.number, "portal_code": build.portal_code(case)})
        assert answer.status_code == 303, answer.get_data(as_text=True)
        return browser
    return make
