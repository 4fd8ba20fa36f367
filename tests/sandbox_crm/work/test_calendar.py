"""The calendar of tasks: weeks from Monday, whole months, the right tasks on the right day, views that open it again."""

import json
from datetime import date, timedelta
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from sandbox_crm.work import tasks
from sandbox_crm.work.calendar import FIRST, LAST, Tally, calendar, calendar_of, shown_days, stepped
from tests.sandbox_crm.driver import ADDRESS, SEALED, filled, form_of, new_id, page, send
from tests.sandbox_crm.lists.test_conditions import asked, chips, typed
from tests.sandbox_crm.seed import PIOTR, TODAY

DAYS = st.dates(FIRST, LAST)


@given(DAYS, st.sampled_from(["week", "month"]))
def test_every_row_runs_from_monday_to_sunday_and_the_days_follow_each_other(day, span):
    weeks = shown_days(span, day)
    assert all(len(week) == 7 and week[0].weekday() == 0 and week[6].weekday() == 6 for week in weeks)
    days = [one for week in weeks for one in week]
    assert [later - sooner for sooner, later in pairwise(days)] == [timedelta(days=1)] * (len(days) - 1)
    assert day in days


@given(DAYS)
def test_a_month_shows_all_of_its_days_and_no_week_without_one(day):
    weeks = shown_days("month", day)
    assert all(any(one.month == day.month for one in week) for week in weeks)
    assert day.replace(day=1) in weeks[0]
    assert sum(one.month == day.month and one.year == day.year for week in weeks for one in week) == (
        stepped("month", day, 1) - day.replace(day=1)).days


@given(DAYS, st.sampled_from(["day", "week", "month"]))
def test_a_step_forth_and_back_leads_home(day, span):
    home = day.replace(day=1) if span == "month" else day
    assert stepped(span, stepped(span, day, 1), -1) == home


def test_days_off_are_saturdays_sundays_and_polish_holidays():
    cells = {cell.day: cell.free for cell in calendar_of("month", date(2026, 5, 15), [], {}).cells}
    assert [day.day for day, free in cells.items() if free and day.month == 5] == [1, 2, 3, 9, 10, 16, 17, 23, 24, 30, 31]


def test_a_task_stands_on_its_day_in_the_order_of_the_day(bench):
    for title, time, priority in (("B", None, "low"), ("A", None, "urgent"), ("D", "14:00", "low"), ("C", "08:30", "low")):
        tasks.create(bench, title=title, due_on=date(2026, 4, 22), due_time=time, priority=priority)
    week = calendar(bench, "week", TODAY, [])
    found = {cell.day: [task.title for task in cell.tasks] for cell in week.cells}
    assert found[date(2026, 4, 22)] == ["C", "D", "A", "B"]
    assert found[TODAY] == ["Zadzwonić w sprawie spotkania"]
    assert sum(map(len, found.values())) == 6
    mine = calendar(bench, "week", TODAY, [{"all": [{"field": "owner_id", "op": "eq", "value": PIOTR}]}])
    assert not any(cell.tasks for cell in mine.cells) and mine.tally == Tally()


def test_a_month_counts_its_own_days_only(bench):
    tasks.create(bench, title="Marcowe", due_on=date(2026, 3, 30))
    month = calendar(bench, "month", TODAY, [])
    assert "Marcowe" in [task.title for cell in month.cells for task in cell.tasks]
    assert month.tally.all == sum(len(cell.tasks) for cell in month.cells if cell.day.month == 4)


def test_a_day_shows_its_first_tasks_and_counts_all_of_them(bench):
    for number in range(9):
        made = tasks.create(bench, title=f"Zadanie {number}", due_on=date(2026, 4, 23), due_time=f"{17 - number:02}:00")
        if number < 3:
            tasks.set_progress(bench, task_id=made.id, percent=100)
    tasks.set_progress(bench, task_id=made.id, status="cancelled")
    cell = next(cell for cell in calendar(bench, "month", TODAY, []).cells if cell.day == date(2026, 4, 23))
    assert [task.due_time for task in cell.tasks] == ["09:00", "10:00", "11:00", "12:00"]
    assert (cell.tally, cell.more) == (Tally(9, 3, 8), 5)


