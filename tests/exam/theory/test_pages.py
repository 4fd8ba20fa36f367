"""The candidate's pages: every kind can be answered, the answer comes back, and no key or rationale is ever in them."""

from __future__ import annotations

import html
import json
import re

import pytest

from exam.sittings.models import CaseState
from exam.theory import attempts, frozen_form

CANARY = "KANAREK"


@pytest.fixture
def planted(monkeypatch):
    """The bank with a canary in everything a candidate must not see."""
    def plant(item):
        data = item.model_dump(mode="json")
        data["note"] += CANARY
        data["source"]["ref"] += CANARY
        for part in ("options", "rows", "steps"):
            for entry in data.get(part, ()):
                entry["rationale"] += CANARY
        if "rationale" in data:
            data["rationale"] += CANARY
        return frozen_form._ITEM.validate_python(data)

    bank = {item_id: plant(item) for item_id, item in frozen_form.bank().items()}
    monkeypatch.setattr(frozen_form, "bank", lambda: bank)


def everything(one):
    """Every answer of the server to the candidate during a test and after it."""
    browser, test = one.browser, one.test
    paths = ["/test", "/test/hand-in", f"/api/attempts/{test.id}/state"]
    texts = [browser.get(path).get_data(as_text=True) for path in paths]
    item_id = next(iter(test.form["items"]))
    texts += [one.wire.put(item_id, "nonsense").get_data(as_text=True), one.wire.beat().get_data(as_text=True)]
    texts += [one.wire.put(item, None, rev=1).get_data(as_text=True) for item in test.form["items"]]
    texts.append(browser.post("/test/hand-in", follow_redirects=True).get_data(as_text=True))
    texts += [one.wire.put(item_id, None, rev=2).get_data(as_text=True), browser.get("/test").get_data(as_text=True)]
    return texts


def test_no_key_and_no_rationale_reaches_the_candidate(planted, sit):
    one = sit()
    assert CANARY in json.dumps(one.test.form), "the control: the frozen form does hold the canaries"
    texts = everything(one)
    assert not [text for text in texts if CANARY in text]
    assert "data-item" in texts[0]


def test_the_page_tells_nothing_of_the_right_order_or_the_authors_ids(sit):
    one = sit()
    page = html.unescape(one.browser.get("/test").get_data(as_text=True))
    for word in ("rationale", '"key"', "expected", "enemies", "tolerance", '"answer"'):
        assert word not in page
    for item_id, item in one.test.form["items"].items():
        section = page.split(f'data-item="{item_id}"', 1)[1].split("</section>", 1)[0]
        order = next(place["order"] for place in one.test.form["form"]["items"] if place["item_id"] == item_id)
        shown = re.findall(r'<li data-step="([A-F])"', section)
        if item["kind"] == "ordering":
            assert shown == list("ABCDEF")[:len(item["steps"])]
            assert order["steps"] != [step["id"] for step in item["steps"]]


def test_every_question_of_the_form_is_on_the_page_with_its_controls(sit):
    one = sit()
    page = one.browser.get("/test").get_data(as_text=True)
    assert page.count('class="question"') == 56
    kinds = {item["kind"] for item in one.test.form["items"].values()}
    marks = {"single": 'type="radio"', "multiple": 'type="checkbox" name="q', "matching": "data-row=", "ordering": "data-move=",
             "numeric": 'inputmode="decimal"'}
    assert all(marks[kind] in page for kind in kinds)
    assert "style=" not in page and "onclick" not in page


def test_answers_given_stand_on_the_page_again(sit, key_of):
    one = sit()
    for item_id, value in key_of(one.test).items():
        one.wire.put(item_id, value)
    page = one.browser.get("/test").get_data(as_text=True)
    for item_id, value in key_of(one.test).items():
        section = page.split(f'data-item="{item_id}"', 1)[1].split("</section>", 1)[0]
        assert json.loads(html.unescape(re.search(r'data-value="([^"]*)"', section)[1])) == value
        assert 'data-rev="1"' in section


def test_before_the_start_the_candidate_waits_and_sees_no_question(build, cast, prepare, at_station):
    case = build.admitted(cast, state=CaseState.IDENTITY_CHECKED)
    browser = at_station(case)
    assert browser.get("/test").status_code == 200
    prepare(case)
    page = browser.get("/test").get_data(as_text=True)
    assert "data-item" not in page and "56" in page and "75" in page


def test_the_receipt_shows_the_time_and_the_short_hash(build, sit, first_of):
    one = sit()
    one.wire.put(first_of(one.test)[0], "A")
    page = one.browser.post("/test/hand-in", follow_redirects=True).get_data(as_text=True)
    test = attempts.attempt(one.test.id)
    assert test.receipt in page and "1 z 56" in page and "9:00:00" in page


def test_the_hand_in_page_counts_and_may_be_opened_again(sit, first_of):
    one = sit()
    one.wire.put(first_of(one.test)[0], "A")
    for _ in range(2):
        page = one.browser.get("/test/hand-in")
        assert page.status_code == 200 and "data-item" not in page.get_data(as_text=True)


def test_without_a_sign_in_there_is_no_test(anonymous, sit):
    one = sit()
    stranger = anonymous()
    assert stranger.get("/test").status_code == 302
    assert stranger.get(f"/api/attempts/{one.test.id}/state").status_code == 401
