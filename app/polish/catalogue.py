"""Translations kept as plain ``pl.po`` files in the packages, merged in memory: no compiled files to forget."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations


def catalogue_files(roots: Iterable[Path]) -> list[Path]:
    """Every ``translations/pl.po`` below the given folders, in a fixed order."""
    return sorted({path for root in roots for path in root.rglob("translations/pl.po")})


def merged(paths: Iterable[Path]) -> Catalog:
    """One Polish catalogue of all files; the first file that translates a message wins."""
    whole = Catalog(locale="pl")
    for path in paths:
        with path.open("rb") as stream:
            for message in read_po(stream, locale="pl"):
                if message.id and message.string and message.id not in whole:
                    whole.add(message.id, message.string, context=message.context)
    return whole


def polish_translations(roots: Iterable[Path]) -> Translations:
    """The merged Polish translations below ``roots``, ready for Babel; read once in a process."""
    return _read(tuple(catalogue_files(roots)))


@cache
def _read(paths: tuple[Path, ...]) -> Translations:
    compiled = BytesIO()
    write_mo(compiled, merged(paths))
    compiled.seek(0)
    return Translations(compiled)
