"""Search by a part of a name, a number or an address, without case and Polish marks, through the index of words."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Integer, String, column, exists, false, func, literal_column, select, table
from sqlalchemy.orm import Session

from app.polish.text import fold
from sandbox_crm.models.searching import words_table

#: the index holds groups of three letters
SHORTEST = 3
#: up to so many finds are fetched at once; a commoner part is looked for along the order of the list
MOST_FINDS = 500


def matching(entity: Any, text: str) -> Any:
    """A select of the ids of records whose words hold a text of at least `SHORTEST` letters."""
    words = _words(entity)
    phrase = '"' + fold(text).replace('"', '""') + '"'
    return select(words.c.rowid).where(literal_column(words.name).op("MATCH")(phrase))


def holds(session: Session, entity: Any, text: str) -> ColumnElement[bool]:
    """Records of ``entity`` (one of `models.searching.WORDS`) whose words hold the text. A rare part costs what it finds,
    a common one what the page shows: neither costs the size of the table."""
    part = fold(text)
    if not part:
        return false()
    words = _words(entity)
    if len(part) >= SHORTEST:
        found = session.scalars(matching(entity, part).limit(MOST_FINDS + 1)).all()
        if len(found) <= MOST_FINDS:
            return entity.id.in_(found)
    return exists(select(words.c.rowid).where(words.c.rowid == entity.id, func.instr(words.c.words, part) > 0)
                  .correlate(entity))


def _words(entity: Any) -> Any:
    return table(words_table(entity), column("rowid", Integer), column("words", String))
