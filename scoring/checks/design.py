"""Checks on what the candidate designs: pipelines and their stages, stage tasks, schedules, goals. Never by name."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from sandbox_crm.snapshot import Row, live
from scoring.checks import kinds_of_work
from scoring.checks.evidence import Evidence, Judged, Key
from scoring.checks.language import Condition, Find, Where
from scoring.checks.lookup import Lookup
from scoring.checks.wording import missing, there, untried
from scoring.normalisers.letters import text
from scoring.words import RECORDS, listed


def own(evidence: Evidence, keys: tuple[Key, ...], made: bool = False) -> tuple[Key, ...]:
    """Those of the records that are the candidate's work."""
    return tuple(key for key in keys if (evidence.made if made else evidence.touched)(*key))


def stages_defined(check: kinds_of_work.StagesDefined, evidence: Evidence) -> Judged:
    """Met when so many of the candidate's own pipelines have a sound structure."""
    lookup = Lookup(evidence)
    what = check.says or "własny lejek sprzedaży z uporządkowanymi etapami"
    keys = own(evidence, lookup.keys(check.pipeline), made=True)
    return _sound(check, evidence, keys, what, {key: _stage_faults(check, _stages(lookup, key)) for key in keys})


def stage_tasks(check: kinds_of_work.StageTasks, evidence: Evidence) -> Judged:
    """Met when every open stage of so many of the candidate's pipelines calls for tasks."""
    lookup = Lookup(evidence)
    what = check.says or "zadania przypisane do każdego otwartego etapu lejka"
    keys = tuple(key for key in lookup.keys(check.pipeline)
                 if evidence.made(*key) or any(_own_tasks(evidence, lookup, stage) for stage in _stages(lookup, key)))
    faults = {key: _task_faults(check, evidence, lookup, key) for key in keys}
    if not any(_own_tasks(evidence, lookup, stage) for key in keys for stage in _stages(lookup, key)):
        return untried(what)
    return _sound(check, evidence, keys, what, faults)


def _sound(check: Any, evidence: Evidence, keys: tuple[Key, ...], what: str, faults: dict[Key, list[str]]) -> Judged:
    if not keys:
        return untried(what)
    good = tuple(key for key in keys if not faults[key])
    if check.number.holds(len(good)):
        seqs = tuple(sorted({seq for key in good for seq in evidence.set_at(*key)}))
        return Judged("met", there(what, evidence, good, seqs), found=good, expected=what, journal=seqs, actual=len(good))
    worst = [f"{evidence.label(*key)}: {'; '.join(faults[key])}" for key in keys if faults[key]]
    words = "; ".join(worst) or f"takich lejków jest {len(good)}"
    return Judged("not_met", missing(what, words), found=keys, expected=what, near_misses=evidence.records(keys),
                  actual={str(key[1]): faults[key] for key in keys})


def _stages(lookup: Lookup, pipeline: Key) -> list[Row]:
    stages = [row for row in live(lookup.state, "stage") if row["pipeline_id"] == pipeline[1]]
    return sorted(stages, key=lambda row: (row["position"], row["id"]))


def _stage_faults(check: kinds_of_work.StagesDefined, stages: list[Row]) -> list[str]:
    by_kind = {kind: [row for row in stages if row["kind"] == kind] for kind in ("open", "won", "lost")}
    opened, faults = by_kind["open"], []
    if not check.open_stages.holds(len(opened)):
        faults.append(f"otwartych etapów jest {len(opened)}")
    if len(by_kind["won"]) != 1 or len(by_kind["lost"]) != 1:
        faults.append("brak jednego etapu wygranej i jednego przegranej")
    chances = [row["probability"] for row in opened]
    if check.ascending and any(later <= earlier for earlier, later in pairwise(chances)):
        faults.append(f"prawdopodobieństwa nie rosną: {listed([f'{chance}%' for chance in chances], 9)}")
    for chars, column, words in ((check.exit_chars, "exit_condition", "bez warunku wyjścia"),
                                 (check.entry_chars, "entry_condition", "bez warunku wejścia")):
        short = [row["name"] for row in opened if chars and len(text(row[column] or "")) < chars]
        if short:
            faults.append(f"{words}: {listed(short)}")
    undated = [row["name"] for row in opened if check.expected_days and not row["expected_days"]]
    if undated:
        faults.append(f"bez planowanego czasu: {listed(undated)}")
    return faults


def _own_tasks(evidence: Evidence, lookup: Lookup, stage: Row) -> list[Row]:
    return [row for row in live(lookup.state, "stage_task")
            if row["stage_id"] == stage["id"] and evidence.touched("stage_task", row["id"])]


