"""The CRM with 1,000 and with 100,000 accounts: its own screens asked through HTTP, beside the bare SQL that they need.

``python benchmarks/crm_scale.py --times 15`` · ``--short``: tiny sizes, to see that everything still answers · ``--sums``:
only board sums and reports beside bare SQL.

For each screen: milliseconds at both sizes, asked in turn, and the ratio large to small. For what has to read every
record (board sums, grouped reports): milliseconds of the product's own computation beside those of the one SQL statement
that comes to the same numbers, in turn on the same file, and whether they do come to the same numbers.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from flask.testing import FlaskClient
from sqlalchemy import text

from benchmarks.crm_filling import fill
from benchmarks.measuring import seconds_of, show, side_by_side, spread
from benchmarks.shipped import shipped
from sandbox_crm.bench import Actor, Workbench
from sandbox_crm.lists.conditions import where_text
from sandbox_crm.models.sales import Opportunity
from sandbox_crm.practice import PRACTICE, create_practice_app
from sandbox_crm.reports.commands import create_report
from sandbox_crm.reports.definition import Definition
from sandbox_crm.reports.gathering import gathered
from sandbox_crm.rules import check_filters
from sandbox_crm.sales.board import done_by_stage, values_by_stage
from sandbox_crm.sales.numbers import highest, next_number
from sandbox_crm.store import SandboxStore, open_path

SMALL, LARGE, SHORT = 1_000, 100_000, (40, 400)
NOW, TODAY = datetime(2026, 4, 20, 9, 0, tzinfo=UTC), date(2026, 4, 20)
ADDRESS = f"/crm/{PRACTICE}"
REPORT = Definition(name="Wartość według etapu", entity="opportunity", group_by=("stage.name",), kind="bar",
                    measures=({"func": "count"}, {"func": "sum", "field": "value_gr"}))
#: what was won this year by month and owner: a filter over a related field and a range of dates
WON = Definition(name="Wygrane w roku", entity="opportunity", group_by=("owner.name",), date_field="closed_on",
                 date_bucket="month", kind="bar", measures=REPORT.measures, filters={"all": [
                     {"field": "stage.kind", "op": "eq", "value": "won"},
                     {"field": "closed_on", "op": "relative", "value": "this_year"}]})
#: screen -> address; every one is asked at both sizes
SCREENS = {
    "accounts by name": "/accounts", "accounts, last page": "/accounts?end=1", "accounts of a status": "/accounts?status=active",
    "accounts by date added": "/accounts?sort=-added", "account": "/accounts/{account}",
    "account form": "/accounts/{account}/edit", "contacts": "/contacts", "contact": "/contacts/{contact}",
    "contact form": "/contacts/{contact}/edit",
    "opportunity": "/opportunities/{opportunity}", "opportunity form": "/opportunities/{opportunity}/edit",
    "tasks of a week": "/tasks?range=this_week&size=25", "task": "/tasks/{task}", "new task": "/tasks/new",
    "offers": "/offers", "offers by value of status": "/offers?status=ready", "messages": "/messages",
    "search of a name": "/search?q={word}", "search in the accounts": "/accounts?q={word}", "search nothing": "/search?q=qqzzqq",
    "search of the register": "/register?q={word}", "picking an account": "/pick/account?q={word}",
}
#: screens that have to add up every live record they stand for, and those that count their days: LIMIT milliseconds each
SUMMING = {"opportunities by close": "/opportunities", "opportunities by value": "/opportunities?sort=-value_gr",
           "board": "/opportunities/board", "values by stage": "/opportunities/values", "tasks": "/tasks?size=25", "desk": "/",
           "goals": "/goals", "goal": "/goals/{goal}",
           "settlement": "/reports/settlement?from=2026-01-01&to=2026-12-31",
           "values of one colleague": "/opportunities/values?owner_id=1",
           "board of one colleague": "/opportunities/board?owner_id=1",
           "accounts that look alike": "/accounts/merge", "contacts that look alike": "/contacts/merge",
           "calendar of a month": "/tasks/calendar", "calendar of a week": "/tasks/calendar?span=week",
           "calendar of a day": "/tasks/calendar?span=day", "calendar of one colleague": "/tasks/calendar?owner_id=1"}
#: lists under conditions that somebody put together: what is meant is found among all records, LIMIT milliseconds each
CONDITIONS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "accounts of an industry in two towns": ("account", "/accounts", {"all": [
        {"field": "industry", "op": "eq", "value": "trade"},
        {"any": [{"field": "city", "op": "eq", "value": "Lublin"}, {"field": "city", "op": "starts", "value": "Kra"}]}]}),
    "accounts whose e-mail holds a text": ("account", "/accounts", {"all": [
        {"field": "email", "op": "contains", "value": "99@"}]}),
    "contacts of accounts in a town": ("contact", "/contacts", {"all": [
        {"field": "account.city", "op": "eq", "value": "Ełk"}]}),
    "opportunities of a value in open stages": ("opportunity", "/opportunities", {"all": [
        {"field": "value_gr", "op": "between", "value": [200_000, 30_000_000]},
        {"field": "stage.kind", "op": "eq", "value": "open"}, {"field": "account.industry", "op": "eq", "value": "trade"}]}),
    "board of a value": ("opportunity", "/opportunities/board", {"all": [
        {"field": "value_gr", "op": "gt", "value": 40_000_000}]}),
    "values by stage of a town": ("opportunity", "/opportunities/values", {"all": [
        {"field": "account.city", "op": "eq", "value": "Ełk"}]}),
    "tasks of opportunities of a value": ("task", "/tasks", {"all": [
        {"field": "opportunity.value_gr", "op": "gt", "value": 40_000_000},
        {"field": "title", "op": "contains", "value": "katalog"}]}),
    "offers of a colleague's opportunities": ("offer", "/offers", {"all": [
        {"field": "opportunity.owner_id", "op": "eq", "value": 1}]})}
#: nothing that a person waits for takes longer, whatever the size
LIMIT = 1_000


@dataclass
class Place:
    """One size: a browser, the file behind it and the records that the addresses name."""

    client: FlaskClient
    path: Path
    named: dict[str, Any]

    def ask(self, address: str) -> int:
        """Ask for a screen; its length. Raises AssertionError where it does not answer with 200."""
        response = self.client.get(ADDRESS + address.format(**self.named))
        assert response.status_code == 200, (address, response.status_code)
        return len(response.data)


def place_of(folder: Path, template: Path, size: int) -> Place:
    """The stand-alone practice application over a filled copy of a template."""
    path = SandboxStore(folder / str(size) / "practice").path(PRACTICE)
    path.parent.mkdir(parents=True)
    path.write_bytes(template.read_bytes())
    fill(path, size)
    app = create_practice_app(folder / str(size), {}, today=TODAY, now=lambda: NOW, user_id=1)
    with open_path(path, write=False) as session:
        named = {name: session.execute(text(f"SELECT max(id) - 7 FROM {name}")).scalar_one()
                 for name in ("account", "contact", "opportunity", "task")}
        named["goal"] = session.execute(text("SELECT max(id) - 5 FROM sales_goal")).scalar_one()
        named["word"] = session.execute(text("SELECT name FROM account ORDER BY id DESC LIMIT 1")).scalar_one().rsplit(" ", 1)[1]
    return Place(app.test_client(), path, named)


def compare(small: Place, large: Place, address: str, times: int) -> dict[str, Any]:
    """One screen at both sizes, asked in turn after one asking that is not counted."""
    return compared(lambda: small.ask(address), lambda: large.ask(address), times)


def compared(small: Callable[[], int], large: Callable[[], int], times: int) -> dict[str, Any]:
    """Two callables in turn; what they return is the length of their answers."""
    sizes = [small(), large()]
    taken = [(seconds_of(small), seconds_of(large)) for _time in range(times)]
    little, much = (sorted(pair[side] for pair in taken) for side in (0, 1))
    return {"small_ms": spread(little), "large_ms": spread(much), "bytes": sizes,
            "ratio": round(statistics.median(much) / statistics.median(little), 2)}


def conditioned() -> dict[str, str]:
    """Title -> address of a list under conditions. Raises RuleFault where one cannot be read: a list would ignore it."""
    for entity, _address, filters in CONDITIONS.values():
        check_filters(entity, filters)
    return {title: f"{address}?where={quote(where_text(filters) or '')}"
            for title, (_entity, address, filters) in CONDITIONS.items()}


def generating(place: Place) -> Callable[[], int]:
    """A report defined in the sandbox, and the callable that generates it by its button and opens the frozen run."""
    with open_path(place.path, write=True) as session:
        bench = Workbench(session, Actor("candidate", 1), TODAY, NOW)
        report = create_report(bench, name=REPORT.name, entity=REPORT.entity, kind=REPORT.kind, group_by=list(REPORT.group_by),
                               measures=list(REPORT.measures)).id
    place.client.application.config["WTF_CSRF_ENABLED"] = False

    def generate() -> int:
        sent = place.client.post(f"{ADDRESS}/reports/{report}/generate")
        assert sent.status_code == 303, sent.status_code
        return place.ask(sent.headers["Location"].removeprefix(ADDRESS))

    return generate


def numbering(small: Place, large: Place, times: int) -> dict[str, Any]:
    """The next number of a year in which every opportunity stands, at both sizes."""
    def asking(place: Place) -> Callable[[], int]:
        def ask() -> int:
            with open_path(place.path, write=False) as session:
                return len(next_number("SZ", 2025, highest(session, Opportunity.number, "SZ", 2025)))
        return ask

    return compared(asking(small), asking(large), times)


def sums_beside_sql(place: Place, times: int) -> dict[str, Any]:
    """The board's totals and a grouped report beside the bare SQL that comes to the same."""
    with open_path(place.path, write=False) as session:
        bench = Workbench(session, Actor("candidate", 1), TODAY, NOW)
        pipeline = session.execute(text("SELECT min(id) FROM pipeline WHERE deleted_at IS NULL")).scalar_one()
        connection = session.connection()

        def bare(statement: str, **values: Any) -> Callable[[], list[Any]]:
            return lambda: [tuple(row) for row in connection.exec_driver_sql(statement, values).all()]

        board = bare("SELECT stage_id, count(*), sum(value_gr), sum((value_gr * probability * 2 + 100) / 200) "
                     "FROM opportunity WHERE deleted_at IS NULL AND pipeline_id = :pipeline GROUP BY stage_id ORDER BY stage_id",
                     pipeline=pipeline)
        report = bare("SELECT stage.name, count(*), sum(value_gr) FROM opportunity LEFT JOIN stage ON stage.id = stage_id "
                      "WHERE opportunity.deleted_at IS NULL GROUP BY stage.name ORDER BY stage.name")
        ours = sorted((stage.id, sums.count, sums.sum_gr, sums.weighted_gr)
                      for stage, sums in values_by_stage(bench, pipeline) if sums.count)
        rows = sorted((row["keys"][0], *row["values"]) for row in gathered(bench, REPORT).rows)
        closing = bare("SELECT task.stage_id, sum(status = 'completed'), count(*) FROM task JOIN opportunity ON "
                       "opportunity.id = opportunity_id WHERE task.deleted_at IS NULL AND status <> 'cancelled' AND "
                       "opportunity.deleted_at IS NULL AND pipeline_id = :pipeline AND task.stage_id IN "
                       "(SELECT id FROM stage WHERE pipeline_id = :pipeline) GROUP BY task.stage_id ORDER BY task.stage_id",
                       pipeline=pipeline)
        done = sorted((stage, *both) for stage, both in done_by_stage(bench, pipeline).items())
        ids = bare("SELECT id FROM opportunity WHERE deleted_at IS NULL ORDER BY id")
        meant = ("FROM opportunity LEFT JOIN stage ON stage.id = stage_id LEFT JOIN sales_user ON sales_user.id = "
                 "opportunity.owner_id WHERE opportunity.deleted_at IS NULL AND stage.kind = 'won' AND closed_on BETWEEN "
                 "'2026-01-01' AND '2026-12-31'")
        won = bare("SELECT sales_user.name, substr(closed_on, 1, 7) || '-01', count(*), sum(value_gr) " + meant
                   + " GROUP BY 1, 2 ORDER BY 1, 2")
        won_ids = bare("SELECT opportunity.id " + meant + " ORDER BY 1")
        ours_won = [(*row["keys"], *row["values"]) for row in gathered(bench, WON).rows
                    if row["kind"] == "group" and row["count"]]
        return {"board": {"same": ours == board(), **side_by_side(lambda: values_by_stage(bench, pipeline), board, times)},
                "tasks of stages": {"same": done == closing(),
                                    **side_by_side(lambda: done_by_stage(bench, pipeline), closing, times)},
                "report": {"same": rows == report(), **side_by_side(lambda: gathered(bench, REPORT),
                                                                    lambda: (report(), ids()), times)},
                "filtered report": {"same": sorted(ours_won) == won(), **side_by_side(
                    lambda: gathered(bench, WON), lambda: (won(), won_ids()), times)}}


