"""Fixtures of the question bank's tests."""

import pytest

from question_bank.bank import load_items
from question_bank.blueprint import load_blueprint
from tests.question_bank.bank_factory import write_bank


@pytest.fixture
def sound_bank(tmp_path):
    """A complete sound content folder that a test may break."""
    return write_bank(tmp_path / "data")


@pytest.fixture(scope="session")
def made_items(tmp_path_factory):
    """Items of a sound made-up bank, by id."""
    return load_items(write_bank(tmp_path_factory.mktemp("bank")))


@pytest.fixture(scope="session")
def blueprint():
    """The shipped plan of the test."""
    return load_blueprint()
