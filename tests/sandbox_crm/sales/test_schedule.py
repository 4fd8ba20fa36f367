"""When stage tasks fall due: working days, holidays, starting points, spans of stages."""

from datetime import date
from types import SimpleNamespace

import pytest

from sandbox_crm.sales.schedule import plan_of, spans_from, spans_of_opportunity
from sandbox_crm.sales.timeline import drawing_of


def stage_task(**values):
    return SimpleNamespace(
        **{"offset_from": "stage_entry", "offset_days": 0, "workdays_only": True, "duration_days": 1, "title": "x", **values}
    )


def plan(task, close=date(2026, 5, 29)):
    return plan_of(task, entered_on=date(2026, 4, 30), opened_on=date(2026, 4, 1), expected_close=close)


@pytest.mark.parametrize(
    ("values", "start", "due"),
    [
        ({"offset_days": 1}, date(2026, 5, 4), date(2026, 5, 4)),  # 1 and 3 May are holidays, 2 May a Saturday
        ({"offset_days": 1, "workdays_only": False}, date(2026, 5, 1), date(2026, 5, 1)),
        ({"offset_days": 3, "duration_days": 3}, date(2026, 5, 4), date(2026, 5, 6)),
        ({"offset_from": "opportunity_created", "offset_days": 3}, date(2026, 4, 7), date(2026, 4, 7)),  # Easter Monday 6 April
        ({"offset_from": "expected_close", "offset_days": -2}, date(2026, 5, 27), date(2026, 5, 27)),
        (
            {"offset_from": "expected_close", "offset_days": -2, "duration_days": 5, "workdays_only": False},
            date(2026, 5, 23),
            date(2026, 5, 27),
        ),
    ],
)
def test_a_task_is_due_by_its_offset(values, start, due):
    found = plan(stage_task(**values))
    assert (found.start_on, found.due_on) == (start, due)


def test_a_due_date_on_a_day_off_goes_to_the_next_working_day():
    found = plan_of(stage_task(), entered_on=date(2026, 5, 1), opened_on=date(2026, 5, 1), expected_close=None)
    assert found.due_on == date(2026, 5, 4)


def test_without_an_expected_close_nothing_can_be_counted_from_it():
    assert plan(stage_task(offset_from="expected_close"), close=None).due_on is None


def stage(key, kind="open", days=None):
    return SimpleNamespace(id=key, kind=kind, expected_days=days, name=f"etap {key}")


STAGES = [stage(1, days=5), stage(2, days=10), stage(3), stage(4, "won"), stage(5, "lost")]


def test_stages_follow_one_another():
    spans = spans_from(STAGES, date(2026, 4, 1))
    assert [(span.entered_on.day, span.leave_on.day) for span in spans] == [(1, 6), (6, 16), (16, 16)]


def test_an_opportunity_shows_what_was_and_what_should_come():
    spans = spans_of_opportunity(STAGES, {1: date(2026, 3, 2), 2: date(2026, 3, 20)}, 2)
    assert [(span.stage.id, span.entered_on, span.leave_on, span.actual) for span in spans] == [
        (1, date(2026, 3, 2), date(2026, 3, 20), True),
        (2, date(2026, 3, 20), date(2026, 3, 30), False),
        (3, date(2026, 3, 30), date(2026, 3, 30), False),
    ]


def test_the_drawing_holds_every_stage_within_its_frame():
    drawing = drawing_of(spans_from(STAGES, date(2026, 4, 1)), [])
    assert [bar.label for bar in drawing.bars] == ["etap 1", "etap 2", "etap 3"]
    assert all(drawing.left <= bar.x and bar.x + bar.width <= drawing.width for bar in drawing.bars)


def test_the_bar_of_a_stage_ends_where_the_bar_of_the_next_one_begins():
    spans = spans_from(STAGES, date(2026, 4, 1))
    bars = drawing_of(spans, []).bars
    days = [(span.leave_on - span.entered_on).days for span in spans]
    assert any(days), "stages that take days are needed here"
    day = next(bar.width / length for bar, length in zip(bars, days, strict=True) if length)
    for bar, following, length in zip(bars, bars[1:], days, strict=False):
        assert abs(bar.x + length * day - following.x) < 0.3
        assert bar.x + bar.width <= following.x + (3 if not length else 0.3)
