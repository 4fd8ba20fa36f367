"""Polish and English. Message ids are English; each room keeps its Polish in ``translations/pl.po``.

All catalogues are merged in memory at start, so that no compiled file can be stale or forgotten.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from flask import Flask, request, session
from flask_babel import Babel, Domain, get_locale
from wtforms.i18n import get_builtin_gnu_translations

from app.clock import WARSAW, local

LANGUAGES = {"pl": "Polski", "en": "English"}
ROOMS = ("app", "exam", "sandbox_crm", "scoring", "question_bank")
ROOT = Path(__file__).resolve().parent.parent


class ConflictingTranslations(ValueError):
    """Two rooms translate one message differently."""


def catalogue_files() -> list[Path]:
    """Every room's Polish catalogue."""
    return sorted(path for room in ROOMS for path in (ROOT / room).glob("**/translations/pl.po"))


@lru_cache(maxsize=1)
def polish_catalogue() -> Catalog:
    """All rooms' Polish in one catalogue. Raises ConflictingTranslations."""
    merged = Catalog(locale="pl")
    for path in catalogue_files():
        with path.open("rb") as stream:
            for message in read_po(stream, locale="pl"):
                if not message.id or not _filled(message.string):
                    continue
                known = merged.get(message.id, message.context)
                if known is not None and _filled(known.string) and known.string != message.string:
                    raise ConflictingTranslations(f"{path}: {message.id!r} is {message.string!r} here, {known.string!r} elsewhere")
                merged.add(message.id, message.string, context=message.context)
    return merged


@lru_cache(maxsize=1)
def polish() -> Translations:
    """The merged Polish translations."""
    stream = BytesIO()
    write_mo(stream, polish_catalogue())
    stream.seek(0)
    return Translations(stream)


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


def _filled(string: Any) -> bool:
    return all(string) if isinstance(string, tuple | list) else bool(string)
