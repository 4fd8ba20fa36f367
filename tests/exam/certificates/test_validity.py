"""Number and term of a certificate."""

from datetime import date

import pytest

from exam.certificates.validity import number_of, standing, valid_until, well_formed

NUMBER = number_of("IC", "13881", 2026, 42)


def test_the_number_is_built_from_its_parts():
    assert NUMBER.startswith("IC/13881/2026/00042-") and well_formed(NUMBER) and well_formed(f" {NUMBER.lower()} ")


@pytest.mark.parametrize("ordinal", [1, 42, 999, 70707])
def test_the_letter_finds_every_single_wrong_digit(ordinal):
    number = number_of("IC", "13881", 2026, ordinal)
    places = [place for place, sign in enumerate(number) if sign.isdigit()]
    wrong = [number[:place] + digit + number[place + 1 :] for place in places for digit in "0123456789" if digit != number[place]]
    assert len(wrong) == 14 * 9 and [other for other in wrong if well_formed(other)] == []


def test_the_letter_finds_every_swap_of_neighbouring_digits():
    number = number_of("IC", "13881", 2026, 12345)
    swapped = [
        number[:at] + number[at + 1] + number[at] + number[at + 2 :]
        for at in range(len(number) - 1)
        if number[at].isdigit() and number[at + 1].isdigit() and number[at] != number[at + 1]
    ]
    assert swapped and [other for other in swapped if well_formed(other)] == []


@pytest.mark.parametrize(
    "number", ["", "IC", "IC/13881/2026", "IC/13881/2026/00042", "IC/x/2026/00042-A", "IC/13881/2026/00042-AB"]
)
def test_what_is_no_number_is_not_well_formed(number):
    assert not well_formed(number)


@pytest.mark.parametrize(
    ("issued", "until"),
    [
        (date(2026, 11, 23), date(2031, 11, 23)),
        (date(2024, 2, 29), date(2029, 2, 28)),
        (date(2023, 2, 28), date(2028, 2, 28)),
        (date(2026, 12, 31), date(2031, 12, 31)),
    ],
)
def test_five_years_to_the_same_day_or_the_months_last(issued, until):
    assert valid_until(issued, 5) == until


def test_a_certificate_is_valid_through_its_last_day():
    until = date(2031, 11, 23)
    assert standing(None, until, until) == "valid" and standing(None, until, date(2031, 11, 24)) == "expired"
    for change in ("suspended", "revoked", "superseded"):
        assert standing(change, until, until) == change
    assert standing("reinstated", until, until) == "valid"
