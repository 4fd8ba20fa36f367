"""Pipelines and stages: one won and one lost, last; order without gaps; deletion moves what is inside."""

import re
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

import sandbox_crm
from sandbox_crm.bench import Refused, Stale
from sandbox_crm.models.sales import STAGE_COLORS, Opportunity, Pipeline, Stage, StageChange, StageTask
from sandbox_crm.sales import opportunities, pipelines, stage_tasks, stages
from sandbox_crm.sales.stages import stages_of
from tests.sandbox_crm.driver import page, send
from tests.sandbox_crm.seed import B2B, LOST, NEW, OFFERED, SWIT, TALK, WON

STYLES = Path(sandbox_crm.__file__).parent / "static" / "sales.css"
STAGES = [{"name": "Kontakt", "probability": 10}, {"name": "Oferta", "probability": 60, "expected_days": 7, "gate": "block"}]


def shape(bench, pipeline_id):
    return [(stage.name, stage.position, stage.kind, stage.probability) for stage in stages_of(bench, pipeline_id)]


def test_a_pipeline_gets_one_won_and_one_lost_stage(bench):
    made = pipelines.create(bench, name="Instytucje", stages=STAGES, client_type="urzędy")
    assert shape(bench, made.id) == [
        ("Kontakt", 1, "open", 10),
        ("Oferta", 2, "open", 60),
        ("Wygrana", 3, "won", 100),
        ("Przegrana", 4, "lost", 0),
    ]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ([], "stages"),
        ([{"name": "A"}, {"name": "a"}], "stages-1-name"),
        ([{"name": "Wygrana"}], "stages-0-name"),
        ([{"name": "A", "probability": 140}], "stages-0-probability"),
        ([{"name": ""}], "stages-0-name"),
        ([{"name": "A", "gate": "lock"}], "stages-0-gate"),
        ([{"name": "A", "expected_days": -1}], "stages-0-expected_days"),
    ],
)
def test_stages_that_cannot_be_are_refused(bench, given, field):
    made, refused = bench.attempt(pipelines.create, name="Nowy", stages=given)
    assert made is None
    assert field in refused.fields
    assert not bench.session.scalars(select(Pipeline).where(Pipeline.name == "Nowy")).all()


def test_names_of_pipelines_are_unique_and_one_is_the_default(bench):
    with pytest.raises(Refused):
        pipelines.create(bench, name="Sprzedaż firmom", stages=STAGES)
    made = pipelines.create(bench, name="Nowy", stages=STAGES, is_default=True)
    assert bench.session.scalars(select(Pipeline.id).where(Pipeline.is_default)).all() == [made.id]


def test_an_unknown_field_is_an_error_of_the_caller(bench):
    with pytest.raises(TypeError):
        pipelines.create(bench, name="Nowy", stages=STAGES, colour="red")


def test_a_stage_is_added_before_won_or_where_asked(bench):
    stages.add(bench, pipeline_id=B2B, name="Negocjacje", probability=80)
    stages.add(bench, pipeline_id=B2B, name="Zapytanie", position=1)
    assert next(name for name, _position, kind, _p in shape(bench, B2B) if kind == "open") == "Zapytanie"
    assert [kind for _n, _p, kind, _pr in shape(bench, B2B)][-2:] == ["won", "lost"]
    assert [position for _n, position, _k, _p in shape(bench, B2B)] == list(range(1, 8))


def test_stages_change_places_and_won_and_lost_do_not(bench):
    before = [stage.id for stage in stages_of(bench, B2B)]
    stages.move(bench, stage_id=before[0], position=3)
    assert [stage.id for stage in stages_of(bench, B2B)] == [before[1], before[2], before[0], *before[3:]]
    with pytest.raises(Refused):
        stages.move(bench, stage_id=WON, position=1)


def test_won_and_lost_keep_their_probability_and_stay(bench):
    for change in ({"stage_id": WON, "probability": 90}, {"stage_id": LOST, "probability": 10}):
        with pytest.raises(Refused):
            stages.update(bench, **change)
        bench.session.expire_all()
    with pytest.raises(Refused):
        stages.delete(bench, stage_id=WON)


def test_a_stage_in_use_asks_for_a_target_and_moves_what_is_inside(bench):
    with pytest.raises(Refused) as refused:
        stages.delete(bench, stage_id=NEW)
    assert "target_stage_id" in refused.value.fields
    for wrong in (NEW, WON):
        with pytest.raises(Refused):
            stages.delete(bench, stage_id=NEW, target_stage_id=wrong)
    name = bench.session.get(Stage, NEW).name
    stages.delete(bench, stage_id=NEW, target_stage_id=TALK)
    moved = bench.session.get(Opportunity, 1)
    assert (moved.stage_id, moved.probability) == (TALK, bench.session.get(Stage, TALK).probability)
    change = bench.session.scalars(select(StageChange).where(StageChange.opportunity_id == 1)).all()[-1]
    assert (change.from_stage_id, change.to_stage_id) == (NEW, TALK)
    stages.add(bench, pipeline_id=B2B, name=name)  # the name is free again


