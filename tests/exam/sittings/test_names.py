"""Names as people type them: several in a field, with titles, in any order, with a letter wrong."""

import pytest

from exam.sittings.names import near, people_in, same


@pytest.mark.parametrize("text,people", [
    ("", []), (None, []), ("mgr", []), ("Anna Lewandowska", ["Anna Lewandowska"]),
    ("Anna Lewandowska; Piotr Zieliński", ["Anna Lewandowska", "Piotr Zieliński"]),
    ("Anna Lewandowska, Piotr Zieliński", ["Anna Lewandowska", "Piotr Zieliński"]),
    ("Anna Lewandowska\nPiotr Zieliński", ["Anna Lewandowska", "Piotr Zieliński"]),
    ("Anna Lewandowska oraz Piotr Zieliński i Ewa Kot", ["Anna Lewandowska", "Piotr Zieliński", "Ewa Kot"]),
    ("Lewandowska, Anna", ["Lewandowska Anna"]), ("Lewandowska, Anna; Zieliński, Piotr", ["Lewandowska Anna", "Zieliński Piotr"]),
    ("Anna Lewandowska, dr", ["Anna Lewandowska"]), ("Iwona Igielska", ["Iwona Igielska"]),
])
def test_a_field_names_its_people(text, people):
    assert people_in(text) == people


@pytest.mark.parametrize("one,other,alike", [
    ("mgr Anna Lewandowska", "Anna Lewandowska", True), ("dr hab. inż. LEWANDOWSKA Anna", "Anna Lewandowska", True),
    ("Łucja Żółć", "lucja zolc", True), ("prof. dr hab. Łucja Żółć", "Żółć Łucja", True),
    ("Anna Nowak-Kot", "Anna Nowak Kot", True), ("Anna Lewandowska", "Anna Lewandowski", False), ("dr", "mgr", False),
])
def test_titles_case_marks_and_order_do_not_matter(one, other, alike):
    assert same(one, other) is alike


@pytest.mark.parametrize("one,other,alike", [
    ("Anna Lewandowska", "Anna Levandowska", True), ("Anna Lewandowska", "Ana Lewandowska", True),
    ("Anna Lewandowska", "Anna Lewandwoska", True), ("Lewandowski Anna", "Anna Lewandowska", True),
    ("A. Lewandowska", "Anna Lewandowska", True), ("Lewandowska", "Anna Lewandowska", True),
    ("Anna Maria Lewandowska", "Anna Lewandowska", True),
    ("Anna Lewandowska", "Anna Lewandowska", False), ("Anna Lewandowska", "Anna Wiśniewska", False),
    ("Piotr Lewandowski", "Anna Lewandowska", False), ("B. Lewandowska", "Anna Lewandowska", False), ("", "Anna", False),
])
def test_a_near_name_is_told_from_the_same_and_from_another(one, other, alike):
    assert near(one, other) is alike
