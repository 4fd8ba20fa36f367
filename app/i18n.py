"""Polish and English. Message ids are English; each room keeps its Polish in ``translations/pl.po``.

All catalogues are merged in memory at start, so that no compiled file can be stale or forgotten.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel.support import Translations
from flask import Flask, request, session
from flask_babel import Babel, Domain, get_locale
from wtforms.i18n import get_builtin_gnu_translations

from app.clock import WARSAW, local
from app.polish.catalogue import polish_translations

LANGUAGES = {"pl": "Polski", "en": "English"}
ROOMS = ("app", "exam", "sandbox_crm", "scoring", "question_bank")
ROOT = Path(__file__).resolve().parent.parent


@lru_cache(maxsize=1)
def polish() -> Translations:
    """All rooms' Polish, merged."""
    return polish_translations(ROOT / room for room in ROOMS)


class MergedDomain(Domain):
    """A Flask-Babel domain over the merged catalogue; English is the message ids themselves."""

    def get_translations(self) -> Any:
        return polish() if str(get_locale()) == "pl" else Translations()


def chosen_language() -> str:
    """The language of this request: the session's choice, else Polish."""
    return session.get("language", "pl") if request else "pl"


def form_messages() -> Any:
    """WTForms' own messages in the request's language."""
    return get_builtin_gnu_translations([str(get_locale())])


def show_date(value: date | datetime | None) -> str:
    """``20.04.2026``; an empty text for none."""
    if value is None:
        return ""
    return (local(value) if isinstance(value, datetime) else value).strftime("%d.%m.%Y")


def show_time(value: datetime | None, seconds: bool = False) -> str:
    """``20.04.2026, 9:05`` in Warsaw time."""
    if value is None:
        return ""
    moment = local(value)
    return f"{moment:%d.%m.%Y}, {moment.hour}:{moment:%M}" + (f":{moment:%S}" if seconds else "")


def show_clock(value: datetime | None) -> str:
    """``9:05`` in Warsaw time."""
    return "" if value is None else f"{local(value).hour}:{local(value):%M}"


def init_app(app: Flask) -> None:
    """Give an application both languages, the date filters and the zone."""
    Babel(app, default_locale="pl", default_timezone=str(WARSAW), locale_selector=chosen_language)
    app.extensions["babel"].instance.domain_instance = MergedDomain()
    app.jinja_env.filters.update(date=show_date, moment=show_time, clock=show_clock)
    app.jinja_env.globals.update(languages=LANGUAGES, get_locale=get_locale)
