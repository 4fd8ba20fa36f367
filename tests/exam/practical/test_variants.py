"""The digest of a template says which tables and which rows a sandbox started from, and nothing else."""

from __future__ import annotations

import copy
from dataclasses import replace

import pytest

from exam.practical.variants import template_digest
from question_bank.scenarios.build import build
from question_bank.scenarios.loader import load_pack
from sandbox_crm import schema
from sandbox_crm.models.everything import METADATA


@pytest.fixture(scope="module")
def built():
    """The variant that the seed 1 draws from the shipped pack."""
    return build(load_pack("bezszum"), "1")


@pytest.fixture
def anew():
    """The digest of the tables is made anew within the test and after it."""
    schema.schema_digest.cache_clear()
    yield
    schema.schema_digest.cache_clear()


def test_two_provisions_of_one_variant_have_one_digest(built, anew):
    first = template_digest(built)
    schema.schema_digest.cache_clear()
    assert template_digest(build(load_pack("bezszum"), "1")) == first


@pytest.mark.parametrize(("table", "column", "what", "value"), [
    ("contact", "phone", "nullable", False), ("interaction", "body", "name", "content"), ("account", "kind", "default", None)])
def test_another_column_is_another_template(built, anew, monkeypatch, table, column, what, value):
    before = template_digest(built)
    with monkeypatch.context() as changed:
        changed.setattr(METADATA.tables[table].c[column], what, value)
        schema.schema_digest.cache_clear()
        assert template_digest(built) != before
    schema.schema_digest.cache_clear()
    assert template_digest(built) == before


@pytest.mark.parametrize("change", [
    lambda rows: rows["account"][0].update(name="Inna nazwa"), lambda rows: rows["account"].pop(),
    lambda rows: rows["stage"][0].update(probability=11)])
def test_another_seed_row_is_another_template(built, change):
    rows = copy.deepcopy(built.rows)
    assert template_digest(replace(built, rows=rows)) == template_digest(built)
    change(rows)
    assert template_digest(replace(built, rows=rows)) != template_digest(built)
