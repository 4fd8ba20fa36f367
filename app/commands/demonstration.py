"""`probierz demo`: an instance with a demonstration sitting of today, and who can sign in to it."""

from __future__ import annotations

import json
import shutil
from datetime import UTC
from pathlib import Path
from typing import Any

import click

from app.clock import local, now
from app.commands.options import config_for, instance_option, json_option, print_json, refusing, say
from app.commands.serving import serve_instance
from app.config import DEMONSTRATION, Config, RefusedToStart, make_secret
from app.db import db
from app.durable.files import write_file
from app.factory import create_app
from app.lock import InstanceLock
from app.schema import prepare, refuse_pending
from app.serving import transport
from exam.rehearsal.demo import Made, is_stale, make, make_today
from exam.rehearsal.demo_people import people_of
from exam.theory.answer_journal import reconcile

KEPT, MAKING = DEMONSTRATION, ".demo-making"
ROLE_WORDS = {
    "administrator": "administrator", "coordinator": "koordynator", "operator": "operator", "chair": "przewodnicząca komisji",
    "member": "członek komisji", "reserve": "członek rezerwowy",
    "chair_free": "członek komisji, wolny", "member_free": "członkini komisji, wolna", "certifier": "osoba zatwierdzająca",
    "reviewer": "rozpatrująca odwołanie", "reviewer_ineligible": "rozpatrujący, wyłączony", "candidate": "kandydat",
    "public": "sprawdzający",
}


@click.command()
@instance_option
@click.option("--serve", "serving", is_flag=True, help="Serve the demonstration afterwards, until Ctrl-C.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; this machine only.")
@click.option("--port", default=8000, show_default=True, envvar="PORT", help="Port to listen on.")
@json_option
@refusing
def demo(instance: str | None, serving: bool, host: str, port: int, as_json: bool) -> None:
    """Prepare a demonstration with people in every role, and print how to sign in as each.

    The first run takes up to a minute. A later run keeps the data and prints fresh codes of the candidates; on a later
    day it adds a sitting of that day, with candidates of its own.
    """
    config, url = config_for(instance, secure_cookies=False), f"http://{host}:{port}"
    transport(config, host, tls=False)  # an address open to the network is refused before anything is made
    with InstanceLock(config.instance):
        if not config.database.exists():
            _make(config, url)
        made = _kept(config)
        refuse_pending(config)
        made = _of_today(config, made, url)
        people = _people(config, made, url)
    if as_json:
        print_json({"url": url, "people": people})
    else:
        click.echo(table(url, people))
    if serving:
        serve_instance(config, host, port)


def _make(config: Config, url: str) -> None:
    """Make everything aside and move it in at the end, the database last: a run that is cut off leaves nothing behind."""
    aside = Config(config.instance / MAKING, secure_cookies=False)
    shutil.rmtree(aside.instance, ignore_errors=True)
    say("Preparing the demonstration, once; this takes up to a minute.")
    make_secret(aside)
    prepare(aside)
    write_file(aside.instance / KEPT, b"{}", mode=0o600)  # known as a demonstration from the first certificate on
    app = create_app(aside)
    with app.app_context():
        made = make(now().astimezone(UTC).replace(tzinfo=None), url, say)
        db.session.remove()
        db.engine.dispose()
    _keep(aside, made)
    for path in sorted(aside.instance.iterdir(), key=lambda one: one.name.startswith(config.database.name)):
        _move_in(path, config.instance)
    aside.instance.rmdir()


def _move_in(path: Path, folder: Path) -> None:
    target = folder / path.name
    if target.is_dir():  # left by a run that was cut off while moving
        shutil.rmtree(target)
    path.replace(target)


def _kept(config: Config) -> Made:
    path = config.instance / KEPT
    if not path.exists():
        raise RefusedToStart(f"{config.instance} holds an instance that is no demonstration; "
                             "name an empty folder with --instance")
    return Made(**json.loads(path.read_text(encoding="utf-8")))


def _of_today(config: Config, made: Made, url: str) -> Made:
    """The demonstration with a sitting of today: as it stands, or with a new one beside those of the days before."""
    with create_app(config).app_context():
        moment = now()
        if is_stale(made, local(moment).date()):
            reconcile()
            made = make_today(made, moment.astimezone(UTC).replace(tzinfo=None), url, say)
            _keep(config, made)
        db.session.remove()
        db.engine.dispose()
    return made


def _keep(config: Config, made: Made) -> None:
    write_file(config.instance / KEPT, json.dumps(made.to_plain(), ensure_ascii=False, indent=2).encode(), mode=0o600)


def _people(config: Config, made: Made, url: str) -> list[dict[str, Any]]:
    app = create_app(config)
    with app.app_context():
        reconcile()
        found = people_of(made, url, now().astimezone(UTC).replace(tzinfo=None))
        db.session.remove()
        db.engine.dispose()
    return found


def table(url: str, people: list[dict[str, Any]]) -> str:
    """The people as text: role, login or number, password or code, and below each what to see there."""
    lines = [f"Probierz – demonstracja: {url}", f"Pracownicy logują się na {url}/sign-in, kandydaci wpisują kod na {url}/", ""]
    widths = [max(len(row[column]) for row in _rows(people)) for column in range(3)]
    for row, one in zip(_rows(people), people, strict=True):
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        lines.append("  ".join([*cells, f"{one['name']}: {one['note']}"]))
    return "\n".join(lines)


def _rows(people: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    return [(ROLE_WORDS[one["role"]], one["login"], one.get("password") or one["code"]) for one in people]
