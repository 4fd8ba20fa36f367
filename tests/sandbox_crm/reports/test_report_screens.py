"""The report's form, run, chart and files as a browser walks them."""

from io import BytesIO

import openpyxl
import pytest
from bs4 import BeautifulSoup
from pypdf import PdfReader

from sandbox_crm.models.clients import Account
from sandbox_crm.reports.typing import Mistyped, read_value, rows_of, written_value
from sandbox_crm.rules import path_of
from tests.sandbox_crm.driver import ADDRESS, SEALED, new_id, page, send

TYPED = {
    "name": "Otwarte wg etapu",
    "kind": "bar",
    "purpose": "Gdzie stoją szanse?",
    "group_by": ["stage.name"],
    "filters-0-field": "stage.kind",
    "filters-0-op": "eq",
    "filters-0-value": "w toku",
    "filters-1-field": "expected_close",
    "filters-1-op": "relative",
    "filters-1-value": "ten kwartał",
    "measures-0-func": "sum",
    "measures-0-field": "value_gr",
    "measures-1-func": "count",
    "date_field": "expected_close",
}


def made(client, **more):
    report = new_id(send(client, "/reports/new?entity=opportunity", "report.create", **{**TYPED, **more}))
    return report, new_id(send(client, f"/reports/{report}", "report.generate"))


def test_a_report_is_typed_generated_and_shown_with_its_table_beside_the_chart(client, sandbox):
    report, run = made(client)
    row = sandbox.snapshot().state["report"][report]
    assert row["filters"] == {
        "all": [
            {"field": "stage.kind", "op": "eq", "value": "open"},
            {"field": "expected_close", "op": "relative", "value": "this_quarter"},
        ]
    }
    assert row["measures"] == [{"func": "sum", "field": "value_gr"}, {"func": "count"}] and row["compare"] is None
    soup = page(client, f"/reports/runs/{run}")
    text = soup.text.replace("\xa0", " ")
    assert "12 345,67 zł" in text and "16 845,67 zł" in text and "01.04.2026–30.06.2026" in text
    picture = soup.select_one(".report-chart img")
    assert "Nowa" in picture["alt"] and "12" in picture["alt"]


def test_the_kind_must_be_chosen_and_everything_typed_is_kept(client):
    soup = page(client, "/reports/new?entity=opportunity")
    assert not soup.select("input[name=kind][checked]")
    response = send(
        client,
        "/reports/new?entity=opportunity",
        "report.create",
        status=422,
        **{**TYPED, "kind": None, "filters-0-value": "bzdura"},
    )
    text = response.get_data(as_text=True)
    assert "bzdura" in text and "Otwarte wg etapu" in text and 'href="#kind"' in text


@pytest.mark.parametrize("kind", ["bar", "stacked_bar", "line", "pie", "funnel"])
def test_every_chart_is_an_image_that_a_strict_policy_lets_through(client, kind):
    _report, run = made(client, kind=kind, group_by=["stage.name", "owner.name"])
    response = client.get(f"{ADDRESS}/reports/runs/{run}/chart.svg")
    text = response.get_data(as_text=True)
    assert response.mimetype == "image/svg+xml" and "style=" not in text and "<script" not in text
    assert "Nowa" in text


def test_files_hold_numbers_as_numbers_and_text_as_text(client, sandbox):
    with sandbox.work() as bench:
        bench.get(Account, 1).name = "=HYPERLINK(1)"
        bench.session.rollback()
    _report, run = made(client, kind="table", group_by=[], columns=["number", "account.name", "value_gr", "expected_close"])
    sheet = openpyxl.load_workbook(BytesIO(client.get(f"{ADDRESS}/reports/runs/{run}/file.xlsx").data))["Dane"]
    assert [cell.value for cell in sheet[2]][:3] == ["SZ/2026/0001", "Świt sp. z o.o.", 12345.67]
    raw = client.get(f"{ADDRESS}/reports/runs/{run}/file.csv").data
    assert raw.startswith(b"\xef\xbb\xbf") and "SZ/2026/0001;Świt sp. z o.o.;12345,67;2026-05-15\r\n".encode() in raw
    pdf = client.get(f"{ADDRESS}/reports/runs/{run}/file.pdf")
    text = "".join(p.extract_text() for p in PdfReader(BytesIO(pdf.data)).pages).replace("\xa0", " ")
    assert "Otwarte wg etapu" in text and "12 345,67 zł" in text and "strona 1 z 1" in text
    assert client.get(f"{ADDRESS}/reports/runs/{run}/file.pdf").data == pdf.data


def test_an_edited_report_comes_back_as_it_was_typed(client, sandbox):
    report, _run = made(client, **{"compare-kind": "period", "compare-first": "2025-04-01", "compare-to": "2025-06-30"})
    before = sandbox.snapshot().state["report"][report]
    send(client, f"/reports/{report}/edit", "report.update")
    after = sandbox.snapshot().state["report"][report]
    assert {k: v for k, v in after.items() if k not in ("row_version", "updated_at")} == {
        k: v for k, v in before.items() if k not in ("row_version", "updated_at")
    }
    assert after["compare"] == {"kind": "period", "from": "2025-04-01", "to": "2025-06-30"}


