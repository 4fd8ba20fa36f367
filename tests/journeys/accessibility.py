"""What axe calls serious or critical on a page that is open."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

GRAVE = ("serious", "critical")
#: the dearest of axe's rules after contrast; what it finds is never more than moderate
OPTIONS = {"resultTypes": ["violations"], "rules": {"region": {"enabled": False}}}


def grave_faults(page: Page, name: str) -> list[str]:
    """Each fault in a line that begins with the name of the page."""
    page.evaluate(Axe().axe_script)
    # only what was violated comes over to us: the library would bring everything that was looked at, too
    found = page.evaluate("options => axe.run(options).then(all => all.violations)", OPTIONS)
    return [f"{name}: {fault['id']} ({fault['impact']}): {fault['nodes'][0]['target']} of {len(fault['nodes'])}"
            for fault in found if fault["impact"] in GRAVE]
