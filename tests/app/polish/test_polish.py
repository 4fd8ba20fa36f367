"""Letters, amounts, dates and identifiers as Poland writes them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.polish.amounts import (
    Unreadable,
    amount_in_words,
    format_amount,
    format_pln,
    format_quantity,
    parse_amount,
    parse_quantity,
)
from app.polish.dates import add_workdays, format_date, is_workday, parse_date, workday
from app.polish.identifiers import krs_problem, nip_problem, pesel_like, postcode_problem, regon_problem
from app.polish.plural import counted
from app.polish.text import company_key, fold, sort_key


def test_the_order_is_that_of_the_polish_alphabet():
    words = ["Żubr", "Zebra", "Źrebak", "Zorza", "Świt", "Sowa", "Łan", "Lwów", "Ładny", "Az", "Ąz", "Ćma", "Czar"]
    assert sorted(words, key=sort_key) == [
        "Az",
        "Ąz",
        "Czar",
        "Ćma",
        "Lwów",
        "Ładny",
        "Łan",
        "Sowa",
        "Świt",
        "Zebra",
        "Zorza",
        "Źrebak",
        "Żubr",
    ]


def test_folding_drops_marks_quotes_and_spaces():
    assert fold("  „ZAŻÓŁĆ”  Gęślą Jaźń ") == "zazolc gesla jazn"
    assert fold(None) == ""


@pytest.mark.parametrize(
    "name", ["Świt sp. z o.o.", "ŚWIT SPÓŁKA Z OGRANICZONĄ ODPOWIEDZIALNOŚCIĄ", "„Świt” Sp. z o. o.", "Świt spółka z o.o."]
)
def test_a_firm_is_one_whatever_its_legal_form_looks_like(name):
    assert company_key(name) == "swit"


def test_firms_of_near_names_stay_two():
    assert company_key("Świt II sp. z o.o.") != company_key("Świt sp. z o.o.")


@pytest.mark.parametrize(
    ("text", "grosze"),
    [("1 234,56", 123456), ("1\u00a0234,5 zł", 123450), ("0,01", 1), ("1234.56", 123456), ("12 345 678 PLN", 1_234_567_800)],
)
def test_amounts_are_read_as_people_write_them(text, grosze):
    assert parse_amount(text) == grosze


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1.234", "places"),
        ("1 23", "notation"),
        ("1,2,3", "notation"),
        ("-5", "sign"),
        ("", "empty"),
        ("1e3", "notation"),
        ("1234567890123", "size"),
        ("١٢", "notation"),
    ],
)
def test_what_could_mean_two_things_is_refused(text, reason):
    with pytest.raises(Unreadable) as fault:
        parse_amount(text)
    assert fault.value.reason == reason


@given(st.integers(0, 99_999_999_999_999))
def test_an_amount_survives_writing_and_reading(grosze):
    assert parse_amount(format_amount(grosze)) == grosze


@given(st.integers(0, 99_999_999_999_999))
def test_a_quantity_survives_writing_and_reading(milli):
    assert parse_quantity(format_quantity(milli)) == milli


def test_amounts_in_words_and_figures():
    assert format_pln(123456789) == "1\u00a0234\u00a0567,89\u00a0zł"
    assert amount_in_words(123456) == "tysiąc dwieście trzydzieści cztery złote 56/100"
    assert amount_in_words(2_200) == "dwadzieścia dwa złote 00/100"
    assert amount_in_words(1_200) == "dwanaście złotych 00/100"


def test_plurals():
    assert [counted(n, "konto", "konta", "kont") for n in (0, 1, 2, 5, 12, 22, 112)] == [
        "0 kont",
        "1 konto",
        "2 konta",
        "5 kont",
        "12 kont",
        "22 konta",
        "112 kont",
    ]


def test_working_days_skip_weekends_and_holidays():
    assert not is_workday(date(2026, 5, 1)) and not is_workday(date(2026, 12, 24)) and not is_workday(date(2026, 6, 4))
    assert workday(date(2026, 5, 1)) == date(2026, 5, 4)
    assert add_workdays(date(2026, 4, 30), 1) == date(2026, 5, 4)
    assert add_workdays(date(2026, 5, 4), -1) == date(2026, 4, 30)


@given(st.dates(date(2020, 1, 1), date(2035, 1, 1)), st.integers(1, 40))
def test_going_there_and_back_over_working_days_returns(day, count):
    start = workday(day)
    assert add_workdays(add_workdays(start, count), -count) == start


def test_dates_are_read_in_both_notations():
    assert parse_date("24.12.2026") == parse_date("2026-12-24") == date(2026, 12, 24)
    assert format_date(date(2026, 3, 5)) == "05.03.2026"
    for text in ("31.02.2026", "12/24/2026", "2026-13-01", "jutro"):
        with pytest.raises(ValueError):
            parse_date(text)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("100-000-00-12", None),
        ("PL 1000000012", None),
        ("123", "length"),
        ("1000000013", "checksum"),
        ("0000000000", "zeros"),
        ("10000000A2", "digits"),
    ],
)
def test_a_nip_says_what_is_wrong(text, problem):
    assert nip_problem(text) == problem


def test_regon_krs_postcode_and_pesel():
    assert regon_problem("000331501") is None and regon_problem("331501") == "length" and regon_problem("000000000") == "zeros"
    assert regon_problem("123456786") == "checksum"
    assert krs_problem("0000123456") is None and krs_problem("123456") == "length"
    assert postcode_problem("20-001") is None and postcode_problem("20001") == "format"
    assert pesel_like("44051401359") and not pesel_like("44051401358")
