"""What every CRM record has in common, and the types that its columns use.

Money is integer grosze (``*_gr``), quantities are thousandths (``*_milli``), percentages are integers, dates are
the scenario's dates, moments are UTC.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import DDL, CheckConstraint, MetaData, event, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_name)s", "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s", "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Root of the CRM's own tables; it shares nothing with the examination's database."""

    metadata = MetaData(naming_convention=NAMING)


class Record:
    """Columns of every journalled record. ``deleted_at`` set means "in the bin"."""

    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]
    row_version: Mapped[int] = mapped_column(server_default=text("1"), default=1)


def one_of(column: str, values: tuple[str, ...]) -> str:
    """SQL for a CHECK that ``column`` holds one of ``values``."""
    listed = ", ".join(f"'{value}'" for value in values)
    return f"{column} IN ({listed})"


def digits(column: str, *lengths: int) -> str:
    """SQL for a CHECK that ``column`` holds only digits, as many as one of ``lengths`` (or nothing)."""
    return " OR ".join(f"{column} GLOB '{'[0-9]' * length}'" for length in lengths)


def number_like(column: str, least: int, most: int) -> str:
    """SQL for a CHECK that ``column`` holds digits, at most with dashes and spaces between them (or nothing)."""
    return f"({column} NOT GLOB '*[^0-9 -]*' AND length({column}) BETWEEN {least} AND {most})"


def at_most(signs: dict[str, int]) -> tuple[CheckConstraint, ...]:
    """CHECKs that texts have at most so many signs: column -> number."""
    return tuple(CheckConstraint(f"length({column}) <= {most}", f"{column}_length") for column, most in signs.items())


def append_only(entity: Any, columns: str = "", blanked: str = "") -> None:
    """Let nothing change (in ``columns``, or at all) or remove a row of the table once it stands. The column ``blanked``
    may be emptied, for the removal of a person's data, and nothing else."""
    name = entity.__tablename__
    if blanked:
        event.listen(entity.__table__, "after_create", DDL(
            f"CREATE TRIGGER {name}_keeps_{blanked} BEFORE UPDATE OF {blanked} ON {name} "
            f"WHEN NEW.{blanked} IS NOT NULL AND NEW.{blanked} IS NOT OLD.{blanked} "
            f"BEGIN SELECT RAISE(ABORT, '{name} is append-only'); END"))
    for action in (f"UPDATE {columns}".rstrip(), "DELETE"):
        event.listen(entity.__table__, "after_create", DDL(
            f"CREATE TRIGGER {name}_no_{action.split()[0].lower()} BEFORE {action} ON {name} "
            f"BEGIN SELECT RAISE(ABORT, '{name} is append-only'); END"))