def measure_sums(times: int, size: int) -> dict[str, Any]:
    """Only what has to read every record, at one size."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        return {"size": size, "beside_sql": sums_beside_sql(place_of(folder, shipped(folder).template, size), times)}


def measure(times: int, small: int, large: int) -> dict[str, Any]:
    """Everything at both sizes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        template = shipped(folder).template
        places = [place_of(folder, template, size) for size in (small, large)]
        screens = {title: compare(*places, address, times) for title, address in SCREENS.items()}
        summing = {title: compare(*places, address, times) for title, address in {**SUMMING, **conditioned()}.items()}
        return {"sizes": [small, large], "n": times, "file_bytes": [place.path.stat().st_size for place in places],
                "worst_ratio": max(found["ratio"] for found in screens.values()), "screens": screens,
                "summing": summing, "over_limit": [title for title, found in {**screens, **summing}.items()
                                                   if found["large_ms"]["p50"] > LIMIT],
                "numbering": numbering(*places, times),
                "report generated and opened": compared(*(generating(place) for place in places), times),
                "beside_sql": {str(size): sums_beside_sql(place, times)
                               for size, place in zip((small, large), places, strict=True)}}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--times", type=int, default=15)
    parser.add_argument("--small", type=int, default=SMALL)
    parser.add_argument("--large", type=int, default=LARGE)
    parser.add_argument("--short", action="store_true", help="tiny sizes, one asking each")
    parser.add_argument("--sums", action="store_true", help="only board sums and reports beside bare SQL, at the large size")
    given = parser.parse_args()
    sizes = SHORT if given.short else (given.small, given.large)
    times = 1 if given.short else given.times
    show("crm_scale", measure_sums(times, sizes[1]) if given.sums else measure(times, *sizes))
