"""Every endpoint that a template or a route names exists; a misspelt one would be a 500 on an exam day."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NAMED = re.compile(r"(?<!crm_)url_for\(\s*['\"]([\w.]*\w)['\"]")
NAMED_IN_CRM = re.compile(r"crm_url\(\s*['\"](\w+)['\"]")


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
    """Named endpoints that no room registers; ``home`` belongs to the stand-alone practice."""
    return [f"{where}: {name}" for name, where in sorted(named.items()) if name not in app.view_functions and name != "home"]


def test_every_named_endpoint_exists(app):
    assert missing(app, named_endpoints()) == []


def test_a_misspelt_endpoint_is_told(app):
    assert missing(app, {"committee.no_such_page": "x.html"}) == ["x.html: committee.no_such_page"]
