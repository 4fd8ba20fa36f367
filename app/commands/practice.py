"""The command that serves the CRM alone, for training: a practice company, no examination, no account."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import click
from sqlalchemy.exc import SQLAlchemyError

from app.clock import Clock
from app.commands.options import folder_of, refusing, say
from app.config import RefusedToStart
from sandbox_crm.practice import PRACTICE, create_practice_app
from sandbox_crm.store import SandboxStore
from sandbox_crm.training.data import TODAY, practice_company
from sandbox_crm.travel.moments import forget_moments
from sandbox_crm.version import crm_version

#: addresses that only this machine reaches: practice has no sign-in
OWN_ADDRESSES = ("127.0.0.1", "localhost", "::1")


@click.command()
@click.option("--instance", "instance", metavar="FOLDER", default="practice", show_default=True,
              help="Folder that keeps the practice sandbox.")
@click.option("--port", default=8100, show_default=True, envvar="PORT", help="Port to listen on.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--data", "data", metavar="FILE", help='Another practice company: JSON {"today": …, "rows": {table: [rows]}}.')
@click.option("--reset", is_flag=True, help="Put the data back to the start before serving.")
@refusing
def practice(instance: str, port: int, host: str, data: str | None, reset: bool) -> None:
    """Serve the CRM alone with practice data, until Ctrl-C. There is no sign-in: whoever reaches the port works in it."""
    today: date
    company: Any
    today, company = read_data(Path(data)) if data else (TODAY, _laid_out)
    folder = folder_of(instance)
    if reset:
        start_over(folder)
    try:
        app = create_practice_app(folder, company, today=today, now=Clock().now)
    except (SQLAlchemyError, TypeError) as fault:
        raise RefusedToStart(f"the practice company cannot be laid out: {str(fault).splitlines()[0]}") from fault
    if host not in OWN_ADDRESSES:
        say("Everybody who reaches this address works in the same practice CRM, without signing in.")
    say(f"The practice CRM {crm_version().short} serves http://{host}:{port}  (about and guide: /about; Ctrl-C stops)")
    serve_forever(app, host, port)


def _laid_out() -> Any:
    """The practice company; making it takes some seconds, once in an instance and a release."""
    say("Laying out the practice company, which takes a few seconds the first time.")
    return practice_company()


def read_data(path: Path) -> tuple[date, dict[str, list[dict[str, Any]]]]:
    """A practice company from a file. Raises RefusedToStart with what is wrong."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        today, rows = date.fromisoformat(found["today"]), found["rows"]
    except OSError as fault:
        raise RefusedToStart(f"{path} cannot be read: {fault.strerror}") from fault
    except (ValueError, KeyError, TypeError) as fault:
        raise RefusedToStart(f'{path} is not a practice company: it needs {{"today": "RRRR-MM-DD", "rows": {{…}}}}') from fault
    if not isinstance(rows, dict) or not all(isinstance(listed, list) for listed in rows.values()):
        raise RefusedToStart(f"{path}: \"rows\" must name tables and list their rows")
    return today, rows


def start_over(folder: Path) -> None:
    """Remove the practice sandbox, so that the next start lays out a fresh one."""
    path = SandboxStore(folder / "practice").path(PRACTICE)
    forget_moments(path)
    path.unlink(missing_ok=True)


def serve_forever(app: Any, host: str, port: int) -> None:
    """Serve until the process is stopped."""
    from cheroot.wsgi import Server

    server = Server((host, port), app, numthreads=8)
    try:
        server.safe_start()
    finally:
        server.stop()
