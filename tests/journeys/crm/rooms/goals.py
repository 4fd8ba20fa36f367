"""Goals, pipelines, stages, the tasks of stages and their schedule."""

from __future__ import annotations

from tests.journeys.crm.hands import Hands


def add_goal(hands: Hands, values: dict[str, str | bool]) -> None:
    """A new goal by its form; values by label."""
    hands.go("Cele")
    hands.link("Dodaj cel")
    hands.fill(values)
    hands.button("Zapisz cel")
    hands.arrive("/goals/#")


def add_pipeline(hands: Hands, stages: list[dict[str, str]], **values: str) -> None:
    """A new pipeline with its open stages, row by row."""
    hands.go("Lejki")
    hands.link("Dodaj lejek")
    hands.fill(values)
    table = hands.main.get_by_role("table", name="Etapy otwarte w kolejności")
    for number, stage in enumerate(stages):
        hands.fill(stage, table.locator("tbody tr").nth(number))
    hands.button("Zapisz lejek")
    hands.arrive("/pipelines/#")


def open_pipeline(hands: Hands, name: str) -> None:
    """The page of a pipeline."""
    hands.go("Lejki")
    hands.link(name)
    hands.arrive("/pipelines/#")


def add_stage(hands: Hands, pipeline: str, **values: str) -> None:
    """One more stage of a pipeline."""
    open_pipeline(hands, pipeline)
    hands.link("Dodaj etap")
    hands.fill(values)
    hands.button("Zapisz etap")
    hands.arrive("/stages/#")


def move_stage_up(hands: Hands, pipeline: str, stage: str) -> None:
    """A stage goes one place earlier."""
    open_pipeline(hands, pipeline)
    hands.button("W górę", hands.main.locator("tr").filter(has=hands.page.get_by_role("link", name=stage, exact=True)))
    hands.arrive("/pipelines/#")


def add_stage_task(hands: Hands, pipeline: str, stage: str, **values: str | bool) -> None:
    """A task that everybody in a stage is to do."""
    open_pipeline(hands, pipeline)
    hands.link(stage)
    hands.link("Dodaj zadanie etapu")
    hands.fill(values)
    hands.button("Zapisz zadanie etapu")
    hands.arrive("/stage-tasks/#")


def read_schedule(hands: Hands, pipeline: str, **values: str) -> list[str]:
    """The rows of the schedule of a pipeline, worked out for what is asked."""
    open_pipeline(hands, pipeline)
    hands.link("Harmonogram")
    hands.fill(values)
    hands.send("Pokaż")
    return [row.replace("\u00a0", " ") for row in hands.main.locator("table tbody tr").all_inner_texts()]
