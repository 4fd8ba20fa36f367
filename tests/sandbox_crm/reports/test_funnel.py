"""The course of a funnel against brute force over random histories, its sums, its screen and its files."""

import random
from datetime import date, timedelta
from io import BytesIO
from statistics import mean, median

import openpyxl
import pytest
from pypdf import PdfReader
from sqlalchemy import func, select

from sandbox_crm.bench import Actor, Refused, Workbench
from sandbox_crm.images import whole_state
from sandbox_crm.models.journal import JournalRow
from sandbox_crm.models.sales import Opportunity, Stage
from sandbox_crm.reports.funnel import ENDS, course_of
from sandbox_crm.sales import opportunities, stages, transitions
from sandbox_crm.sales.arithmetic import half_up
from sandbox_crm.store import open_path
from tests.sandbox_crm.driver import ADDRESS, SEALED, page
from tests.sandbox_crm.seed import ANNA, B2B, B2C, LOST, NEW, NOW, OFFERED, PIOTR, TALK, TODAY, WON

WHOLE = (date(2025, 1, 1), date(2027, 1, 1))


def live(bench, seed, steps=70):
    """Random moves of random opportunities over half a year, in both pipelines, with returns, losses and reopening."""
    rng = random.Random(seed)
    for _step in range(steps):
        bench.today += timedelta(days=rng.randint(0, 4))
        chosen = bench.session.get(Opportunity, rng.randint(1, bench.session.scalar(select(func.max(Opportunity.id)))))
        stage_id = rng.randint(1, bench.session.scalar(select(func.max(Stage.id))))
        acts = [lambda: opportunities.create(bench, name="Nowa", account_id=rng.randint(1, 5), owner_id=rng.choice([ANNA, PIOTR]),
                                             pipeline_id=rng.choice([B2B, B2B, B2C]), value_gr=rng.choice([None, 100]))] * 3
        acts += [lambda: transitions.move(bench, opportunity_id=chosen.id, stage_id=stage_id)] * 12
        acts += [lambda: transitions.mark_won(bench, opportunity_id=chosen.id, closed_on=bench.today, value_gr=700),
                 lambda: transitions.mark_lost(bench, opportunity_id=chosen.id, closed_on=bench.today, lost_reason="price"),
                 lambda: transitions.reopen(bench, opportunity_id=chosen.id, stage_id=rng.choice([NEW, TALK, OFFERED])),
                 lambda: opportunities.delete(bench, opportunity_id=chosen.id) if rng.random() < 0.3 else None,
                 lambda: stages.add(bench, pipeline_id=B2B, name=f"Etap {_step}", position=rng.randint(1, 3)),
                 lambda: stages.delete(bench, stage_id=stage_id, target_stage_id=rng.choice([NEW, TALK, OFFERED]))]
        try:
            with bench.session.begin_nested():
                rng.choice(acts)()
        except Refused:
            pass


def by_hand(state, pipeline_id, first, last, owner=None):
    """Stage id -> (how the stays that began in the period ended, days of the ended ones), walked record by record."""
    found, came = {}, {"open": 0, "won": 0, "lost": 0, "away": 0}
    kinds = state["stage"]
    for key, row in state["opportunity"].items():
        if row["deleted_at"] is not None or (owner and row["owner_id"] != owner):
            continue
        moves = [move for _key, move in sorted(state["stage_change"].items()) if move["opportunity_id"] == key]
        stays = [(move["to_stage_id"], date.fromisoformat(move["changed_on"])) for move in moves]
        if not moves:
            stays = [(row["stage_id"], date.fromisoformat(row["stage_entered_on"]))]
        elif moves[0]["from_stage_id"] is not None:
            began = date.fromisoformat(moves[0]["changed_on"]) - timedelta(days=moves[0]["days_in_from"])
            stays.insert(0, (moves[0]["from_stage_id"], began))
        here = [began for stage, began in stays if kinds[stage]["pipeline_id"] == pipeline_id]
        if here and first <= min(here) <= last:
            came[kinds[row["stage_id"]]["kind"] if row["pipeline_id"] == pipeline_id else "away"] += 1
        for (stage, began), (after, left) in zip(stays, [*stays[1:], (None, None)], strict=True):
            if kinds[stage]["pipeline_id"] != pipeline_id or not first <= began <= last:
                continue
            ends, days = found.setdefault(stage, (dict.fromkeys(ENDS, 0), []))
            ends[direction(kinds[stage], kinds.get(after))] += 1
            if after:
                days.append((left - began).days)
    return found, came