def test_groups_of_conditions_are_typed_joined_and_come_back_as_they_were(client, sandbox):
    wide = {"field": "value_gr", "op": "gt", "value": 900_050}
    odds = [{"field": "probability", "op": op, "value": odds} for op, odds in (("ge", 50), ("le", 90))]
    typed = {
        "filters-1-group": "A",
        "filters-2-field": "value_gr",
        "filters-2-op": "gt",
        "filters-2-value": "9 000,50",
        "filters-2-group": "A",
        "filters-3-field": "probability",
        "filters-3-op": "ge",
        "filters-3-value": "50%",
        "filters-3-group": "B",
        "filters-4-field": "probability",
        "filters-4-op": "le",
        "filters-4-value": "90",
        "filters-4-group": "B",
        "joins-b": "all",
    }
    report, _run = made(client, **typed)
    stored = sandbox.snapshot().state["report"][report]["filters"]
    quarter = {"field": "expected_close", "op": "relative", "value": "this_quarter"}
    assert stored == {
        "all": [{"field": "stage.kind", "op": "eq", "value": "open"}, {"any": [quarter, wide]}, {"all": odds}],
    }
    assert rows_of(stored)[:2] == ("all", {"A": "any", "B": "all"})
    send(client, f"/reports/{report}/edit", "report.update")
    assert sandbox.snapshot().state["report"][report]["filters"] == stored
    send(client, f"/reports/{report}/edit", "report.update", filters_match="any", **{"joins-a": "all", "filters-3-group": ""})
    assert sandbox.snapshot().state["report"][report]["filters"] == {
        "any": [
            {"field": "stage.kind", "op": "eq", "value": "open"},
            {"all": [quarter, wide]},
            odds[0],
            {"all": [odds[1]]},
        ]
    }


def test_a_condition_that_does_not_go_with_its_field_is_named_at_its_row(client):
    typed = {**TYPED, "filters-0-op": "contains", "filters-1-op": "contains"}
    response = send(client, "/reports/new?entity=opportunity", "report.create", status=422, **typed)
    soup = BeautifulSoup(response.get_data(as_text=True), "html.parser")
    wrong = [name for name in ("filters-0-op", "filters-1-op") if "is-invalid" in soup.select_one(f'[name="{name}"]')["class"]]
    assert wrong == ["filters-1-op"]


@pytest.mark.parametrize(
    "dotted, op, text, value",
    [
        ("value_gr", "between", "1 000,00; 2 000", [100000, 200000]),
        ("value_gr", "between", "; 5", [None, 500]),
        ("expected_close", "eq", "01.04.2026", "2026-04-01"),
        ("probability", "ge", "50%", 50),
        ("stage.kind", "in", "wygrana; lost", ["won", "lost"]),
        ("expected_close", "relative", "last_n_days:90", "last_n_days:90"),
        ("expected_close", "relative", "po terminie", "overdue"),
        ("probability_manual", "eq", "Tak", True),
        ("name", "contains", "Świt", "Świt"),
    ],
)
def test_typed_values_are_read_and_written_back(dotted, op, text, value):
    path = path_of("opportunity", dotted)
    options = [("won", "wygrana"), ("lost", "przegrana")]
    assert read_value(path, op, text, options) == value
    assert read_value(path, op, written_value(path, op, value, options), options) == value


@pytest.mark.parametrize(
    "dotted, op, text",
    [
        ("value_gr", "eq", "1.234"),
        ("expected_close", "eq", "31.02.2026"),
        ("stage.kind", "eq", "x"),
        ("expected_close", "relative", "kiedyś"),
        ("value_gr", "between", "5"),
        ("name", "eq", ""),
    ],
)
def test_what_cannot_be_read_is_refused(dotted, op, text):
    with pytest.raises(Mistyped):
        read_value(path_of("opportunity", dotted), op, text, [("won", "wygrana")])


@pytest.mark.parametrize("path", ["/reports", "/reports/1", "/reports/runs/1"])
def test_a_sealed_view_has_no_forms_that_write(client, path):
    made(client)
    assert not page(client, path, address=SEALED).select('form[method="post"]')


def test_a_report_in_the_bin_keeps_what_was_generated_of_it(client, sandbox):
    report, run = made(client)
    frozen = sandbox.snapshot().state["report_run"][run]
    send(client, f"/reports/{report}", "report.delete")
    assert not page(client, "/reports").select(f"main a[href$='/reports/{report}']")
    soup = page(client, f"/reports/{report}")
    assert "jest w koszu" in soup.text and soup.select_one(f"main a[href$='/reports/runs/{run}']")
    assert not soup.select("[data-command='report.generate']") and not soup.select("a[href$='/edit']")
    assert "16 845,67 zł" in page(client, f"/reports/runs/{run}").text.replace("\xa0", " ")
    assert client.get(f"{ADDRESS}/reports/runs/{run}/file.pdf").data.startswith(b"%PDF")
    assert client.get(f"{ADDRESS}/reports/{report}/edit").status_code == 404
    assert sandbox.snapshot().state["report_run"][run] == frozen
    send(client, f"/reports/{report}", "bin.restore")
    assert page(client, f"/reports/{report}").select("[data-command='report.generate']")


def test_the_last_act_put_a_report_into_the_bin_and_is_taken_back(client, sandbox):
    report, _run = made(client)
    send(client, f"/reports/{report}", "report.delete")
    send(client, "/reports", "act.undo")
    assert sandbox.snapshot().state["report"][report]["deleted_at"] is None


def test_empty_periods_are_a_choice_of_the_form(client, sandbox):
    more = {"date_bucket": "month", "group_by": ["expected_close"], "filters-1-value": "ten rok"}
    report, run = made(client, **more)
    assert sandbox.snapshot().state["report"][report]["empty_periods"] is True
    assert len(sandbox.snapshot().state["report_run"][run]["rows"]) == 12
    send(client, f"/reports/{report}/edit", "report.update", empty_periods=None)
    assert "pominięte" in page(client, f"/reports/{report}").text
    run = new_id(send(client, f"/reports/{report}", "report.generate"))
    assert all(row["count"] for row in sandbox.snapshot().state["report_run"][run]["rows"])
