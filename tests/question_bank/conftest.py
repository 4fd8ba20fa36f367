"""Fixtures of the question bank's tests."""

import shutil

import pytest

from question_bank.bank import load_items
from question_bank.blueprint import load_blueprint
from tests.question_bank.bank_factory import write_bank


@pytest.fixture(scope="session")
def pristine_bank(tmp_path_factory):
    """A complete sound content folder, written once; tests must not change it."""
    return write_bank(tmp_path_factory.mktemp("bank"))


@pytest.fixture
def sound_bank(pristine_bank, tmp_path):
    """A copy of the sound content folder that a test may break."""
    return shutil.copytree(pristine_bank, tmp_path / "data")


@pytest.fixture(scope="session")
def made_items(pristine_bank):
    """Items of the sound made-up bank, by id."""
    return load_items(pristine_bank)


@pytest.fixture(scope="session")
def blueprint():
    """The shipped plan of the test."""
    return load_blueprint()