def direction(stage, after):
    if after is None:
        return "staying"
    if after["pipeline_id"] != stage["pipeline_id"]:
        return "away"
    if after["kind"] == "lost":
        return "lost"
    if after["kind"] == "won":
        return "forward"
    if stage["kind"] != "open":
        return "back"
    gone = stage["deleted_at"] is not None
    return "forward" if after["position"] > stage["position"] or (gone and after["position"] == stage["position"]) else "back"


@pytest.mark.parametrize("seed", range(6))
def test_every_stage_equals_brute_force_over_random_histories(sandbox, seed):
    with sandbox.work() as bench:
        live(bench, seed)
    owned = {"all": [{"field": "owner_id", "op": "eq", "value": ANNA}]}
    seen = dict.fromkeys(ENDS, 0)
    with open_path(sandbox.path, write=False) as session:
        state, bench = whole_state(session), Workbench(session, Actor("candidate", ANNA), TODAY, NOW)
        for pipeline_id in (B2B, B2C):
            for first, last in (WHOLE, (date(2026, 4, 25), date(2026, 6, 1)), (date(2026, 3, 2), date(2026, 3, 2))):
                for filters, owner in (((), None), ((owned,), ANNA)):
                    made = course_of(bench, pipeline_id, first, last, *filters)
                    expected, came = by_hand(state, pipeline_id, first, last, owner)
                    assert made.came == came
                    assert {one.stage.id for one in made.passages if one.entered} == set(expected)
                    for one in made.passages:
                        ends, days = expected.get(one.stage.id, (dict.fromkeys(ENDS, 0), []))
                        assert {end: one.ends[end] for end in ENDS} == ends
                        assert one.entered == sum(ends.values())
                        assert one.conversion == (half_up(ends["forward"] * 1000, one.entered) if one.entered else None)
                        assert one.median == (int(median(days) * 10) if days else None)
                        assert one.mean == (half_up(sum(days) * 10, len(days)) if days else None)
                        assert not days or abs(one.mean - mean(days) * 10) <= 0.5
                        seen = {end: seen[end] + ends[end] for end in ENDS}
                        standing = [row for row in state["opportunity"].values() if row["stage_id"] == one.stage.id
                                    and row["deleted_at"] is None and owner in (None, row["owner_id"])]
                        assert (one.now.count, one.now.sum_gr) == (len(standing), sum(row["value_gr"] or 0 for row in standing))
    assert all(seen[end] for end in ("forward", "back", "staying")), seen


def test_a_move_back_is_a_stay_of_its_own_and_no_way_forward(sandbox):
    with sandbox.work() as bench:
        for day, stage in ((21, TALK), (22, OFFERED), (26, TALK), (30, OFFERED)):
            bench.today = date(2026, 4, day)
            transitions.move(bench, opportunity_id=1, stage_id=stage)
        bench.today = date(2026, 5, 2)
        transitions.mark_lost(bench, opportunity_id=1, closed_on=bench.today, lost_reason="price")
        made = {one.stage.id: one for one in course_of(bench, B2B, date(2026, 4, 1), date(2026, 12, 31)).passages}
    assert (made[TALK].entered, made[TALK].ends["forward"], made[TALK].conversion) == (2, 2, 1000)
    assert (made[OFFERED].entered, made[OFFERED].ends["back"], made[OFFERED].ends["lost"]) == (2, 1, 1)
    assert (made[OFFERED].median, made[OFFERED].mean, made[TALK].median, made[TALK].mean) == (30, 30, 25, 25)
    assert (made[NEW].entered, made[LOST].ends["staying"], made[WON].entered) == (0, 1, 0)


