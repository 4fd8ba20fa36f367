"""Both languages are complete: every message of the code has its Polish, plurals have three forms, rooms agree."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("app", "exam", "sandbox_crm", "scoring", "question_bank")
METHODS = [("**.py", "python"), ("**.html", "jinja2.ext:babel_extract")]
KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "_n": (1, 2),
            "ngettext": (1, 2), "lazy_ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
#: values that stay as they are written in both languages
_PLACEHOLDER = re.compile(r"%\((\w+)\)")


@cache
def messages_of(package: str) -> dict[object, str]:
    """Message id (or pair for a plural) of a package -> where it stands first."""
    found: dict[object, str] = {}
    for name, line, message, _comments, _context in extract_from_dir(
            ROOT / package, METHODS, {"**.html": {"silent": "false", "trimmed": "true"}}, KEYWORDS):
        found.setdefault(message if isinstance(message, str) else tuple(message[:2]), f"{package}/{name}:{line}")
    return found


def messages(packages: tuple[str, ...] = PACKAGES) -> dict[object, str]:
    """The same over several packages."""
    found: dict[object, str] = {}
    for package in packages:
        found = {**messages_of(package), **found}
    return found


def catalogues() -> dict[Path, object]:
    """Every room's Polish catalogue."""
    paths = sorted(path for package in PACKAGES for path in (ROOT / package).glob("**/translations/pl.po"))
    read = {}
    for path in paths:
        with path.open("rb") as stream:
            read[path] = read_po(stream, locale="pl")
    return read


@pytest.fixture(scope="module")
def polish() -> dict[object, object]:
    """Message id -> Polish, over all rooms."""
    return {message.id if isinstance(message.id, str) else tuple(message.id): message.string
            for catalogue in catalogues().values() for message in catalogue
            if message.id and (message.string if isinstance(message.string, str) else all(message.string))}


def test_every_message_has_its_polish(polish):
    missing = [f"{where}: {message!r}" for message, where in sorted(messages().items(), key=lambda pair: pair[1])
               if message not in polish and (not isinstance(message, tuple) or message[0] not in polish)]
    assert not missing, f"{len(missing)} without Polish:\n" + "\n".join(missing[:60])


def test_the_crm_speaks_polish_alone():
    """`probierz practice` serves the CRM with its own catalogues only."""
    own = {message.id if isinstance(message.id, str) else message.id[0] for path, catalogue in catalogues().items()
           if "sandbox_crm" in path.parts for message in catalogue if message.id and message.string}
    missing = [f"{where}: {message!r}" for message, where in messages(("sandbox_crm",)).items()
               if (message if isinstance(message, str) else message[0]) not in own]
    assert not missing, f"{len(missing)} without Polish in the CRM:\n" + "\n".join(missing[:40])


def test_plurals_have_three_forms(polish):
    for message, string in polish.items():
        if isinstance(message, tuple):
            assert isinstance(string, tuple) and len(string) == 3 and all(string), message


def test_placeholders_survive_translation(polish):
    for message, string in polish.items():
        wanted = set(_PLACEHOLDER.findall(message if isinstance(message, str) else message[1]))
        for form in (string if isinstance(string, tuple) else (string,)):
            assert set(_PLACEHOLDER.findall(form)) <= wanted | {"num"}, message


def test_rooms_translate_one_message_alike():
    seen: dict[object, tuple[object, Path]] = {}
    for path, catalogue in catalogues().items():
        for message in catalogue:
            if not message.id or not message.string or message.context:
                continue
            key = message.id if isinstance(message.id, str) else tuple(message.id)
            known, where = seen.setdefault(key, (message.string, path))
            assert known == message.string, f"{message.id!r}: {known!r} in {where}, {message.string!r} in {path}"
