"""The database's shape: every table the rooms declare, brought up to date by Alembic migrations."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from sqlalchemy.engine import Engine

import app as app_package
import exam
from app.config import Config, RefusedToStart
from app.db import guard, write_mode
from app.durable.sqlite import dbapi

MIGRATIONS = Path(__file__).with_name("migrations")
#: module names that hold tables
TABLES_IN = {"models", "remarks", "timing", "identity", "audit", "sessions", "settings", "throttle"}


def load_models() -> None:
    """Import every module that declares tables, so that all are known."""
    for package in (app_package, exam):
        for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            name = module.name.rsplit(".", 1)[-1]
            if name in TABLES_IN or name.endswith("codes"):
                importlib.import_module(module.name)


def engine_for(path: Path) -> Engine:
    """A guarded engine on a database file, for migrations and checks outside an application."""
    engine = create_engine(f"sqlite:///{path}", module=dbapi)
    guard(engine)
    return engine


def prepare(config: Config) -> None:
    """Create or bring up to date the database of an instance; each revision is one transaction."""
    config.instance.mkdir(parents=True, exist_ok=True)
    engine = engine_for(config.database)
    try:
        with write_mode(), engine.connect() as connection:
            command.upgrade(_alembic(connection), "head")
            connection.commit()
    finally:
        engine.dispose()


def pending_revisions(config: Config) -> list[str]:
    """Revisions that an instance still lacks, oldest first."""
    engine = engine_for(config.database)
    try:
        with engine.connect() as connection:
            current = MigrationContext.configure(connection).get_current_revision()
    finally:
        engine.dispose()
    scripts = ScriptDirectory(str(MIGRATIONS))
    ordered = [revision.revision for revision in scripts.walk_revisions()][::-1]
    return ordered[ordered.index(current) + 1:] if current in ordered else ordered


def refuse_pending(config: Config) -> None:
    """Raises RefusedToStart where the database is not up to date."""
    waiting = pending_revisions(config)
    if waiting:
        raise RefusedToStart(f"the database waits for {', '.join(waiting)}: back it up, then run 'probierz init'")


def _alembic(connection: object) -> AlembicConfig:
    settings = AlembicConfig()
    settings.set_main_option("script_location", str(MIGRATIONS))
    settings.attributes["connection"] = connection
    return settings
