"""A page with typed text is not lost unasked, and the browser's way back to a form that was sent does no harm."""

import re

import pytest

from tests.sandbox_crm.driver import ADDRESS

TITLE = "form.crm-form [name=title]"


@pytest.fixture
def asked(page):
    """What the browser asked before it left a page; it is told to leave."""
    found = []

    def answer(dialog):
        found.append(dialog.type)
        dialog.accept()

    page.on("dialog", answer)
    return found


def titles(company):
    return [row["title"] for row in company.state()["task"].values()]


def leave(page):
    page.locator("nav a[href$='/accounts']").first.click()
    page.wait_for_url("**/accounts")


def write(page, title):
    page.goto(f"{ADDRESS}/tasks/new")
    page.fill(TITLE, title)


def save(page):
    page.locator("form.crm-form [data-save]").click()
    page.wait_for_url(re.compile(r"/tasks/\d+$"))
    return page.url


def test_leaving_typed_text_is_asked_about_and_leaving_an_untouched_or_saved_form_is_not(page, asked):
    page.goto(f"{ADDRESS}/tasks/new")
    leave(page)
    write(page, "Zadzwonić do portiera")
    save(page)
    leave(page)
    assert asked == []
    write(page, "Zadzwonić do dozorcy")
    leave(page)
    assert asked == ["beforeunload"]


def test_text_that_the_browser_puts_back_is_asked_about_too(page, asked):
    write(page, "Zadzwonić do stróża")
    leave(page)
    page.go_back()
    page.wait_for_url("**/tasks/new")
    assert page.input_value(TITLE) == "Zadzwonić do stróża" and asked == ["beforeunload"]
    leave(page)
    assert asked == ["beforeunload"] * 2


def test_a_form_sent_again_after_the_way_back_leads_to_what_it_made(page, company, asked):
    write(page, "Zanieść próbki")
    first = save(page)
    page.go_back()
    page.wait_for_url("**/tasks/new")
    leave(page)
    page.go_back()
    page.wait_for_url("**/tasks/new")
    assert save(page) == first and titles(company).count("Zanieść próbki") == 1
    assert asked == []


def test_other_text_after_the_way_back_is_other_work(page, company, asked):
    write(page, "Odebrać próbki rano")
    first = save(page)
    page.go_back()
    page.wait_for_url("**/tasks/new")
    page.fill(TITLE, "Odebrać próbki wieczorem")
    assert save(page) != first
    assert {"Odebrać próbki rano", "Odebrać próbki wieczorem"} <= set(titles(company)) and asked == []


def test_a_record_edited_again_after_the_way_back_is_saved_again(page, company):
    page.goto(f"{ADDRESS}/accounts/4/edit")
    for town in ("Chełm", "Zamość"):
        page.fill("form.crm-form [name=city]", town)
        page.locator("form.crm-form [data-save]").click()
        page.wait_for_url("**/accounts/4")
        assert company.state()["account"][4]["city"] == town
        page.go_back()
        page.wait_for_url("**/accounts/4/edit")
