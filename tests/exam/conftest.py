"""Fixtures of every exam room: builders inside an application context, and browsers signed in as anybody.

``build`` makes rows, ``client_of(who)`` gives a test client signed in as a staff account, ``at_station(case)`` and
``on_portal(case)`` as a candidate, ``anonymous()`` as nobody. Clients are independent of each other.
"""

from __future__ import annotations

import importlib.util
import shutil
import sys
from contextvars import Context
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import has_app_context
from flask.testing import FlaskClient

from app.db import db, transaction
from exam.sittings import codes


def _load_beside(name: str):
    """A module beside this file; tests have no packages to import it from."""
    full = f"exam_test_{name}"
    if full not in sys.modules:
        spec = importlib.util.spec_from_file_location(full, Path(__file__).with_name(f"{name}.py"))
        module = importlib.util.module_from_spec(spec)
        sys.modules[full] = module
        spec.loader.exec_module(module)
    return sys.modules[full]


builders = _load_beside("builders")
walked = _load_beside("walked")


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


@pytest.fixture(scope="session")
def frozen_once(empty_instance, tmp_path_factory):
    """Two cases walked to closed evidence, once a run."""
    folder = tmp_path_factory.mktemp("walked") / "instance"
    shutil.copytree(empty_instance, folder)
    return walked.freeze_evidence(folder, builders)


@pytest.fixture(scope="session")
def announced_once(frozen_once, tmp_path_factory):
    """The two cases decided, signed and announced, once a run."""
    folder = tmp_path_factory.mktemp("announced") / "instance"
    shutil.copytree(frozen_once.folder, folder)
    world = replace(frozen_once, folder=folder)
    walked.announce_both(world)
    return world


def _running(world, folder, moment):
    made = walked.laid_out(world, folder, moment)
    with made.app.app_context():
        yield made
        db.session.rollback()
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def frozen(frozen_once, tmp_path):
    """A world of its own with closed evidence and nothing marked yet."""
    yield from _running(frozen_once, tmp_path / "walked", walked.MARKED)


@pytest.fixture
def announced(announced_once, tmp_path):
    """A world of its own in which ``good`` passed, ``weak`` failed, and both were told."""
    yield from _running(announced_once, tmp_path / "walked", walked.TOLD + timedelta(hours=1))


@pytest.fixture
def staff_browser():
    """Makes a browser of a walked world signed in as one of its staff."""
    def make(world, name):
        browser = _browser(world)
        answer = browser.post("/sign-in", data={"login": world.user(name).login, "password": builders.PASSWORD})
        assert answer.status_code == 303, answer.get_data(as_text=True)
        return browser
    return make


@pytest.fixture
def portal_browser():
    """Makes a browser of a walked world signed in on the portal as one of its candidates."""
    def make(world, which):
        with transaction():
            code = codes.give_portal_code(world.case(which))
        browser = _browser(world)
        answer = browser.post("/portal/sign-in", data={"number": world.case(which).number, "portal_code": code})
        assert answer.status_code == 303, answer.get_data(as_text=True)
        return browser
    return make


def _browser(world):
    world.app.test_client_class = Browser
    return world.app.test_client()
