"""Which tables a new sandbox is made with: one digest over everything that its rows may hold and are held to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from sqlalchemy import MetaData, create_engine
from sqlalchemy.pool import StaticPool

from app.durable.sqlite import dbapi
from sandbox_crm.models.everything import METADATA
from sandbox_crm.models.offers import SET_LAST
from sandbox_crm.snapshot import digest

#: everything but the inner tables of a word index, which the library makes as it likes
MADE = ("SELECT type || ' ' || name, sql FROM sqlite_master WHERE sql IS NOT NULL "
        "AND NOT (type = 'table' AND name GLOB '*_words_*')")


@cache
def schema_digest() -> str:
    """SHA-256 of the tables of this CRM, hexadecimal; the same in every process that runs the same models."""
    return digest(schema_of(METADATA))


@cache
def made_now() -> dict[str, str]:
    """What a new sandbox is made of, by kind and name; asked of the database once, and not to be changed."""
    found: dict[str, str] = schema_of(METADATA)["made"]
    return found


def schema_of(metadata: MetaData) -> dict[str, Any]:
    """Tables, constraints, indexes and triggers as the database itself words them, by their names, and the values that the
    models give to columns left out (which no table tells)."""
    engine = create_engine("sqlite://", module=dbapi, poolclass=StaticPool)
    with engine.begin() as connection:
        metadata.create_all(connection)
        made = connection.exec_driver_sql(MADE).all()
    engine.dispose()
    given = {str(column): _given(column.default) for table in metadata.tables.values() for column in table.columns
             if column.default is not None}
    return {"made": dict(map(tuple, made)), "given": given}


def _given(default: Any) -> str:
    """A column's default: its value, or the name of what makes it."""
    made = getattr(default.arg, "__qualname__", None)
    return repr(default.arg) if made is None else str(made)


@contextmanager
def filling(run: Callable[[str], Any]) -> Iterator[None]:
    """While whole tables are filled with rows that stood elsewhere, table by table, the guards of `SET_LAST` are put aside,
    and what a row points at is looked for at the end of the transaction (a goal points at a segment, a segment at a goal).
    ``run`` carries out a statement on the file that is being filled."""
    run("PRAGMA defer_foreign_keys = ON")
    wanted = "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = '{name}'"
    made = [run(wanted.format(name=name)).fetchone()[0] for name in SET_LAST]
    for name in SET_LAST:
        run(f"DROP TRIGGER {name}")
    yield
    for statement in made:
        run(statement)
