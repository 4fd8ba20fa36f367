"""Digits that are no number to reckon with: superscripts, other scripts, thousands of them. Read as nothing, never a fault."""

from __future__ import annotations

import pytest
from werkzeug.datastructures import MultiDict

from exam.certificates.validity import well_formed
from exam.practical.forms import heard_from
from exam.sittings.workbook import checked, from_page

ODD = ("²", "٣", "9" * 5000, "9" * 30, "-1", "1e308", "NaN")


@pytest.mark.parametrize("odd", ODD)
def test_a_ticked_error_of_no_number_is_passed_over(odd):
    assert heard_from(MultiDict([("critical_errors", odd), ("critical_errors", "1")])).critical_errors == [1]


@pytest.mark.parametrize("odd", ODD)
def test_a_preview_of_so_many_rows_has_none(odd):
    assert from_page({"rows": odd, "row-0-last_name": "Nowak"}) == []
    assert len(from_page({"rows": "1", "row-0-last_name": "Nowak"})) == 1


@pytest.mark.parametrize("odd", ODD)
def test_an_accommodation_that_is_no_whole_number_is_a_fault_of_its_field(odd):
    row, = checked([{"first_name": "Anna", "last_name": "Nowak", "accommodation": odd}])
    assert "accommodation" in row.faults


@pytest.mark.parametrize("odd", ["²", "٣", "9" * 5000])
def test_a_number_of_odd_digits_is_no_certificates(odd):
    assert not well_formed(f"IC/13881/2026/{odd}-K")
