"""The bank check finds every kind of fault, and finds none in what is shipped."""

from datetime import date

import pytest
import yaml

from question_bank.check import check_bank
from question_bank.item_rules import hidden_negative
from tests.question_bank.bank_factory import multiple, ordering, write_yaml

TODAY = date(2026, 11, 22)


@pytest.fixture
def broken(sound_bank):
    """Change one content file by a function of its parsed content, then check; returns the problems."""

    def check_after(file, change, today=TODAY):
        path = sound_bank / file
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        write_yaml(path, change(content) or content)
        return check_bank(today, sound_bank)["problems"]

    return check_after


def items_of(content):
    return content["items"]


def test_a_sound_bank_has_no_problem_and_twelve_items_a_criterion(sound_bank):
    result = check_bank(TODAY, sound_bank)
    assert result["problems"] == []
    assert set(result["items"].values()) == {12} and len(result["items"]) == 10


def set_in(index, **changes):
    def change(content):
        items_of(content)[index].update(changes)

    return change


def set_option(index, option, **changes):
    def change(content):
        items_of(content)[index]["options"][option].update(changes)

    return change


def drop(count):
    def change(content):
        del items_of(content)[-count:]

    return change


def longest_keys(content):
    for item in items_of(content)[:5]:
        item["options"][0]["text"] += " i jeszcze dużo, dużo dłużej niż inne"


def others_than_single(content):
    for index in range(5):
        items_of(content)[index] = ordering(f"1.1.a-{index + 1:02d}")


def one_level(content):
    for item in items_of(content)[:7]:
        item["level"] = "application"


def twin_stem(content):
    items_of(content)[1]["stem"] = items_of(content)[0]["stem"].replace("Co należy", "Co trzeba")


def key_told(content):
    items_of(content)[1]["stem"] = f"Skoro {items_of(content)[0]['options'][0]['text']}, to jak postąpi handlowiec?"


def stem_told(content):
    items_of(content)[1]["options"][1]["text"] = f"Zapytać: {items_of(content)[0]['stem']}"


def two_keys(content):
    items_of(content)[3]["options"][1]["key"] = True


def wrong_choose(content):
    items_of(content)[3] = multiple("1.1.a-04", choose=3)


def undated_law(content):
    items_of(content)[4]["source"] = {"kind": "law", "ref": "art. 5 RODO"}


def passed_law(content):
    source = {"kind": "law", "ref": "art. 5 RODO", "as_of": date(2024, 1, 1), "review_on": date(2026, 11, 21)}
    items_of(content)[4]["source"] = source


ITEM_FAULTS = {
    "too few items": (drop(3), "9 sound items, at least 10 needed"),
    "missing rationale": (set_option(0, 1, rationale=""), "options 2 rationale is empty"),
    "missing source": (lambda c: items_of(c)[0].pop("source") and None, "source is missing"),
    "two keys": (two_keys, "2 keys"),
    "choose unlike keys": (wrong_choose, "choose says 3"),
    "one-sided enemy": (set_in(0, enemies=["1.1.a-02"]), "add 1.1.a-01 to the enemies of 1.1.a-02"),
    "unknown enemy": (set_in(0, enemies=["1.1.a-77"]), "enemy 1.1.a-77 is not in the bank"),
    "repeated id": (set_in(1, id="1.1.a-01"), "used twice"),
    "near twins": (twin_stem, "1.1.a-01 and 1.1.a-02: their stems are nearly the same"),
    "all of the above": (set_option(2, 2, text="Wszystkie powyższe odpowiedzi"), "refers to the other options"),
    "a and b": (set_option(2, 2, text="Odpowiedzi A i B"), "refers to the other options"),
    "negative stem": (set_in(2, stem="Które z tych pól nie jest potrzebne?"), "write NIE in capitals"),
    "longest keys": (longest_keys, "the key is the longest option in"),
    "too few single": (others_than_single, "7 single choice items of 12, at least 8 needed"),
    "levels": (one_level, "balance the levels"),
    "undated law": (undated_law, "needs as_of and review_on"),
    "review date passed": (passed_law, "was to be read again on 2026-11-21"),
    "key given away": (key_told, "1.1.a-02: it holds the whole key of 1.1.a-01"),
    "stem given away": (stem_told, "1.1.a-02: it holds the whole stem of 1.1.a-01"),
    "plan cannot be filled": (drop(7), "the bank cannot fill the form (1.1.a: wanted 6, had 5)"),
}


