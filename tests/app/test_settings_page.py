"""The page of settings: headings, help and units, and that a refused value keeps everything that was typed."""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape
from uuid import uuid4

import pytest

from app import settings
from app.auth.passwords import hash_password
from app.db import transaction
from app.identity import Role, RoleGrant, User
from app.setting_list import GROUPS, SETTINGS


@pytest.fixture
def coordinator(app):
    user = User(id=uuid4(), login="koordynatorka", name="Anna Nowak", password_hash=hash_password("haslo-na-probe-1"),
                must_change_password=False, active=True, created_at=datetime(2026, 1, 1),
                grants=[RoleGrant(role=Role.COORDINATOR)])
    with app.app_context(), transaction() as session:
        session.add(user)
    browser = app.test_client()
    browser.post("/sign-in", data={"login": "koordynatorka", "password": "haslo-na-probe-1"})
    return browser


def typed(browser) -> dict[str, str]:
    """What the page's form would send."""
    page = browser.get("/settings").get_data(as_text=True)
    fields = dict(re.findall(r'<input class="[^"]*" id="[^"]*" name="([^"]*)" value="([^"]*)"', page))
    chosen = {name: re.search(r'value="([^"]*)" selected', body)[1]
              for name, body in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', page)}
    return {name: unescape(value) for name, value in {**fields, **chosen}.items()}


def test_every_setting_stands_under_a_heading_with_a_label_and_a_unit_beside_numbers(coordinator):
    page = coordinator.get("/settings").get_data(as_text=True)
    assert {item.group for item in SETTINGS.values()} == set(GROUPS)
    for key, item in SETTINGS.items():
        assert page.count(f'id="{key}"') == 1 and f'for="{key}"' in page
        if item.kind == "integer":
            assert re.search(rf'id="{key}-unit">[^<]+<', page), key
    assert set(typed(coordinator)) == set(SETTINGS)


def test_what_is_saved_unchanged_changes_nothing(app, coordinator):
    with app.app_context():
        before = settings.all_values()
    assert coordinator.post("/settings", data=typed(coordinator)).status_code == 303
    with app.app_context():
        assert settings.all_values() == before


@pytest.mark.parametrize(("key", "value"), [("institution.public_address", "http://example.pl"), ("appeal.days", "0"),
                                            ("theory.minutes", "godzina"), ("institution.role", "inna"),
                                            ("theory.minutes", "²"), ("practical.minutes", "9" * 5000),
                                            ("practical.minutes", "9" * 30), ("certificate.years", "10000"),
                                            ("institution.name", "W" * 301)])
def test_one_refused_value_saves_nothing_and_keeps_what_was_typed(app, coordinator, key, value):
    sent = typed(coordinator) | {"institution.place": "Łódź", key: value}
    answer = coordinator.post("/settings", data=sent)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and f'href="#{key}"' in page and f'id="{key}-error"' in page and "Łódź" in page
    with app.app_context():
        assert settings.get("institution.place") == "" and settings.get(key) == SETTINGS[key].default


def test_the_address_is_saved_in_one_form(app, coordinator):
    sent = typed(coordinator) | {"institution.public_address": "Example.pl/"}
    assert coordinator.post("/settings", data=sent).status_code == 303
    with app.app_context():
        assert settings.get("institution.public_address") == "https://example.pl"
