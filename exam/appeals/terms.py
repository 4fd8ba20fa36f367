"""The last day of an appeal. PURE.

Calendar days from the day after delivery; a term that ends on a day off ends on the next working day (the rule of
art. 115 KC, taken over for this procedure; the number of days is a setting pinned at enrolment).
"""

from __future__ import annotations

from datetime import date, timedelta

from app.polish.dates import workday


def last_day(delivered_on: date, days: int) -> date:
    """The last day on which an appeal may be filed."""
    return workday(delivered_on + timedelta(days=days))


def in_time(today: date, deadline: date) -> bool:
    """Whether an appeal filed today is in time."""
    return today <= deadline
