"""A generated report is frozen, says its filter in Polish words, and names what is wrong."""

import pytest

from sandbox_crm.bench import Refused
from sandbox_crm.models.everything import BY_TABLE
from sandbox_crm.models.sales import Opportunity
from sandbox_crm.reports.commands import create_report, generate_report, update_report
from sandbox_crm.reports.labels import FIELDS, OPERATORS, RELATIONS, RELATIVE, VALUES
from sandbox_crm.reports.words import filter_words
from sandbox_crm.rules import FIELDS as RULE_FIELDS
from sandbox_crm.rules import OPERATORS as RULE_OPERATORS
from sandbox_crm.rules import RELATIONS as RULE_RELATIONS
from sandbox_crm.rules import RELATIVE_COUNTED, RELATIVE_DAYS
from tests.sandbox_crm.seed import TODAY

OPEN = {"all": [{"field": "stage.kind", "op": "eq", "value": "open"}, {"field": "value_gr", "op": "ge", "value": 100_000}]}


def report(bench, **parts):
    return create_report(
        bench,
        **{
            "name": "Otwarte szanse",
            "entity": "opportunity",
            "kind": "bar",
            "filters": OPEN,
            "group_by": ["owner.name"],
            "measures": [{"func": "sum", "field": "value_gr"}],
            **parts,
        },
    )


def test_a_run_stays_as_it_was_when_the_records_change(bench):
    made = report(bench)
    run = generate_report(bench, report_id=made.id)
    assert run.rows == [{"kind": "group", "keys": ["Anna Kowalczyk"], "count": 2, "values": [1_684_567]}]
    assert (run.totals["values"], run.record_ids, run.as_of) == ([1_684_567], [1, 2], TODAY)
    bench.get(Opportunity, 1).value_gr = 1
    again = generate_report(bench, report_id=made.id)
    assert again.totals["values"] == [450_000] and run.totals["values"] == [1_684_567] and run.sha256 != again.sha256


def test_the_filter_is_frozen_in_polish_words(bench):
    filters = {
        "all": [
            *OPEN["all"],
            {"field": "expected_close", "op": "relative", "value": "this_quarter"},
            {
                "any": [
                    {"field": "owner_id", "op": "eq", "value": 2},
                    {"field": "account.industry", "op": "in", "value": ["trade"]},
                ]
            },
        ]
    }
    run = generate_report(bench, report_id=report(bench, filters=filters).id)
    assert run.filter_words.replace("\xa0", " ") == (
        "Etap: wynik równa się w toku oraz Wartość netto co najmniej 1 000,00 zł oraz Planowane zamknięcie: ten kwartał "
        "(01.04.2026–30.06.2026) oraz (Opiekun równa się Piotr Żak lub Konto klienta: branża to jedna z wartości: handel)"
    )
    assert filter_words("task", {"all": [{"field": "due_on", "op": "relative", "value": "overdue"}]}, TODAY) == (
        "Termin: po terminie (przed 20.04.2026)"
    )


def test_the_kind_has_no_default_and_faults_name_their_fields(bench):
    with pytest.raises(TypeError):
        create_report(bench, name="x", entity="opportunity", columns=["name"])
    with pytest.raises(Refused) as caught:
        report(bench, name="", kind="radar", columns=["nonsense"])
    assert set(caught.value.fields) == {"name", "kind", "columns"}


def test_an_update_changes_the_definition_and_not_the_run(bench):
    made = report(bench)
    run = generate_report(bench, report_id=made.id)
    update_report(bench, report_id=made.id, kind="pie", conclusion="Wszystko jest u Anny.")
    assert (made.kind, run.definition["kind"]) == ("pie", "bar")


def test_everything_that_a_filter_can_name_has_a_name():
    for entity, fields in RULE_FIELDS.items():
        assert {f"{entity}.{field}" for field in fields} <= set(FIELDS)
    assert set(RULE_OPERATORS["date"] | RULE_OPERATORS["text"]) <= set(OPERATORS)
    assert {name for relations in RULE_RELATIONS.values() for name in relations} <= set(RELATIONS)
    assert {*RELATIVE_DAYS, *RELATIVE_COUNTED, "overdue"} == set(RELATIVE)
    assert all(
        entity in BY_TABLE and field in BY_TABLE[entity].__table__.columns for entity, field in (k.split(".") for k in VALUES)
    )