def test_the_screen_its_drawing_and_its_files_tell_the_same(client, sandbox):
    with sandbox.work() as bench:
        live(bench, 3)
        rows = course_of(bench, B2B, *WHOLE).passages
    query = "from=2025-01-01&to=2027-01-01"
    soup = page(client, f"/pipelines/{B2B}/funnel?{query}")
    shown = [[cell.text for cell in row.select("th, td")] for row in soup.select("table.funnel-course tbody tr")]
    assert [(row[0], int(row[1])) for row in shown] == [(one.stage.name, one.entered) for one in rows]
    drawn = client.get(f"{ADDRESS}/pipelines/{B2B}/funnel/chart.svg?{query}")
    assert drawn.mimetype == "image/svg+xml" and rows[0].stage.name in drawn.get_data(as_text=True)
    sheet = openpyxl.load_workbook(BytesIO(client.get(f"{ADDRESS}/pipelines/{B2B}/funnel/file.xlsx?{query}").data))["Dane"]
    assert [(row[0].value, row[1].value) for row in sheet.iter_rows(min_row=2, max_row=len(rows) + 1)] == [
        (one.stage.name, one.entered) for one in rows]
    pdf = PdfReader(BytesIO(client.get(f"{ADDRESS}/pipelines/{B2B}/funnel/file.pdf?{query}").data)).pages[0].extract_text()
    assert "Przebieg lejka" in pdf and "01.01.2025–01.01.2027" in pdf and rows[0].stage.name in pdf
    assert client.get(f"{ADDRESS}/pipelines/{B2B}/funnel/file.csv?{query}").data.decode("utf-8-sig").startswith("Etap;")


def test_filters_narrow_the_course_and_are_told_in_words(client, sandbox):
    with sandbox.work() as bench:
        opportunities.create(bench, name="Piotra", account_id=1, pipeline_id=B2B, owner_id=PIOTR)
    query = f"from=2026-01-01&to=2026-12-31&owner_id={PIOTR}"
    soup = page(client, f"/pipelines/{B2B}/funnel?{query}")
    assert [row.select("td")[0].text for row in soup.select("table.funnel-course tbody tr")] == ["1", "0", "0", "0", "0"]
    assert "Piotr Żak" in soup.select_one("main").text
    link = soup.select_one("table.funnel-course tbody a")["href"]
    assert f"owner_id={PIOTR}" in link and f"stage_id={NEW}" in link
    pdf = PdfReader(BytesIO(client.get(f"{ADDRESS}/pipelines/{B2B}/funnel/file.pdf?{query}").data)).pages[0].extract_text()
    assert "Piotr Żak" in pdf


def test_the_look_is_journalled_and_the_sealed_crm_shows_it_too(client, sandbox):
    page(client, f"/pipelines/{B2B}/funnel?from=2026-01-01&to=2026-12-31")
    with open_path(sandbox.path, write=False) as session:
        last = session.scalars(select(JournalRow).order_by(JournalRow.seq.desc())).first()
        assert (last.command, last.words, last.args["pipeline_id"]) == ("view.funnel", "Wyświetlono przebieg lejka", B2B)
        before = last.seq
    assert page(client, f"/pipelines/{B2B}/funnel", address=SEALED).select("table.funnel-course tbody tr")
    with open_path(sandbox.path, write=False) as session:
        assert session.scalar(select(func.max(JournalRow.seq))) == before


def test_a_period_that_is_none_is_named(client):
    soup = page(client, f"/pipelines/{B2B}/funnel?from=2026-13-01&to=2026-12-31")
    assert soup.select_one('[role="alert"]') and soup.select_one("#from")["value"] == "2026-13-01"
    page(client, "/pipelines/99/funnel", status=404)


def test_the_values_by_stage_lead_to_the_course(client):
    assert page(client, "/opportunities/values").select(f'a[href$="/pipelines/{B2B}/funnel"]')
    assert page(client, f"/pipelines/{B2B}").select(f'a[href$="/pipelines/{B2B}/funnel"]')
