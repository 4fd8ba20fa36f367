"""Equal evidence gives equal findings: in another process, and when values were remembered before."""

from __future__ import annotations

import os
import subprocess
import sys
from decimal import Decimal

import pytest

from scoring.normalise import equal

ORDER = """
from scoring.checks.kinds_of_records import LinkedTo
from scoring.checks.schema import depends_on
check = LinkedTo.model_validate({"id": "x", "criterion": "2.4.e", "kind": "linked_to", "record": "@first",
                                 "field": "account_id", "to": "@second", "requires": ["third"]})
print(*depends_on(check))
"""


@pytest.mark.parametrize("seed", ["1", "2", "3"])
def test_what_a_check_waits_for_stands_in_one_order_in_every_process(seed):
    told = subprocess.run([sys.executable, "-c", ORDER], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True,
                          text=True, check=True)
    assert told.stdout.split() == ["third", "first", "second"]


def test_values_that_are_equal_numbers_but_other_texts_are_not_taken_for_each_other():
    assert equal("text", "1.50", Decimal("1.50")).equal
    assert not equal("text", "1.50", Decimal("1.5")).equal
    assert equal("bool", True, True).actual is True
    assert equal("integer", 1, 1).actual == "1"
    assert equal("ref", 1, 1).actual is not True
