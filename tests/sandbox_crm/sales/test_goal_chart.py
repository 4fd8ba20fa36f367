"""The chart of a goal: its course ends at the progress, its table tells the same numbers, its drawing keeps to the picture."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox_crm.sales import goals, opportunities, transitions
from sandbox_crm.sales.goal_chart import BOTTOM, LEFT, RIGHT, TOP, chart_of, marked, round_up
from sandbox_crm.sales.progress import progress_of
from tests.sandbox_crm.driver import page
from tests.sandbox_crm.seed import B2B, BORSUK, KIOSK, SWIT, TODAY

SPAN = {"date_from": date(2026, 4, 1), "date_to": date(2026, 6, 30)}
CLOSED = [(SWIT, 5, 100_000), (SWIT, 9, 50_000), (BORSUK, 9, 70_000), (KIOSK, 15, 30_000)]


def sold(bench):
    """Four won and one lost, over three days of April."""
    for account_id, day, value in CLOSED:
        one = opportunities.create(bench, name="Sprzedaż", account_id=account_id, pipeline_id=B2B, value_gr=value)
        one.opened_on = date(2026, 4, 1)
        transitions.mark_won(bench, opportunity_id=one.id, closed_on=date(2026, 4, day))
    lost = opportunities.create(bench, name="Strata", account_id=SWIT, pipeline_id=B2B)
    lost.opened_on = date(2026, 4, 1)
    transitions.mark_lost(bench, opportunity_id=lost.id, closed_on=date(2026, 4, 9), lost_reason="price")


@pytest.mark.parametrize(("metric", "course"), [
    ("won_value", [(5, 100_000), (9, 220_000), (15, 250_000)]),
    ("won_count", [(5, 1), (9, 3), (15, 4)]),
    ("new_clients", [(5, 1), (9, 2), (15, 3)]),
    ("conversion", [(5, 100), (9, 75), (15, 80)]),
    ("offer_count", []),
])
def test_the_course_of_every_metric_ends_at_the_progress(bench, metric, course):
    sold(bench)
    goal = goals.create(bench, name="Cel", metric=metric, target_value=400_000, **SPAN)
    found = progress_of(bench, goal)
    assert list(found.course) == [(date(2026, 4, day), value) for day, value in course]
    assert found.value == (course[-1][1] if course else 0)


def test_a_goal_without_metric_or_dates_has_no_chart(bench):
    for fields in ({}, {"metric": "won_count"}, SPAN):
        goal = goals.create(bench, name="Szkic", **fields)
        assert progress_of(bench, goal).course == ()
        assert chart_of(goal, [], TODAY) is None


@given(st.integers(1, 10**12))
def test_the_axis_ends_at_a_round_number_not_below_the_value(value):
    top = round_up(value)
    assert value <= top <= max(2, value * 5 // 2 + 1)
    assert int(str(top)[0]) in (1, 2, 5) and set(str(top)[1:]) <= {"0"}


@given(st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.integers(1, 900), st.integers(0, 10**9) | st.none(),
       st.lists(st.tuples(st.integers(0, 900), st.integers(1, 10**8)), max_size=8), st.integers(-50, 950))
def test_whatever_the_goal_the_drawing_stays_in_its_picture_and_the_table_follows_the_course(start, span, target, steps, today):
    goal = SimpleNamespace(metric="won_value", date_from=start, date_to=start + timedelta(span), target_value=target)
    course, value = [], 0
    for day in sorted({min(day, span) for day, _step in steps}):
        value += sum(step for at, step in steps if min(at, span) == day)
        course.append((start + timedelta(day), value))
    now = start + timedelta(today)
    chart = chart_of(goal, course, now)
    points = [tuple(map(float, point.split(","))) for point in f"{chart.line} {chart.pace}".split()]
    assert all(LEFT <= left <= RIGHT and TOP <= height <= BOTTOM for left, height in points)
    assert chart.days[0].value == start and chart.days[-1].value == goal.date_to
    for row in chart.rows:
        assert row.value == (None if row.day > now else max([0, *(one for day, one in course if day <= row.day)]))


@given(st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.integers(1, 4000))
def test_marked_days_run_from_end_to_end_without_repeating(start, span):
    days = marked(start, start + timedelta(span))
    assert days == sorted(set(days)) and (days[0], days[-1]) == (start, start + timedelta(span))


def test_the_page_shows_the_drawing_and_the_same_numbers(client, sandbox):
    with sandbox.work() as bench:
        sold(bench)
        goals.create(bench, name="Kwartał", metric="won_value", target_value=400_000, **SPAN)
    shown = page(client, "/goals/1")
    assert len(shown.select(".goal-dot")) == 3
    cells = [[cell.text for cell in row.select("th, td")] for row in shown.select(".goal-chart + details tbody tr")]
    assert ["15.04.2026", "2\xa0500,00\xa0zł", "622,22\xa0zł"] in cells
    assert cells[-1] == ["30.06.2026", "–", "4\xa0000,00\xa0zł"]
