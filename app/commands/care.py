"""Commands that look after an instance: init, backup, restore, verify, doctor."""

from __future__ import annotations

import sys
from datetime import UTC

import click
from flask_babel import force_locale

from app import doctor as examination
from app.auth.passwords import SHORTEST, hash_password
from app.backup import back_up, restore_from
from app.clock import Clock, Dice
from app.commands.options import FAULTS, config_for, existing, instance_option, json_option, print_json, refusing, say
from app.config import RefusedToStart, make_secret
from app.db import transaction
from app.errors import Invalid
from app.factory import create_app
from app.lock import InstanceLock
from app.people.accounts import create_first
from app.schema import prepare
from app.verify import verify_instance
from exam.theory.answer_journal import reconcile


@click.command()
@instance_option
@click.option("--admin", metavar="LOGIN", help="Make the first staff account: administrator and coordinator.")
@click.option("--password", metavar="TEXT", help=f"Its password, at least {SHORTEST} signs (default: drawn and printed once).")
@json_option
@refusing
def init(instance: str | None, admin: str | None, password: str | None, as_json: bool) -> None:
    """Prepare an instance: folder, keys, database brought up to date."""
    config = config_for(instance)
    with InstanceLock(config.instance):
        make_secret(config)
        prepare(config)
        made = _first_account(config, admin, password) if admin else None
    if as_json:
        print_json({"instance": str(config.instance), "account": made})
        return
    click.echo(f"Instance ready: {config.instance}")
    if made:
        click.echo(f"Login {made['login']}, password {made['password']} (to be changed at the first sign-in)")


def _first_account(config, login: str, password: str | None) -> dict[str, str]:
    chosen = password or Dice().code(16)
    if len(chosen) < SHORTEST:
        raise RefusedToStart(f"the password is too short: at least {SHORTEST} signs")
    moment = Clock().now().astimezone(UTC).replace(tzinfo=None)
    with create_app(config).app_context(), force_locale("en"):
        try:
            with transaction():
                create_first(login, hash_password(chosen), moment)
        except Invalid as fault:
            raise RefusedToStart(f"the login {login!r}: {next(iter(fault.fields.values()))}") from fault
    return {"login": login, "password": chosen}


@click.command()
@instance_option
@click.option("--out", "out", required=True, metavar="FILE", help="The backup file to write (.tar).")
@refusing
def backup(instance: str | None, out: str) -> None:
    """Copy a living instance into one file: database by the backup interface, evidence, keys, journal."""
    count = back_up(existing(instance), out)
    click.echo(f"{out}: {count} files")


@click.command()
@instance_option
@click.argument("source", metavar="FILE")
@refusing
def restore(instance: str | None, source: str) -> None:
    """Make an instance from a backup file; an instance that exists is never overwritten."""
    config = config_for(instance)
    if config.database.exists():
        raise RefusedToStart(f"{config.instance} holds an instance already; name an empty folder with --instance")
    with InstanceLock(config.instance):
        count = restore_from(source, config)
        with create_app(config).app_context():
            mended = reconcile()  # answers that came while the backup was made
    if mended.faults:
        raise RefusedToStart("the two copies of the answers differ: " + "; ".join(mended.faults[:5]))
    click.echo(f"{config.instance}: {count} files restored; run 'probierz verify' next")


@click.command()
@instance_option
@json_option
@refusing
def verify(instance: str | None, as_json: bool) -> None:
    """Prove the evidence: audit chain, sealed tests, sealed sandboxes, answers in both copies. Exit 1 on a fault."""
    config = existing(instance)
    found = verify_instance(create_app(config), config, say)
    if as_json:
        print_json(found)
    else:
        for fault in found["faults"]:
            click.echo(fault)
        click.echo(", ".join(f"{name}: {count}" for name, count in found["checked"].items()))
    sys.exit(FAULTS if found["faults"] else 0)


@click.command()
@instance_option
@json_option
@refusing
def doctor(instance: str | None, as_json: bool) -> None:
    """Look at the machine and the instance before a day: library, disk, clock, space, schema. Exit 1 on a fault."""
    found = examination.examine(existing(instance))
    if as_json:
        print_json(found)
    else:
        for item in found["items"]:
            sign = "BAD " if not item["good"] else "warn" if item["warns"] else "ok  "
            click.echo(f"{sign}  {item['name']}: {item['words']}")
    sys.exit(0 if all(item["good"] for item in found["items"]) else FAULTS)
