"""What no honest browser sends: endless numbers, NUL, JSON without end or with half a character. Words, never a fault."""

from __future__ import annotations

import pytest
from flask import request

from app.access import ANYONE, allow

ENDLESS = "[" * 100_000 + "]" * 100_000


@pytest.fixture
def browser(app):
    """A browser of an application with a page that takes a number, one that reckons, and one that reads JSON."""
    app.add_url_rule("/number/<int:number>", "number", allow(ANYONE)(lambda number: str(number)))
    app.add_url_rule("/reckon", "reckon", allow(ANYONE)(lambda: str(float(10**400))))
    app.add_url_rule("/json", "json", allow(ANYONE)(lambda: {"read": request.get_json(silent=True)}), methods=["POST"])
    return app.test_client()


def test_a_number_that_no_table_holds_leads_to_no_page(browser):
    assert browser.get(f"/number/{2**63 - 1}").status_code == 200
    for number in (str(2**63), str(2**64), "9" * 5000, "٣", "²", "-1"):
        assert browser.get(f"/number/{number}").status_code == 404, number


def test_a_nul_character_is_refused_wherever_it_stands(browser):
    assert browser.get("/sign-in?next=a%00").status_code == 400
    assert browser.post("/sign-in", data={"login": "anna\0", "password": "x"}).status_code == 400
    assert browser.post("/sign-in", data={"login": "anna", "password": "x"}).status_code == 422


@pytest.mark.parametrize("text", [ENDLESS, '{"value": "\\ud800"}', '["\\udfff"]', "{", ""])
def test_json_that_cannot_be_kept_reads_like_none(browser, text):
    answer = browser.post("/json", data=text, content_type="application/json")
    assert answer.status_code == 200 and answer.get_json() == {"read": None}


def test_json_with_whole_characters_is_read(browser):
    answer = browser.post("/json", data='{"value": "\\ud83d\\ude00 ł"}', content_type="application/json")
    assert answer.get_json() == {"read": {"value": "😀 ł"}}


def test_a_value_out_of_range_is_told_in_words(browser):
    answer = browser.get("/reckon")
    assert answer.status_code == 422 and "poza zakresem" in answer.get_data(as_text=True)
