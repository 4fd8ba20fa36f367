"""The sales settlement against brute force over random companies, and its screen."""

import random
from datetime import date
from io import BytesIO

import openpyxl
import pytest
from pypdf import PdfReader
from sqlalchemy import insert

from sandbox_crm.bench import Actor, Workbench
from sandbox_crm.images import whole_state
from sandbox_crm.models.sales import SalesGoal
from sandbox_crm.models.work import REPORT_ENTITIES
from sandbox_crm.reports.settlement import settled
from sandbox_crm.store import build_template, open_path
from tests.sandbox_crm.driver import ADDRESS, SEALED, page
from tests.sandbox_crm.reports.random_company import NOW, TODAY, company

QUARTER = (date(2026, 1, 1), date(2026, 3, 31))


def goals(rng):
    """Goals of every sort: of owners and of nobody, within the quarter and beyond it, scoped and not, drafts too."""
    stamp = NOW.replace(tzinfo=None)
    for key in range(1, 13):
        first, last = rng.choice([QUARTER, (date(2026, 2, 1), date(2026, 2, 28)), (date(2025, 12, 1), date(2026, 1, 31))])
        yield {"id": key, "name": f"Cel {key}", "metric": rng.choice(["won_value", "won_value", "won_count"]),
               "status": rng.choice(["active", "closed", "draft"]), "target_value": rng.randint(1, 10**8), "date_from": first,
               "date_to": last, "owner_id": rng.choice([1, 2, 3, None]), "pipeline_id": rng.choice([None, 1, 2]),
               "segment_id": rng.choice([None, None, 1]), "created_at": stamp, "updated_at": stamp, "row_version": 1}


def won(state, first, last, **wanted):
    """Won opportunities closed between two days, written out plainly."""
    return [row for row in state["opportunity"].values() if row["deleted_at"] is None
            and state["stage"][row["stage_id"]]["kind"] == "won" and first.isoformat() <= row["closed_on"] <= last.isoformat()
            and all(row[name] == value for name, value in wanted.items())]


@pytest.mark.parametrize("seed", range(5))
def test_every_owner_and_total_equals_brute_force(tmp_path, seed):
    path, made_goals = tmp_path / "company.sqlite3", list(goals(random.Random(seed)))
    build_template(path, company(seed, 150) | {"sales_goal": []}, NOW)
    with open_path(path, write=True) as session:
        session.execute(insert(SalesGoal), made_goals)
    with open_path(path, write=False) as session:
        state = whole_state(session)
        made = settled(Workbench(session, Actor("candidate", 1), TODAY, NOW), *QUARTER)
    members = {row["account_id"] for row in state["segment_member"].values() if row["deleted_at"] is None}
    members &= {row["id"] for row in state["account"].values() if row["deleted_at"] is None}
    expected = {}
    for goal in made_goals:
        within = goal["date_from"] >= QUARTER[0] and goal["date_to"] <= QUARTER[1]
        if goal["metric"] != "won_value" or goal["status"] == "draft" or not within or goal["owner_id"] is None:
            continue
        scope = {"owner_id": goal["owner_id"]} | ({"pipeline_id": goal["pipeline_id"]} if goal["pipeline_id"] else {})
        reached = [row["value_gr"] for row in won(state, goal["date_from"], goal["date_to"], **scope)
                   if not goal["segment_id"] or row["account_id"] in members]
        target, so_far = expected.get(goal["owner_id"], (0, 0))
        expected[goal["owner_id"]] = (target + goal["target_value"], so_far + sum(reached))
    for row in made.owners:
        own = won(state, *QUARTER, owner_id=row.owner_id)
        assert (row.count, row.won_gr) == (len(own), sum(one["value_gr"] for one in own))
        counted = (row.against.target_gr, row.against.reached_gr) if row.against else None
        assert counted == expected.get(row.owner_id)
    whole = won(state, *QUARTER)
    assert (made.total.count, made.total.won_gr) == (len(whole), sum(one["value_gr"] for one in whole))
    assert {row.owner_id for row in made.owners} == {row["owner_id"] for row in whole} | set(expected)


def test_the_screen_says_its_period_and_hands_out_the_same_figures(client):
    address = "/reports/settlement?from=2026-01-01&to=2026-12-31"
    text = page(client, address).select_one("main").text.replace("\xa0", " ")
    assert "01.01.2026–31.12.2026" in text and "Rozliczenie sprzedaży" in text
    query = "from=2026-01-01&to=2026-12-31"
    sheet = openpyxl.load_workbook(BytesIO(client.get(f"{ADDRESS}/reports/settlement/file.xlsx?{query}").data))["Dane"]
    assert [cell.value for cell in sheet[1]][:3] == ["Opiekun", "Wygrane szanse", "Wartość netto wygranych"]
    pdf = PdfReader(BytesIO(client.get(f"{ADDRESS}/reports/settlement/file.pdf?{query}").data)).pages[0].extract_text()
    assert "Okres 01.01.2026–31.12.2026" in pdf and "strona 1 z 1" in pdf
    assert client.get(f"{ADDRESS}/reports/settlement/chart.svg?{query}").mimetype == "image/svg+xml"


@pytest.mark.parametrize("query", ["from=2026-13-01&to=2026-12-31", "from=2026-05-01", "from=2026-05-02&to=2026-05-01"])
def test_a_period_that_is_none_is_named_and_kept_as_typed(client, query):
    soup = page(client, f"/reports/settlement?{query}")
    assert soup.select_one('[role="alert"]') and soup.select_one("#from")["value"] == query.split("&")[0].partition("=")[2]


def test_a_new_report_begins_with_what_the_records_hold(client):
    soup = page(client, "/reports/new")
    assert len(soup.select(".report-starts a")) == len(REPORT_ENTITIES) + 1 and "rekord" in soup.text
    assert not page(client, "/reports/new", address=SEALED).select(".report-starts")
