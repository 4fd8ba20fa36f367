"""The database's shape: every table the rooms declare, brought up to date by Alembic migrations."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.engine import Engine

import app as app_package
import exam
from app.config import Config
from app.db import Base, guard
from app.durable.sqlite import dbapi


def load_models() -> None:
    """Import every module of models, so that all tables are known."""
    for package in (app_package, exam):
        for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            if module.name.rsplit(".", 1)[-1] in ("models", "timing", "identity", "audit", "sessions", "settings", "throttle"):
                importlib.import_module(module.name)


def engine_for(path: Path) -> Engine:
    """A guarded engine on a database file, for migrations and checks outside an application."""
    engine = create_engine(f"sqlite:///{path}", module=dbapi)
    guard(engine)
    return engine


def prepare(config: Config) -> None:
    """Create or bring up to date the database of an instance."""
    from app.db import _writing

    load_models()
    config.instance.mkdir(parents=True, exist_ok=True)
    token = _writing.set(True)
    engine = engine_for(config.database)
    with engine.begin() as connection:
        Base.metadata.create_all(connection)
    engine.dispose()
    _writing.reset(token)