@pytest.mark.parametrize(("change", "expected"), ITEM_FAULTS.values(), ids=ITEM_FAULTS)
def test_a_fault_of_the_items_is_found(broken, change, expected):
    problems = broken("items/1.1.a.yaml", change)
    assert [problem for problem in problems if expected in problem], problems
    assert all("1.1.a" in problem for problem in problems)


def test_one_fault_brings_one_problem(broken):
    assert len(broken("items/1.1.a.yaml", passed_law)) == 1


def test_review_dates_are_compared_only_when_today_is_given(broken):
    assert broken("items/1.1.a.yaml", passed_law, today=None) == []


def test_marked_twins_are_no_problem(broken):
    def twins(content):
        twin_stem(content)
        items_of(content)[0]["enemies"], items_of(content)[1]["enemies"] = ["1.1.a-02"], ["1.1.a-01"]

    assert broken("items/1.1.a.yaml", twins) == []


def test_items_of_a_criterion_that_the_test_does_not_ask_about_are_found(sound_bank):
    text = (sound_bank / "items" / "1.1.a.yaml").read_text(encoding="utf-8")
    (sound_bank / "items" / "2.4.d.yaml").write_text(text.replace("1.1.a", "2.4.d"), encoding="utf-8")
    problems = check_bank(TODAY, sound_bank)["problems"]
    assert [problem for problem in problems if "the test does not ask about 2.4.d" in problem]


@pytest.mark.parametrize(
    ("code", "expected"),
    [("2.3.e", "main questions, at least 2"), ("1.1.d", "follow_up questions, at least 2"), ("2.1.b", "supporting")],
)
def test_missing_interview_questions_are_found(broken, code, expected):
    problems = broken(f"interview/{code}.yaml", lambda content: content["questions"].pop() and None)
    assert len(problems) == 1 and expected in problems[0] and code in problems[0]


def test_an_interview_question_in_a_role_that_is_never_asked_is_found(broken):
    problems = broken("interview/2.1.b.yaml", lambda c: c["questions"][0].update(role="follow_up"))
    assert [problem for problem in problems if "role follow_up is not asked at 2.1.b" in problem]


def test_an_interview_source_past_its_review_date_is_found(broken):
    problems = broken("interview/2.1.b.yaml", lambda content: None, today=date(2027, 12, 1))
    assert [p for p in problems if p.startswith("interview/2.1.b.yaml, 2.1.b-q1: its source was to be read again")]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda c: c["cells"].pop() and None, "the deciding cells are"),
        (lambda c: c["bands"].update(met_from=1), "review_from lies above met_from"),
        (lambda c: c["cells"][0].update(count=3, least_single=2), "nobody could meet 1.1.a"),
        (lambda c: c["cells"][0].update(least_single=7), "least_single is more than count"),
        (lambda c: c.pop("minutes") and None, "minutes is missing"),
    ],
)
def test_a_fault_of_the_plan_is_found(broken, change, expected):
    problems = broken("blueprint.yaml", change)
    assert [problem for problem in problems if "blueprint.yaml" in problem and expected in problem], problems


@pytest.mark.parametrize(
    ("stem", "negative"),
    [
        ("Które z tych pól nie jest potrzebne?", True),
        ("Klient pyta o cenę. Czego handlowiec nie powinien zapisać w systemie CRM?", True),
        ("Które z tych pól NIE jest potrzebne?", False),
        ("Klient nie odbiera telefonu od tygodnia. Co zrobić najpierw?", False),
        ("Co zrobić najpierw, jeśli klient nie odbiera telefonu?", False),
        ("Jeżeli klient nie odpisuje, od czego zacząć?", False),
        ("Który wykres pokaże klientów, którzy nie kupili niczego od roku?", False),
    ],
)
def test_only_a_negation_of_the_question_itself_counts_as_negative(stem, negative):
    assert hidden_negative(stem) is negative


def test_the_shipped_bank_has_no_problem():
    result = check_bank(TODAY)
    assert result["problems"] == []
    assert len(result["items"]) == 10 and min(result["items"].values()) >= 12
