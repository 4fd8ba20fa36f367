"""Dates as Poles write them, in figures and in words, as ISO text."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_MONTHS = {"sty": 1, "lut": 2, "mar": 3, "kwi": 4, "maj": 5, "cze": 6, "lip": 7, "sie": 8, "wrz": 9, "paź": 10, "paz": 10,
           "lis": 11, "gru": 12}
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10, "xi": 11, "xii": 12}
_NAME_OF_DAY = re.compile(r"^(?:poniedziałek|wtorek|środa|środę|czwartek|piątek|sobota|sobotę|niedziela|niedzielę|pn|wt|śr|"
                          r"czw|pt|sob|nd)\b\.?,?\s*")
_WARSAW = ZoneInfo("Europe/Warsaw")


def iso_date(raw: str) -> str:
    """``2026-04-30`` from ISO, ``30.04.2026``, ``30/4/2026``, ``30 kwietnia 2026 r.``, ``30 IV 2026``; a moment gives
    its day in Warsaw; what is no date comes back as plain text."""
    settled = " ".join(unicodedata.normalize("NFKC", raw).casefold().split())
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}t[\d:.]+(?:z|[+-]\d{2}:\d{2})?", settled):
        return _day_of_moment(settled) or settled
    bare = re.sub(r"\s*(?:r\.?|roku)$", "", _NAME_OF_DAY.sub("", settled))
    for pattern, order in ((r"(\d{4})-(\d{1,2})-(\d{1,2})", (0, 1, 2)), (r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})", (2, 1, 0)),
                           (r"(\d{1,2})\.? ([a-ząćęłńóśźż]+)\.? (\d{4})", (2, 1, 0))):
        found = re.fullmatch(pattern, bare)
        if found:
            year, month, day = (found.groups()[place] for place in order)
            return _made(year, month, day) or settled
    return settled


def moment(raw: str) -> str:
    """A moment as ISO text in UTC with milliseconds; what is none comes back trimmed."""
    try:
        read = datetime.fromisoformat(raw.strip().replace("z", "Z"))
    except ValueError:
        return raw.strip().casefold()
    aware = read if read.tzinfo else read.replace(tzinfo=UTC)
    return aware.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _day_of_moment(settled: str) -> str | None:
    try:
        read = datetime.fromisoformat(settled.replace("z", "+00:00"))
    except ValueError:
        return None
    aware = read if read.tzinfo else read.replace(tzinfo=UTC)
    return aware.astimezone(_WARSAW).date().isoformat()


def _made(year: str, month: str, day: str) -> str | None:
    number = int(month) if month.isdigit() else _ROMAN.get(month) or _MONTHS.get(month[:3])
    if (month.startswith("maj") and len(month) > 4) or number is None:
        return None
    try:
        return date(int(year), number, int(day)).isoformat()
    except ValueError:
        return None
