"""Reading pages and filling in forms as a browser does."""

import pytest

from exam.rehearsal.html_form import NoSuchInput
from exam.rehearsal.page import Page

HTML = """<form action="/search"><input name="q" value="x"></form>
<form method="post" action="/a" data-command="task.create" id="main">
<input type="hidden" name="csrf_token" value="t"><input name="title" value="Stary"><input name="off" disabled value="1">
<select name="kind"><option value="phone">telefon</option><option value="email" selected>e-mail</option></select>
<textarea name="note">
dwa
wiersze</textarea>
<input type="checkbox" name="mandatory" value="y" checked>
<input type="checkbox" name="tags" value="a"><input type="checkbox" name="tags" value="b" checked>
<input type="radio" name="side" value="keep" checked><input type="radio" name="side" value="drop">
<select name="lines-0-vat"><option value="">-</option><option value="23">23</option></select>
<input name="lines-0-name" value="stara">
<button type="button" data-add-row="lines">+</button><button name="again" value="yes">Zapisz</button></form>
<template><form action="/hidden"><input name="never"></form></template>
<input type="checkbox" form="main" name="task_ids" value="7"><div role="alert"><p>Nie zapisano.</p></div><a href="/x">x</a>"""


@pytest.fixture
def page():
    return Page("/here", 200, HTML)


def test_a_browser_sends_what_stands_in_the_inputs(page):
    sent = page.form("task.create").sent()
    assert sent == [("csrf_token", "t"), ("title", "Stary"), ("kind", "email"), ("note", "dwa\nwiersze"), ("mandatory", "y"),
                    ("tags", "b"), ("side", "keep"), ("lines-0-vat", ""), ("lines-0-name", "stara")]
    assert ("again", "yes") in page.form("task.create").sent(button="yes")


def test_what_is_typed_replaces_it_and_rows_grow_where_the_page_grows_them(page):
    form = page.form("task.create")
    typed = {"title": "Nowy", "kind": "phone", "mandatory": False, "tags": ["a"], "side": "drop", "task_ids": ["7"]}
    for name, value in typed.items():
        form.fill(name, value)
    form.clear_rows("lines")
    form.fill("lines-1-name", "druga")
    sent = dict(form.sent())
    assert sent["title"] == "Nowy" and sent["kind"] == "phone" and "mandatory" not in sent and sent["tags"] == "a"
    assert sent["side"] == "drop" and sent["task_ids"] == "7" and sent["lines-0-name"] == "" and sent["lines-1-name"] == "druga"


@pytest.mark.parametrize(("name", "value"), [("absent", "1"), ("kind", "fax"), ("tags", ["c"]), ("side", "both"), ("off", "2"),
                                             ("stages-0-name", "x"), ("never", "x")])
def test_what_a_person_could_not_do_is_refused(page, name, value):
    with pytest.raises(NoSuchInput):
        page.form("task.create").fill(name, value)


def test_alerts_come_first_in_what_a_page_says(page):
    assert page.words == "Nie zapisano." and page.links == ["/x"]
    with pytest.raises(NoSuchInput, match=r"Nie zapisano"):
        page.form("task.delete")
