"""Drafts a revision from the models: ``python -m app.migrations.draft "words" [ID]``. A person reads it before it is kept."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from alembic import command

from app.config import Config
from app.db import write_mode
from app.schema import _alembic, engine_for, load_models, prepare


def draft(words: str, revision: str) -> None:
    """Write the next revision into ``versions/``, comparing the models with a database brought up to date."""
    with tempfile.TemporaryDirectory() as folder:
        config = Config(Path(folder))
        prepare(config)
        load_models()
        engine = engine_for(config.database)
        with write_mode(), engine.connect() as connection:
            command.revision(_alembic(connection), message=words, autogenerate=True, rev_id=revision)
        engine.dispose()


if __name__ == "__main__":
    draft(sys.argv[1], sys.argv[2])