def test_hours_of_work_are_always_shown_and_others_where_a_task_stands_at_them(bench):
    assert calendar(bench, "day", TODAY, []).hours == [None, *range(8, 17)]
    late = tasks.create(bench, title="Kolacja z klientem", due_on=TODAY, due_time="20:30")
    shown = calendar(bench, "week", TODAY, [])
    assert shown.hours == [None, *range(8, 17), 20]
    cell = next(cell for cell in shown.cells if cell.day == TODAY)
    assert [task.id for task in cell.at(20)] == [late.id] and late.id not in [task.id for task in cell.at(None)]


def test_public_holidays_are_named(client):
    soup = page(client, "/tasks/calendar?day=2026-05-01")
    named = {cell["data-drop"]: cell.select_one(".cal-holiday").text for cell in soup.select("td:has(.cal-holiday)")}
    assert named == {"2026-05-01": "Święto Państwowe",
                     "2026-05-03": "Święto Narodowe Trzeciego Maja", "2026-05-24": "Zielone Świątki"}
    assert page(client, "/tasks/calendar?span=week&day=2026-06-04").select_one(".cal-holiday").text == "Dzień Bożego Ciała"


def task_of(sandbox, key):
    """The day and the time that a task is due, as seed and journal fold."""
    task = sandbox.snapshot().state["task"][key]
    return task["due_on"], task["due_time"]


@pytest.fixture
def meeting(sandbox):
    """A task of half past eight on the day of the scenario."""
    with sandbox.work() as bench:
        return tasks.create(bench, title="Spotkanie z zarządem", due_on=TODAY, due_time="08:30", start_on=TODAY).id


def test_a_task_is_moved_by_its_menu_and_one_comes_back_to_the_same_calendar(sandbox, client, meeting):
    entry = page(client, "/tasks/calendar?span=week&owner_id=1").select_one(f"#task-{meeting}")
    assert entry.find_parent("td")["data-hour"] == "08"
    menu = entry.select_one(".cal-move")
    assert menu["href"] == entry["data-move"] and "Przenieś na…" in menu.text
    path = menu["href"].removeprefix(ADDRESS)
    assert page(client, path).select_one(".crm-form-end a")["href"].endswith("?day=2026-04-20&owner_id=1&span=week")
    sent = send(client, path, "task.update", due_on="2026-04-23", due_time="11:00")
    assert sent.headers["Location"].endswith(f"/tasks/calendar?day=2026-04-20&owner_id=1&span=week#task-{meeting}")
    assert task_of(sandbox, meeting) == ("2026-04-23", "11:00")
    last = sandbox.snapshot().journal[-1]
    assert last.command == "task.update" and [change.table for change in last.changes] == ["task"]
    back = page(client, sent.headers["Location"].removeprefix(ADDRESS))
    assert back.select_one(f"#task-{meeting}").find_parent("td")["data-drop"] == "2026-04-23"
    undo = form_of(back, "act.undo")
    assert client.post(undo["action"], data=filled(undo)).status_code == 303
    assert task_of(sandbox, meeting) == ("2026-04-20", "08:30")


def test_the_form_that_a_drag_fills_in_carries_out_the_same_command(sandbox, client, meeting):
    soup = page(client, "/tasks/calendar")
    entry, form = soup.select_one(f"#task-{meeting}"), form_of(soup, "task.update")
    values = filled(form)
    assert set(values) == {"csrf_token", "form_key", "row_version", "due_on", "due_time"}
    for name, value in (("row_version", entry["data-version"]), ("due_on", "2026-04-30"), ("due_time", entry["data-time"])):
        values[name] = value
    assert client.post(entry["data-move"], data=values).status_code == 303
    assert task_of(sandbox, meeting) == ("2026-04-30", "08:30")


def test_a_stale_move_is_refused_with_both_days(sandbox, client, meeting):
    entry = page(client, "/tasks/calendar").select_one(f"#task-{meeting}")
    with sandbox.work() as bench:
        tasks.update(bench, task_id=meeting, due_on=date(2026, 4, 21))
    before = len(sandbox.snapshot().journal)
    answer = send(client, entry["data-move"].removeprefix(ADDRESS), "task.update", status=409,
                  row_version=entry["data-version"], due_on="2026-04-30", due_time="08:30")
    told = BeautifulSoup(answer.get_data(as_text=True), "html.parser").select_one(".crm-faults table")
    assert [cell.text for cell in told.select("tbody tr > *")] == ["Termin", "2026-04-21", "2026-04-30"]
    assert task_of(sandbox, meeting) == ("2026-04-21", "08:30")
    assert [(entry.command, entry.changes) for entry in sandbox.snapshot().journal[before:]] == [("refused.task.update", ())]


