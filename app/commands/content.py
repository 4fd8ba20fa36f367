"""Commands about what is asked: the qualification, the question bank and the scenarios."""

from __future__ import annotations

import sys

import click

from app.clock import WARSAW, Clock
from app.commands.options import FAULTS, json_option, print_json, say
from question_bank.check import check_bank
from question_bank.qualification import load_qualification
from question_bank.scenarios.check import check_packs


@click.command()
@json_option
def qualification(as_json: bool) -> None:
    """Print the qualification: sets, learning outcomes, criteria and their methods."""
    loaded = load_qualification()
    if as_json:
        print_json(loaded.as_json())
        return
    click.echo(f"{loaded.number}  {loaded.name}")
    for outcome_set in loaded.sets:
        click.echo(f"\n{outcome_set.code}) {outcome_set.name}")
        for outcome in outcome_set.outcomes:
            click.echo(f"  {outcome.code} {outcome.name}")
            for criterion in outcome.criteria:
                click.echo(f"    {criterion.code}  {criterion.text}  [{', '.join(criterion.methods)}]")


@click.group()
def bank() -> None:
    """The question bank and the scenarios."""


@bank.command("check")
@json_option
def bank_check(as_json: bool) -> None:
    """Check the bank and the scenario packs; exit 1 when there is a problem."""
    found = check_bank(today=Clock().now().astimezone(WARSAW).date())
    found["problems"] = [*found["problems"], *check_packs()]
    if as_json:
        print_json(found)
    else:
        for criterion, count in found["items"].items():
            click.echo(f"{criterion}  {count}")
        for problem in found["problems"]:
            say(problem)
        click.echo("no problems" if not found["problems"] else f"problems: {len(found['problems'])}")
    sys.exit(FAULTS if found["problems"] else 0)
