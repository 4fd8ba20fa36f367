"""A real server on a throw-away instance, a real browser, and the people who come to it. Nothing here is ever skipped.

``house`` is the served instance, ``people`` opens a browser window for a person by the role they come in. A journey
fails on any error in a browser's console and on any breach of the content security policy; the last screens of a journey
that failed are left in the test's temporary folder.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

from app.config import Config
from tests.journeys.browsing import LAUNCH, People, installed_browser
from tests.journeys.house import House

#: milliseconds for what a page is expected to say: a slow machine is no fault of the page, and waiting costs only then
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def chromium():
    """One browser for the whole run: an installed one, else Playwright's own. Its lack is an error."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed_browser(), args=LAUNCH)
        yield browser
        browser.close()


@pytest.fixture
def house(empty_instance, tmp_path):
    """A throw-away instance, served on a free port of this machine."""
    folder = tmp_path / "instance"
    shutil.copytree(empty_instance, folder)
    served = House(Config(folder, environment="testing", secure_cookies=False))
    with served:
        yield served


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    report = yield
    if report.when == "call":
        item.journey_failed = report.failed
    return report


@pytest.fixture
def people(house, chromium, request, tmp_path):
    """Opens windows; at the end of the journey no window may have seen an error."""
    windows = People(chromium, house)
    yield windows
    if getattr(request.node, "journey_failed", True):
        windows.photograph(Path(tmp_path))
    faults = windows.close()
    assert not faults, "\n".join(faults)
