"""What every test of the examination may ask for: an instance of its own, a clock that is moved by hand, people."""

from __future__ import annotations

import gc
import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from hypothesis import settings as hypothesis_settings

from app.auth import passwords
from app.clock import MovableClock
from app.config import Config, make_secret
from app.db import Base, write_mode
from app.factory import create_app
from app.schema import engine_for, load_models
from tests import compiled_once, scratch

# The same examples on every machine: a build must not depend on luck. `HYPOTHESIS_PROFILE=default` looks further.
hypothesis_settings.register_profile("same", derandomize=True, print_blob=True)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))
# Whole applications are made and dropped all the time, and looking for garbage among their parts was a third of the run.
gc.set_threshold(100_000, 10, 5)
# Thousands of people sign in: at the real costs, hashing alone was a twelfth of a room's tests. The real costs are held by
# tests/app/people/test_password_strength.py.
SHIPPED_HASHER = passwords._hasher
passwords._hasher = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
compiled_once.install()
scratch.prefer_memory()

START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def from_models(config: Config) -> None:
    """An empty database made from the models; tests/app/test_migrations.py proves it equal to the migrated one."""
    load_models()
    engine = engine_for(config.database)
    with write_mode(), engine.begin() as connection:
        Base.metadata.create_all(connection)
    engine.dispose()


@pytest.fixture(scope="session")
def empty_instance(tmp_path_factory) -> Path:
    """An instance with an empty, migrated database; copied for each test."""
    folder = tmp_path_factory.mktemp("instance")
    config = Config(folder, environment="testing", secure_cookies=False)
    make_secret(config)
    from_models(config)
    return folder


@pytest.fixture
def config(empty_instance, tmp_path) -> Config:
    """A fresh instance of its own."""
    folder = tmp_path / "instance"
    shutil.copytree(empty_instance, folder)
    return Config(folder, environment="testing", secure_cookies=False)


@pytest.fixture
def clock() -> MovableClock:
    """A clock that stands until a test moves it."""
    return MovableClock(START)


@pytest.fixture
def app(config, clock):
    """An application on a fresh instance."""
    application = create_app(config, clock=clock)
    application.config["WTF_CSRF_ENABLED"] = False
    return application
