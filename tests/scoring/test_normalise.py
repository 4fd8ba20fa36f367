"""Laws of the normalisers, and the spellings that must and must not count as the same."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.normalise import AMBIGUOUS, DIACRITICS, equal, is_slip, normalise
from scoring.normalisers.identifiers import is_valid

KINDS = (
    "exact",
    "text",
    "text_pl",
    "company",
    "person",
    "email",
    "phone",
    "nip",
    "regon",
    "krs",
    "postcode",
    "street",
    "url",
    "date",
    "moment",
    "money",
    "number",
    "integer",
    "percent",
    "quantity",
    "code",
    "longtext",
)
WRITTEN = st.one_of(
    st.text(alphabet="aąbcćęłńóśźżŁŻ ,.-–'\"„”0123456789 /@sp.zok", max_size=24),
    st.text(max_size=16),
    st.from_regex(r"[0-9 .,]{1,12} ?(zł|PLN|%)?", fullmatch=True),
    st.from_regex(r"(ul\.|al\.|pl\.) ?[A-ZŁŻ][a-ząęł]{2,8} [0-9]{1,3}", fullmatch=True),
    st.from_regex(r"(tel\. ?)?(\+48 ?)?[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{3}( wew\. ?[0-9]{1,3})?", fullmatch=True),
    st.from_regex(r"[„\"]?[A-ZŁŻ][a-ząęł]{2,8}[”\"]? (sp\. z o\. ?o\.|S\.A\.|sp\.k\.|spółka jawna)", fullmatch=True),
    st.from_regex(r"[0-3]?[0-9]\.[01]?[0-9]\.20[0-9]{2}", fullmatch=True),
)


@pytest.mark.parametrize("kind", KINDS)
@given(raw=WRITTEN)
def test_normalising_twice_changes_nothing(kind: str, raw: str) -> None:
    once = normalise(kind, raw)
    assert normalise(kind, once) == once


@pytest.mark.parametrize("kind", KINDS)
@given(one=WRITTEN, two=WRITTEN)
def test_comparison_is_symmetric_and_every_value_equals_itself(kind: str, one: str, two: str) -> None:
    there, back = equal(kind, one, two), equal(kind, two, one)
    assert (there.equal, there.slip, there.flags) == (back.equal, back.slip, back.flags)
    assert equal(kind, one, one).equal


@given(st.integers(min_value=0, max_value=10**11))
def test_every_way_of_writing_an_amount_is_the_same_amount(grosze: int) -> None:
    whole, rest = divmod(grosze, 100)
    grouped = f"{whole:,}"
    for text in (
        f"{whole},{rest:02d}",
        f"{whole}.{rest:02d} zł",
        f"{grouped.replace(',', ' ')},{rest:02d}",
        f"{grouped.replace(',', chr(160))},{rest:02d} PLN",
        f"{grouped}.{rest:02d}",
        f"{grouped.replace(',', '.')},{rest:02d}",
    ):
        assert equal("money", text, grosze).equal, text


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_different_amounts_never_count_as_the_same(one: int, two: int) -> None:
    assert equal("money", f"{one // 100},{one % 100:02d}", two).equal == (one == two)


SAME = [
    ("company", "Świt sp. z o.o.", "ŚWIT Spółka z ograniczoną odpowiedzialnością"),
    ("company", "„Świt” sp. z o. o.", "Świt Sp. z o.o"),
    ("company", "Łęcki i Syn s.j.", "Łęcki i Syn – spółka jawna".replace(" –", "")),
    ("company", "Beta S.A.", "BETA Spółka Akcyjna"),
    ("company", "Gama sp. z o.o. sp.k.", "Gama Spółka z ograniczoną odpowiedzialnością Spółka komandytowa"),
    ("company", "P.P.H.U. Delta", "PPHU Delta"),
    ("phone", "tel. 600-100-200", "+48 600 100 200"),
    ("phone", "0048600100200", "600100200"),
    ("nip", "PL 526-10-40-828", "5261040828"),
    ("regon", "331501", "000331501"),
    ("krs", "900001", "0000900001"),
    ("postcode", "20123", "20-123"),
    ("postcode", "1-234", "01-234"),
    ("email", "Jan <JAN@swit.example>", "jan@swit.example"),
    ("url", "https://www.Swit.example/", "swit.example"),
    ("street", "ul. Lipowa", "Lipowa"),
    ("street", "aleja Róż", "al. Róż"),
    ("person", "Nowak Jan", "Jan  NOWAK"),
    ("person", "Anna Kowalska - Lis", "Anna Kowalska-Lis"),
    ("date", "30 kwietnia 2026 r.", "2026-04-30"),
    ("date", "czwartek, 30.04.2026", "2026-04-30"),
    ("date", "30 IV 2026", "30-4-2026"),
    ("text", " Nowa\u00a0 oferta ", "nowa oferta"),
    ("money", "45,2 tys. zł", 4_520_000),
    ("money", "1 248,- zł", 124_800),
    ("percent", "12,5 %", "12.50"),
    ("quantity", "2,5", 2500),
    ("text", "szko\u0301ła", "szkóła"),
]
DIFFERENT = [
    ("company", "Świt sp. z o.o.", "Świt S.A."),
    ("company", "Świt sp. z o.o.", "Świt Bis sp. z o.o."),
    ("company", "Gama sp. z o.o.", "Gama sp. z o.o. sp.k."),
    ("phone", "600100200", "600100201"),
    ("nip", "5261040828", "5261040829"),
    ("date", "30.04.2026", "04.03.2026"),
    ("date", "31.02.2026", "2026-03-03"),
    ("text", "Zołc", "zolc"),
    ("money", "dużo", 0),
    ("money", "1.2.3", 123),
    ("person", "Jan Nowak", "Jan Nowacki"),
    ("phone", "600100200 wew. 12", "600100200 wew. 13"),
]


@pytest.mark.parametrize(("kind", "one", "two"), SAME)
def test_other_spellings_of_the_same_count_as_the_same(kind: str, one: object, two: object) -> None:
    assert equal(kind, one, two).equal


@pytest.mark.parametrize(("kind", "one", "two"), DIFFERENT)
def test_what_differs_is_told_apart(kind: str, one: object, two: object) -> None:
    assert not equal(kind, one, two).equal


def test_missing_polish_marks_are_met_with_a_flag() -> None:
    assert equal("text_pl", "Lodz", "Łódź").flags == (DIACRITICS,)
    assert not equal("text", "Lodz", "Łódź").equal


def test_a_number_that_can_be_read_in_two_ways_is_met_by_either_with_a_flag() -> None:
    assert [equal("money", "12.500", grosze).equal for grosze in (1_250_000, 1_250, 125_000)] == [True, True, False]
    assert equal("money", "12.500", 1_250_000).flags == (AMBIGUOUS,)


def test_tolerance_is_inclusive() -> None:
    assert equal("money", "10,02", 1000, Decimal(2)).equal
    assert not equal("money", "10,03", 1000, Decimal(2)).equal


@pytest.mark.parametrize(
    ("one", "two", "slip"),
    [
        ("12345", "12346", True),
        ("12345", "12354", True),
        ("12345", "1235", True),
        ("12345", "12365", True),
        ("12345", "54321", False),
        ("123", "124", False),
        ("12345", "12345", False),
        ("1234", "123", False),
    ],
)
def test_one_mistyped_sign_is_a_slip(one: str, two: str, slip: bool) -> None:
    assert is_slip(one, two) is is_slip(two, one) is slip


@pytest.mark.parametrize(
    ("kind", "raw", "valid"),
    [
        ("nip", "526-10-40-828", True),
        ("nip", "0000000000", False),
        ("nip", "5261040829", False),
        ("regon", "000331501", True),
        ("email", "jan@swit", False),
        ("email", "jan@swit.example", True),
        ("phone", "600100200", True),
        ("phone", "brak", False),
        ("postcode", "20-123", True),
    ],
)
def test_validity_is_checked_by_the_rules_of_the_number(kind: str, raw: str, valid: bool) -> None:
    assert is_valid(kind, raw) is valid
