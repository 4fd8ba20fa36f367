"""`probierz retention`: what of the audit log's personal details is due to be erased, and erasing it."""

from __future__ import annotations

from datetime import UTC
from typing import Any

import click

from app.clock import now
from app.commands.options import existing, instance_option, json_option, print_json, refusing, say
from app.config import Config, RefusedToStart
from app.db import db, transaction
from app.factory import create_app
from app.lock import InstanceLock
from app.retention import Due, due, erase


@click.command()
@instance_option
@click.option("--apply", "applying", is_flag=True, help="Erase what is due; the server must not be running.")
@click.option("--case", "number", metavar="NUMBER", help="One case alone, for example 2026-001-07.")
@json_option
@refusing
def retention(instance: str | None, applying: bool, number: str | None, as_json: bool) -> None:
    """Show personal details of the audit log that are due to be erased, and erase them with --apply.

    Due by the setting of years, never before the term of an appeal is over nor while an appeal is open. The chain stays
    whole: 'probierz verify' proves it afterwards. Backups made earlier still hold what is erased here.
    """
    config = existing(instance)
    if applying:
        with InstanceLock(config.instance):
            told = _run(config, number, True)
    else:
        told = _run(config, number, False)
    if as_json:
        print_json(told)
        return
    for case, why in told["held"].items():
        say(f"held: {case}: {why}")
    click.echo(f"details of acts before {told['before']} ({told['years']} years): "
               f"due {told['rows']} in {told['cases']} cases, erased {told['erased']}")


def _run(config: Config, number: str | None, applying: bool) -> dict[str, Any]:
    with create_app(config).app_context():
        found = due(now().astimezone(UTC).replace(tzinfo=None))
        if number is not None:
            _refuse_held(found, number)
        told = {
            "years": found.years, "before": found.before.isoformat(), "held": found.held,
            "cases": sum(bool(case) for case in found.rows) if number is None else 1,
            "rows": len(found.all_rows if number is None else found.rows[number]), "erased": 0}
        if applying:
            with transaction():
                told["erased"] = erase(found, number)
        db.session.remove()
        db.engine.dispose()
    return told


def _refuse_held(found: Due, number: str) -> None:
    if number in found.held:
        raise RefusedToStart(f"the details of case {number} stay: {found.held[number]}")
    if number not in found.rows:
        raise RefusedToStart(f"nothing of case {number} is due: no such case, erased already, "
                             f"or it is younger than {found.years} years")