def _task_faults(check: kinds_of_work.StageTasks, evidence: Evidence, lookup: Lookup, pipeline: Key) -> list[str]:
    bare = []
    for stage in _stages(lookup, pipeline):
        if stage["kind"] == "open":
            fitting = [row for row in _own_tasks(evidence, lookup, stage) if len(text(row["title"])) >= check.title_chars
                       and not lookup.miss("stage_task", row, check.where)[0]]
            if not check.per_stage.holds(len(fitting)):
                bare.append(stage["name"])
    return [f"etapy bez wymaganych zadań: {listed(bare, 9)}"] if bare else []


def schedule_dates(check: kinds_of_work.ScheduleDates, evidence: Evidence) -> Judged:
    """Met when each fact is found in one row of the candidate, and what holds for all holds for each row."""
    lookup, table = Lookup(evidence), check.of.table
    what = check.says or f"harmonogram: {RECORDS[table]} z terminami z zadania"
    keys = own(evidence, lookup.keys(check.of))
    if not keys:
        return untried(what)
    rows = [lookup.row(*key) for key in keys]
    faults, near = [], []
    if not check.rows.holds(len(rows)):
        faults.append(f"takich zapisów jest {len(rows)}")
        near.append(False)
    for fact in check.facts:
        tries = [lookup.miss(table, row, fact)[0] for row in rows]
        if all(tries):
            best = min(tries, key=lambda missed: (len(missed), -sum(one.slip for one in missed)))
            faults.append("; ".join(one.words for one in best))
            near.append(len(best) == 1 and best[0].slip)
    for row in rows:
        missed = lookup.miss(table, row, check.each)[0]
        if missed:
            faults.append(f"{evidence.label(table, row['id'])}: {'; '.join(one.words for one in missed)}")
            near.append(len(missed) == 1 and missed[0].slip)
    seqs = tuple(sorted({seq for key in keys for seq in evidence.set_at(*key)}))
    if not faults:
        return Judged("met", there(what, evidence, keys, seqs), found=keys, expected=what, journal=seqs)
    return Judged("not_met", missing(what, "; ".join(faults)), near=check.near == "slip" and all(near), found=keys,
                  expected=what, journal=seqs, near_misses=evidence.records(keys), actual=faults)


def goal_parts(check: kinds_of_work.GoalParts, evidence: Evidence) -> Judged:
    """Met when a goal of the candidate has all five parts: specific, measurable, achievable, relevant, dated."""
    lookup = Lookup(evidence)
    what = check.says or "cel sprzedaży z pięcioma częściami (konkretny, mierzalny, osiągalny, istotny, określony w czasie)"
    keys = own(evidence, lookup.keys(check.goal))
    if not keys:
        return untried(what)
    find = Find.model_validate({"table": "sales_goal", "where": _parts(check)})
    looked = [lookup.hold(find, lookup.row(*key)) for key in keys]
    best = min(looked, key=lambda one: (len(one.failing) + _unlinked(check, one.row), one.row["id"]))
    words = [failing.words for failing in best.failing]
    if _unlinked(check, best.row):
        words.append("cel nie jest powiązany z produktem, segmentem ani lejkiem")
    key = ("sales_goal", best.row["id"])
    seqs = evidence.set_at(*key)
    if not words:
        return Judged("met", there(what, evidence, (key,), seqs), found=(key,), expected=what, journal=seqs)
    near = check.near == "slip" and len(words) == 1 and len(best.failing) == 1 and best.failing[0].slip
    return Judged("not_met", missing(what, f"{evidence.label(*key)}: {'; '.join(words)}"), near=near, found=(key,),
                  expected=what, journal=seqs, actual=words, near_misses=evidence.records([key]))


def _parts(check: kinds_of_work.GoalParts) -> Where:
    written = Condition.model_validate({"min_chars": check.min_chars})
    there_is = Condition.model_validate({"empty": False})
    parts = {"specific": written, "metric": check.metric or there_is, "target_value": check.target or there_is,
             "achievable_why": written, "relevant_why": written, "date_from": check.date_from or there_is,
             "date_to": check.date_to or there_is}
    parts |= {"baseline_value": check.baseline} if check.baseline else {}
    if check.metric is not None and check.metric.eq == "won_value":  # grosze, told as zloty
        for name in {"target_value", "baseline_value"} & set(parts):
            parts[name] = parts[name].model_copy(update={"as_": "money"})
    return {**parts, **check.also}


def _unlinked(check: kinds_of_work.GoalParts, row: Row) -> bool:
    return check.needs_link and not any(row[name] for name in ("product_id", "segment_id", "pipeline_id"))
