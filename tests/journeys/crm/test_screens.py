"""Every screen of the CRM, with a record in it: no serious fault of accessibility, nothing wider than the window."""

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.journeys.crm.screens import furnish, screens

SIZES = {"1366": {"width": 1366, "height": 768}, "1920": {"width": 1920, "height": 1080}}


@pytest.fixture(scope="module")
def rooms(shared):
    """Name and address of every screen of a company that has a record of every kind."""
    return screens(shared.sandbox.app, furnish(shared.sandbox))


def faults_on(page, name):
    """What axe calls serious or critical on the screen that is open."""
    found = Axe().run(page).response["violations"]
    return [
        f"{name}: {fault['id']} ({fault['impact']}): {fault['nodes'][0]['target']} of {len(fault['nodes'])}"
        for fault in found
        if fault["impact"] in ("serious", "critical")
    ]


def photograph(page, name):
    """Keep the screen in both sizes where PROBIERZ_SCREENS names a folder."""
    folder = os.environ.get("PROBIERZ_SCREENS")
    for size, shape in SIZES.items() if folder else ():
        page.set_viewport_size(shape)
        page.screenshot(path=Path(folder) / f"crm-{name}-{size}.png", full_page=True)


def wider_than_the_window(page, name):
    """By how much a screen has to be moved sideways."""
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [f"{name}: {wide} px wider than the window"] if wide > 0 else []


def test_every_screen_is_accessible_and_no_wider_than_the_window(rooms, page):
    found = []
    for name, address in rooms:
        page.goto(address)
        found += faults_on(page, name) + wider_than_the_window(page, name)
        photograph(page, name)
    assert len(rooms) > 80
    assert not found, "\n".join(found)
