"""The reports that random work draws are really asked: over every entity, grouped, in periods, sorted, cut."""

import random

import pytest

from sandbox_crm.models.work import REPORT_ENTITIES
from sandbox_crm.reports.definition import check_definition, from_plain
from tests.sandbox_crm.drawn_reports import drawn_report, fields_of


@pytest.mark.parametrize("entity", REPORT_ENTITIES)
def test_most_drawn_reports_over_an_entity_mean_something_and_some_do_not(entity):
    chance = random.Random(entity)
    drawn = [from_plain({"name": "Raport", **drawn_report(chance, entity)}) for _number in range(120)]
    good = [one for one in drawn if not check_definition(one)]
    assert 0.7 * len(drawn) < len(good) < len(drawn)
    assert any(len(one.groupings) == 2 for one in good) and any(not one.groupings and one.columns for one in good)
    assert any(one.dated is not None for one in good) and any(one.filters for one in good)
    assert any(one.sort_by and one.groupings for one in good) and any(one.sort_by and not one.groupings for one in good)
    assert any(one.top for one in good)
    summed = any(measure["func"] == "sum" for one in good for measure in one.measures)
    assert summed is any(kind in ("money", "number", "quantity") for kind in fields_of(entity).values())


def test_every_entity_is_drawn():
    chance = random.Random(5)
    assert {drawn_report(chance)["entity"] for _number in range(400)} == set(REPORT_ENTITIES)
