"""The rules of the validation as told to everybody in advance: from the settings in force and the qualification itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app import settings
from app.setting_list import SETTINGS
from exam.sittings.aids import lines, of_scenario
from exam.sittings.models import Enrolment
from question_bank.blueprint import Blueprint, load_blueprint
from question_bank.qualification import Qualification, load_qualification, official_names
from question_bank.scenarios.loader import pack_ids
from scoring.rule import PassRule


@dataclass(frozen=True)
class RulesPage:
    """What the page says. ``rules``: key of a setting -> its value; ``pinned``: those of a case's enrolment.

    ``methods``: criterion -> official names of the methods; ``aids``: theory, practice, talk, addresses.
    """

    qualification: Qualification
    plan: Blueprint
    rules: dict[str, Any]
    pinned: bool
    rule_words: str
    methods: dict[str, tuple[str, ...]]
    aids: dict[str, tuple[str, ...]]
    in_a_criterion: int


def of(case: Enrolment | None) -> RulesPage:
    """The page for the public, or with the rules of a candidate's own case."""
    rules = {key: item.default for key, item in SETTINGS.items()} | settings.all_values() | (dict(case.rules) if case else {})
    qualification, plan = load_qualification(), load_blueprint()
    return RulesPage(
        qualification, plan, rules, case is not None, PassRule(rules["pass_rule"]).words_pl,
        {one.code: tuple(official_names(one.methods)) for one in qualification.criteria},
        {"theory": lines(rules["aids.theory"]), "practice": _practice(), "talk": lines(rules["aids.talk"]),
         "addresses": lines(rules["aids.addresses"])},
        max(cell.count for cell in plan.cells if cell.deciding))


def _practice() -> tuple[str, ...]:
    """What the scenarios count on, each aid once."""
    return tuple(dict.fromkeys(aid for pack in pack_ids() for aid in of_scenario(pack)))