@pytest.mark.parametrize(("typed", "words"), [
    ({"due_on": "2026-04-19"}, "Termin nie może być wcześniejszy niż data rozpoczęcia"), ({"due_on": ""}, "Wpisz dzień"),
    ({"due_time": "25:00"}, "GG:MM")])
def test_a_move_that_cannot_be_is_refused_in_words(sandbox, client, meeting, typed, words):
    answer = send(client, f"/tasks/{meeting}/due", "task.update", status=422, **typed)
    assert words in answer.get_data(as_text=True)
    assert task_of(sandbox, meeting) == ("2026-04-20", "08:30")


def test_a_sealed_calendar_moves_nothing(client):
    soup = page(client, "/tasks/calendar?span=week", address=SEALED)
    assert soup.select(".cal-task") and not soup.select("[data-move], .cal-move, #cal-moving, script[src*=moving]")
    assert client.post(f"{SEALED}/tasks/1/due").status_code in (400, 403)


@pytest.mark.parametrize(("asked", "heading", "days"), [
    ("", "kwiecień 2026", 35),
    ("?span=week", "20 – 26 kwietnia 2026", 7),
    ("?span=week&day=2026-04-30", "27 kwietnia – 3 maja 2026", 7),
    ("?span=day&day=2026-04-15", "środa, 15 kwietnia 2026", 0),
    ("?span=century&day=wczoraj", "kwiecień 2026", 35),
])
def test_the_screen_says_what_it_shows(client, asked, heading, days):
    shown = page(client, f"/tasks/calendar{asked}")
    assert shown.select_one("#cal-title").text == heading
    assert len(shown.select("[data-day]")) == days
    if days:
        heads = [head.text.split()[0] for head in shown.select("thead th")]
        assert heads == ["pon.", "wt.", "śr.", "czw.", "pt.", "sob.", "niedz."]


def test_a_day_leads_to_a_task_that_is_due_on_it(client):
    link = page(client, "/tasks/calendar?span=week").select(".cal-add")[2]["href"]
    form = page(client, link.split("000001", 1)[1])
    assert form.select_one("#due_on")["value"] == "2026-04-22"


def test_a_calendar_is_saved_as_a_view_and_opens_in_its_span(client):
    view = new_id(send(client, "/tasks/calendar?span=week&owner_id=1", "view.save", name="Mój tydzień"))
    opened = client.get(page(client, "/tasks/calendar").select_one(f'.crm-tabs a[href$="/views/{view}"]')["href"])
    assert opened.status_code == 302 and f"/tasks/calendar?view={view}" in opened.headers["Location"]
    shown = page(client, f"/tasks/calendar?view={view}")
    assert len(shown.select("[data-day]")) == 7
    assert shown.select_one('.crm-tabs a[aria-current="page"]').text.startswith("Mój tydzień")


def test_the_calendar_obeys_the_conditions_of_its_address_and_carries_them_on(sandbox, client):
    with sandbox.work() as bench:
        for title, kind in (("Zadzwonić do Ewy", "phone"), ("Spotkanie z Ewą", "meeting")):
            tasks.create(bench, title=title, kind=kind, due_on=date(2026, 4, 22))
    address = typed(client, "/tasks/calendar?span=week&day=2026-04-22&owner_id=1", ("title", "contains", "ewy"))
    assert address.startswith("/tasks/calendar?") and "span=week" in address
    assert "owner_id=1" in address and asked(address) == {"all": [{"field": "title", "op": "contains", "value": "ewy"}]}
    week = page(client, address)
    assert [one.text.split(" (")[0].strip() for one in week.select(".cal-name")] == ["Zadzwonić do Ewy"]
    assert chips(week) == ["Tytuł zawiera „ewy”"] and not week.select_one("form#conditions")
    # every way through the calendar keeps the condition, the way out of it drops it alone
    ways = week.select("[data-previous], [data-following], [data-today], .cal-spans a, [data-day]")
    assert len(ways) == 13 and all("where=" in one["href"] for one in ways)
    assert filled(week.select_one("form.cal-filter"))["where"] == json.dumps(asked(address), separators=(",", ":"))
    whole = page(client, week.select_one(".crm-chips-clear a")["href"].removeprefix(ADDRESS))
    assert len(whole.select(".cal-name")) == 4 and whole.select_one("#f-owner_id option[selected]")["value"] == "1"
    view = new_id(send(client, address, "view.save", name="Rozmowy z Ewą"))
    assert len(page(client, f"/tasks/calendar?view={view}&day=2026-04-22").select(".cal-name")) == 1