def test_the_last_open_stage_stays(bench):
    made = pipelines.create(bench, name="Krótki", stages=[{"name": "Jedyny"}])
    with pytest.raises(Refused):
        stages.delete(bench, stage_id=stages_of(bench, made.id)[0].id)


def test_a_stale_save_is_refused_with_both_values(bench):
    stage = bench.session.get(Stage, NEW)
    stages.update(bench, stage_id=NEW, row_version=stage.row_version, name="Pierwszy")
    with pytest.raises(Stale) as stale:
        stages.update(bench, stage_id=NEW, row_version=stage.row_version - 1, name="Inny")
    assert (stale.value.current["name"], stale.value.offered["name"]) == ("Pierwszy", "Inny")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": " "}, "title"),
        ({"kind": "fax"}, "kind"),
        ({"priority": "top"}, "priority"),
        ({"duration_days": 0}, "duration_days"),
        ({"offset_from": "never"}, "offset_from"),
        ({"segment_id": 99}, "segment_id"),
        ({"responsible_id": 99}, "responsible_id"),
    ],
)
def test_a_stage_task_that_cannot_be_is_refused(bench, values, field):
    made, refused = bench.attempt(stage_tasks.add, **{"stage_id": NEW, "title": "Zadzwonić", **values})
    assert made is None
    assert field in refused.fields


def test_stage_tasks_keep_their_order_and_can_be_deleted(bench):
    first = stage_tasks.add(bench, stage_id=OFFERED, title="Pierwsze")
    second = stage_tasks.add(bench, stage_id=OFFERED, title="Drugie")
    stage_tasks.update(bench, stage_task_id=second.id, title="Drugie zmienione", offset_days=-2, offset_from="expected_close")
    stage_tasks.delete(bench, stage_task_id=first.id)
    assert [task.title for task in stage_tasks.stage_tasks_of(bench, OFFERED)] == ["Drugie zmienione"]
    assert bench.session.get(StageTask, first.id).deleted_at is not None


def test_an_opportunity_cannot_start_closed_or_elsewhere(bench):
    for stage_id in (WON, 999):
        with pytest.raises(Refused):
            opportunities.create(
                bench, name="X", account_id=SWIT, pipeline_id=B2B, stage_id=stage_id, expected_close=date(2026, 5, 1)
            )


def test_an_open_stage_has_a_colour_of_the_list_and_a_closing_one_keeps_its_own(sandbox, client):
    send(client, f"/stages/{TALK}", "stage.update", color="violet")
    for place, shown in (("/opportunities/board?pipeline_id=1", f"section.stage-color-violet[data-stage='{TALK}']"),
                         ("/opportunities/1", ".stage-bar li.stage-color-violet"),
                         ("/pipelines/1", "th .stage-swatch.stage-color-violet"),
                         ("/pipelines/1/funnel", "th .stage-swatch.stage-color-violet")):
        found = page(client, place).select(shown)
        assert len(found) == 1 and "Rozmowa" in (found[0].find_parent("th") or found[0]).text, place
    assert not page(client, f"/stages/{WON}").select("[name=color]")
    for stage_id, color, fault in ((TALK, "red", "color"), (WON, "blue", "closing_color")):
        with pytest.raises(Refused) as refused, sandbox.work() as bench:
            stages.update(bench, stage_id=stage_id, color=color)
        assert set(refused.value.fields) == {"color"}
        with pytest.raises(IntegrityError, match=fault), sandbox.work() as bench:
            bench.session.execute(text(f"UPDATE stage SET color = '{color}' WHERE id = {stage_id}"))


@pytest.mark.parametrize("color", STAGE_COLORS)
def test_every_colour_of_a_stage_can_be_seen_on_paper_and_on_the_board(color):
    """At least three to one against white and against the board's quiet ground, as outlines need."""
    styles = STYLES.read_text(encoding="utf-8")
    found = re.search(rf"\.stage-color-{color} {{ --stage-color: (#[0-9a-f]{{6}}); }}", styles)
    assert found, color
    for ground in ("#ffffff", "#eaf0ed"):
        assert contrast(found[1], ground) >= 3


def contrast(one, other):
    def light(colour):
        parts = [int(colour[place:place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)
