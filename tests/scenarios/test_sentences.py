"""What the checks of the pack say is fit to be signed: whole Polish sentences, each once, without ids or codes."""

import re

import pytest

from question_bank.scenarios.script import golden, mutant
from sandbox_crm.offers.tags import TAGS
from scoring.checks.fields import TABLES
from scoring.practical import judge
from scoring.words import FIELDS, field_words, tag_words
from tests.scenarios.proving import PACK

#: criteria whose checks have the most to tell: offers, goals, stages, readings, moves, reports
TOLD = ("2.1.a", "2.1.b", "2.2.a", "2.2.b", "2.4.c", "2.4.d", "2.5.a", "2.5.b", "2.5.d")
CODE = re.compile(r"\b[a-z]+_[a-z_]+\b|\b[a-z]+\.(?:name|number|email|position|full_name)\b|#\w+/|@[A-Z]\d")


def sentences(place, steps, criteria=None):
    """The sentences on criteria that are not met, as the evidence and the draft show them."""
    sealed = place.run(steps)
    found = judge(sealed.snapshot, place.variant.checks, sealed.answers)
    return {one.criterion: list(dict.fromkeys(finding.rationale_pl for finding in one.findings))
            for one in found if one.result == "not_met" and (criteria is None or one.criterion in criteria)}


@pytest.mark.parametrize("criterion", TOLD)
def test_a_spoiled_criterion_is_told_in_sentences_without_codes(grounds, criterion):
    for told in sentences(grounds("2"), mutant(PACK, criterion), {criterion})[criterion]:
        assert told.endswith(("." , ".”")) and not told.endswith(".."), told
        assert "o.o..)" not in told and ".. " not in told, told
        assert not CODE.search(told), told


def test_who_did_nothing_reads_each_fact_once(grounds):
    told = sentences(grounds("2"), [])
    assert told
    for facts in told.values():
        assert all(fact.count("Nie podjęto próby") <= 1 for fact in facts), facts


def test_what_waits_for_a_template_is_said_once_with_its_reason(grounds):
    told = sentences(grounds("2"), mutant(PACK, "2.2.a"))["2.2.a"]
    assert len(told) == 4
    assert "w treści brakuje: gwarancja 36 miesięcy, termin płatności 14 dni." in told[0]


def test_the_right_way_is_told_without_codes(grounds):
    sealed = grounds("2").run(golden(PACK))
    for one in judge(sealed.snapshot, grounds("2").variant.checks, sealed.answers):
        assert not CODE.search(one.rationale_pl), one.rationale_pl


def test_every_tag_of_an_offer_has_its_words():
    assert [tag for tag in TAGS if tag_words(tag) == f"„{tag}”"] == []


#: columns that the machine keeps for itself; no check of a candidate's work is about them
INNER = {"id", "is_candidate", "media_type", "size", "sha256", "file_sha256", "raw_sha256", "pdf_sha256", "name_fold",
         "name_sort", "name_key", "raw", "customer_snapshot",
         "rendered_blocks", "vat_summary", "definition", "filter_words", "record_ids"}


def test_every_field_that_a_check_may_ask_about_has_its_words():
    columns = {column for table in TABLES.values() for column in table} - INNER
    assert sorted(column for column in columns if column not in FIELDS and f"{column}_id" not in FIELDS) == []
    assert field_words("owner.name") == "opiekun"
