"""The migrated database is the one the models declare, triggers included; going down and up again keeps it so."""

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from app.config import Config
from app.db import Base, write_mode
from app.schema import _alembic, engine_for, load_models, pending_revisions, prepare

OBJECTS = "SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' AND name != 'alembic_version' ORDER BY 1, 2"


def objects(path):
    engine = engine_for(path)
    with engine.connect() as connection:
        found = connection.execute(text(OBJECTS)).all()
    engine.dispose()
    return found


def test_migrations_lead_to_the_models(tmp_path, empty_instance):
    config = Config(tmp_path)
    prepare(config)
    load_models()
    engine = engine_for(config.database)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    engine.dispose()
    migrated, declared = objects(config.database), objects(empty_instance / "probierz.sqlite3")
    assert migrated == declared
    assert any(kind == "trigger" and name == "mark_no_update" for kind, name in migrated)


def test_preparing_again_changes_nothing(tmp_path):
    config = Config(tmp_path)
    assert pending_revisions(config)
    prepare(config)
    before = objects(config.database)
    prepare(config)
    assert objects(config.database) == before and pending_revisions(config) == []


def test_down_to_nothing_and_up_again(tmp_path):
    config = Config(tmp_path)
    prepare(config)
    before = objects(config.database)
    engine = engine_for(config.database)
    with write_mode(), engine.connect() as connection:
        command.downgrade(_alembic(connection), "base")
        connection.commit()
        assert connection.execute(text(OBJECTS)).all() == []
        connection.commit()
        command.upgrade(_alembic(connection), "head")
        connection.commit()
    engine.dispose()
    assert objects(config.database) == before
