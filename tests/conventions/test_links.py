"""Every endpoint that a template or a route names exists; a misspelt one would be a 500 on an exam day."""

import re
from pathlib import Path

from sandbox_crm.practice import create_practice_app
from tests.sandbox_crm.seed import NOW, TODAY, rows

ROOT = Path(__file__).resolve().parents[2]
NAMED = re.compile(r"(?<!crm_)url_for\(\s*['\"]([\w.]*\w)['\"]")
NAMED_IN_CRM = re.compile(r"crm_url\(\s*['\"](\w+)['\"]")

#: endpoints of the stand-alone practice (`sandbox_crm.practice`)
OF_PRACTICE = ("home", "about", "start_anew")


def named_endpoints() -> dict[str, str]:
    """Endpoint -> the file that names it."""
    found = {}
    for package in ("app", "exam", "sandbox_crm"):
        for path in [*(ROOT / package).rglob("*.html"), *(ROOT / package).rglob("*.py")]:
            text, own = path.read_text(encoding="utf-8"), f"{package}/{path.relative_to(ROOT / package)}"
            found |= dict.fromkeys(NAMED.findall(text), own)
            found |= {f"sandbox_crm.{name}": own for name in NAMED_IN_CRM.findall(text)}
    return found


def missing(app, named: dict[str, str]) -> list[str]:
    """Named endpoints that neither a room nor the stand-alone practice registers."""
    known = {*app.view_functions, *OF_PRACTICE}
    return [f"{where}: {name}" for name, where in sorted(named.items()) if name not in known]


def test_every_named_endpoint_exists(app):
    assert missing(app, named_endpoints()) == []


def test_the_practice_has_its_own_endpoints(tmp_path):
    practice = create_practice_app(tmp_path, rows(), today=TODAY, now=lambda: NOW)
    assert set(OF_PRACTICE) <= set(practice.view_functions)


def test_a_misspelt_endpoint_is_told(app):
    assert missing(app, {"committee.no_such_page": "x.html"}) == ["x.html: committee.no_such_page"]
