"""Every screen of the CRM, with a record in it: no serious fault of accessibility, nothing wider than the window."""

import os
from pathlib import Path

import pytest

from tests.journeys.accessibility import grave_faults
from tests.journeys.crm.screens import furnish, screens

SIZES = {"1366": {"width": 1366, "height": 768}, "1920": {"width": 1920, "height": 1080}}


@pytest.fixture(scope="module")
def rooms(shared):
    """Name and address of every screen of a company that has a record of every kind."""
    return screens(shared.sandbox.app, furnish(shared.sandbox))


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
        found += grave_faults(page, name) + wider_than_the_window(page, name)
        photograph(page, name)
    assert len(rooms) > 80
    assert not found, "\n".join(found)


def test_a_grave_fault_and_a_page_that_is_too_wide_are_found(page):
    """The control: the checks above can fail."""
    page.evaluate("document.querySelector('main').append(new Image(9_000, 9))")
    assert [fault.split()[1] for fault in grave_faults(page, "broken:")] == ["image-alt"]
    page.evaluate("document.querySelector('main img').style.minWidth = '9000px'")
    assert wider_than_the_window(page, "broken")
