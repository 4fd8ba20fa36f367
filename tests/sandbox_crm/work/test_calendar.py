"""The calendar of tasks: weeks from Monday, whole months, the right tasks on the right day, views that open it again."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox_crm.work import tasks
from sandbox_crm.work.calendar import FIRST, LAST, calendar, calendar_of, shown_days, stepped
from tests.sandbox_crm.driver import new_id, page, send
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
    cells = {cell.day: cell.free for cell in calendar_of("month", date(2026, 5, 15), []).cells}
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
    assert not mine.tasks


def test_a_month_counts_its_own_days_only(bench):
    tasks.create(bench, title="Marcowe", due_on=date(2026, 3, 30))
    month = calendar(bench, "month", TODAY, [])
    assert "Marcowe" in [task.title for cell in month.cells for task in cell.tasks]
    assert "Marcowe" not in [task.title for task in month.tasks]


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
