"""The catalogue against the official text, and the map of methods."""

import re
from datetime import date
from pathlib import Path

import pytest

from question_bank.qualification import (
    MethodRefused,
    load_qualification,
    official_names,
    validation_method,
)

SOURCE = (Path(__file__).parents[1] / "data" / "qualification-13881.txt").read_text(encoding="utf-8")
FLAT = " ".join(SOURCE.replace("\f", " ").split())
OUTCOMES_TEXT = SOURCE.replace("\f", "\n").partition("Zestawy efektów uczenia się")[2].partition(
    "Instytucje certyfikujące i podmioty"
)[0]


def official_catalogue():
    """Set names, outcome names and criterion texts by code, cut from the official text by its own numbering."""
    sets, outcomes, criteria = {}, {}, {}
    blocks = re.split(r"\n\s*\n|\n(?=\d\)|\d\. |[a-f]\. )", OUTCOMES_TEXT)
    last = None
    for block in (" ".join(block.split()) for block in blocks):
        if found := re.match(r"(\d)\) (.+)", block):
            sets[found[1]], number, last = found[2], found[1], None
        elif found := re.match(r"(\d)\. (.+)", block):
            outcome, last = f"{number}.{found[1]}", None
            outcomes[outcome] = found[2]
        elif found := re.match(r"([a-f])\. (.+)", block):
            last = f"{outcome}.{found[1]}"
            criteria[last] = found[2]
        elif block and last and not block.startswith("Poszczególne"):
            criteria[last] += " " + block
    return sets, outcomes, {code: re.sub(r"[,.]$", "", text) for code, text in criteria.items()}


def test_there_are_two_sets_eight_outcomes_and_thirty_nine_criteria():
    qualification = load_qualification()
    assert (len(qualification.sets), len(qualification.outcomes), len(qualification.criteria)) == (2, 8, 39)


def test_every_name_and_criterion_is_the_official_wording():
    qualification = load_qualification()
    sets, outcomes, criteria = official_catalogue()
    assert {entry.code: entry.name for entry in qualification.sets} == sets
    assert {entry.code: entry.name for entry in qualification.outcomes} == outcomes
    assert {entry.code: entry.text for entry in qualification.criteria} == criteria
    assert len(criteria) == 39


def test_slips_of_the_source_are_kept_and_closing_marks_are_not():
    qualification = load_qualification()
    assert "klientów zgodnie określonymi celami" in qualification.criterion("1.2.d").text
    assert not [criterion.code for criterion in qualification.criteria if criterion.text[-1] in ",."]
    assert qualification.criterion("2.1.e").text.endswith("usługi oraz formy sprzedaży")


def test_every_descriptive_part_stands_word_for_word_in_the_source():
    qualification = load_qualification()
    for part, text in vars(qualification.wording).items():
        assert text and text in FLAT, part
    assert qualification.registry.legal_basis in FLAT


def test_register_data_are_those_of_the_source():
    registry = load_qualification().registry
    assert load_qualification().number == "13881"
    assert (registry.prk_level, registry.hours, registry.validity_years) == (4, 60, 5)
    assert (registry.announced_on, registry.included_on) == (date(2021, 4, 15), date(2021, 5, 5))
    assert (registry.in_force_on, registry.next_review_on) == (date(2021, 6, 25), date(2031, 5, 5))
    for code in (registry.education, registry.pkd, registry.isced):
        assert f"{code.code} - {code.name}" in FLAT
    for text in (registry.former_code, registry.applicant, registry.minister, *registry.certifying_institutions):
        assert text in FLAT


def test_eight_criteria_are_decided_by_the_test_twenty_eight_by_the_work_three_by_the_talk():
    qualification = load_qualification()
    assert [c.code for c in qualification.decided_by("test")] == [
        "1.1.a", "1.1.b", "1.1.c", "1.1.d", "1.1.e", "1.2.a", "1.3.a", "2.5.c",
    ]  # fmt: skip
    assert len(qualification.decided_by("sandbox")) == 28
    assert [c.code for c in qualification.decided_by("observation")] == [
        "2.1.a", "2.1.b", "2.1.e", "2.3.b", "2.4.b", "2.5.a", "2.5.e",
    ]  # fmt: skip
    assert [c.code for c in qualification.decided_by("interview")] == ["1.3.b", "1.3.c", "2.3.e"]


def test_supporting_methods_never_repeat_a_deciding_one():
    qualification = load_qualification()
    assert [c.code for c in qualification.supported_by("test")] == ["1.3.b", "1.3.c"]
    assert [c.code for c in qualification.supported_by("sandbox")] == ["1.1.b", "1.1.c", "1.1.e", "1.2.a"]
    assert [c.code for c in qualification.supported_by("interview")] == ["2.1.a", "2.1.b"]
    assert not [c.code for c in qualification.criteria if set(c.methods) & set(c.supporting)]


def test_json_holds_exactly_the_catalogue():
    data = load_qualification().as_json()
    assert list(data) == ["number", "name", "sets"]
    assert [list(entry) for entry in data["sets"]] == [["code", "name", "outcomes"]] * 2
    first = data["sets"][0]["outcomes"][0]
    assert list(first) == ["code", "name", "criteria"] and first["code"] == "1.1"
    assert first["criteria"][1] == {
        "code": "1.1.b",
        "text": "wskazuje źródła danych adekwatne do typu poszukiwanych danych o klientach",
        "methods": ["test"],
        "supporting": ["sandbox"],
    }


def test_papers_name_sandbox_and_observation_as_one_official_method():
    assert official_names(("sandbox", "observation")) == ("obserwacja w warunkach symulowanych (symulacja)",)
    assert official_names(("test", "interview")) == (
        "test teoretyczny",
        "wywiad swobodny lub ustrukturyzowany (rozmowa z komisją)",
    )
    for name in official_names(("test", "sandbox", "interview")):
        assert name in FLAT


@pytest.mark.parametrize("method", ["evidence_analysis", "guess"])
def test_evidence_analysis_and_unknown_methods_are_refused_for_a_validation(method):
    with pytest.raises(MethodRefused):
        validation_method(method)


def test_an_unknown_criterion_is_named_in_the_refusal():
    with pytest.raises(KeyError, match=r"9\.9\.z"):
        load_qualification().criterion("9.9.z")


def test_a_criterion_knows_its_outcome():
    assert load_qualification().outcome_of("2.4.f").code == "2.4"
