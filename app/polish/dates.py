"""Dates as Poland writes them, and the working days of the Polish calendar (holidays by the act of 18 January 1951)."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

WARSAW = ZoneInfo("Europe/Warsaw")
_GENITIVE = ("stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca", "sierpnia", "września",
             "października", "listopada", "grudnia")

_WEEKDAYS = ("poniedziałek", "wtorek", "środa", "czwartek", "piątek", "sobota", "niedziela")


def format_date(day: date | None) -> str:
    """``DD.MM.RRRR``; ``None`` as an empty text."""
    return "" if day is None else f"{day.day:02d}.{day.month:02d}.{day.year:04d}"


def format_date_long(day: date) -> str:
    """``5 marca 2026``."""
    return f"{day.day} {_GENITIVE[day.month - 1]} {day.year}"


def format_weekday(day: date) -> str:
    """``czwartek, 5 marca 2026``."""
    return f"{_WEEKDAYS[day.weekday()]}, {format_date_long(day)}"


def format_moment(moment: datetime | None) -> str:
    """A UTC moment (with or without a zone) in Warsaw: ``DD.MM.RRRR GG:MM``."""
    if moment is None:
        return ""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo("UTC"))
    local = aware.astimezone(WARSAW)
    return f"{format_date(local.date())} {local.hour:02d}:{local.minute:02d}"


def parse_date(text: str) -> date:
    """A date from ``RRRR-MM-DD`` or ``DD.MM.RRRR``. Raises ValueError."""
    wanted = text.strip()
    if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", wanted):
        return date.fromisoformat(wanted)
    parts = re.fullmatch(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})", wanted)
    if not parts:
        raise ValueError(text)
    return date(int(parts[3]), int(parts[2]), int(parts[1]))


def is_workday(day: date) -> bool:
    """Whether people work on ``day``: Monday to Friday and no public holiday."""
    return day.weekday() < 5 and day not in public_holidays(day.year)


def workday(day: date) -> date:
    """``day`` itself, or the next working day after it."""
    while not is_workday(day):
        day += timedelta(days=1)
    return day


def add_workdays(day: date, count: int) -> date:
    """The date ``count`` working days after ``day`` (before it for a negative count); 0 gives `workday`."""
    if count == 0:
        return workday(day)
    step = timedelta(days=1 if count > 0 else -1)
    for _ in range(abs(count)):
        day += step
        while not is_workday(day):
            day += step
    return day


@lru_cache(maxsize=64)
def public_holidays(year: int) -> frozenset[date]:
    """Poland's public holidays in ``year``."""
    return frozenset(_named(year))


def holiday_name(day: date) -> str:
    """What a public holiday is called; an empty text for any other day."""
    return _named(day.year).get(day, "")


@lru_cache(maxsize=64)
def _named(year: int) -> dict[date, str]:
    from holidays import country_holidays

    return dict(country_holidays("PL", years=year, language="pl"))
