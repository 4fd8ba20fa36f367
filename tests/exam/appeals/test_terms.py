"""The last day of an appeal."""

from datetime import date

import pytest

from exam.appeals.terms import in_time, last_day


@pytest.mark.parametrize(
    ("told", "days", "last"),
    [
        (date(2026, 11, 23), 14, date(2026, 12, 7)),  # Monday to Monday
        (date(2026, 11, 21), 14, date(2026, 12, 7)),  # ends on a Saturday: the next Monday
        (date(2026, 12, 11), 14, date(2026, 12, 28)),  # ends on Christmas Day, a Friday; the next working day is Monday
        (date(2026, 4, 22), 14, date(2026, 5, 6)),  # a holiday inside the term changes nothing
        (date(2026, 4, 19), 14, date(2026, 5, 4)),  # ends on Sunday 3 May: the next Monday
    ],
)
def test_a_term_that_ends_on_a_day_off_ends_on_the_next_working_day(told, days, last):
    assert last_day(told, days) == last


def test_the_last_day_still_counts():
    assert in_time(date(2026, 12, 7), date(2026, 12, 7)) and not in_time(date(2026, 12, 8), date(2026, 12, 7))
