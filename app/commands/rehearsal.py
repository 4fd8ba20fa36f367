"""The command that rehearses an examination day on a throw-away instance."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import click

from app.clock import WARSAW, Clock
from app.commands.options import FAULTS, folder_of, json_option, print_json, refusing, say
from app.config import RefusedToStart
from exam.rehearsal.run import Rehearsal, Wanted
from exam.rehearsal.server import ServerRefused
from exam.rehearsal.summary import is_good
from exam.rehearsal.truth import PROFILES, candidates


@click.command()
@click.option("--candidates", "count", default=8, show_default=True, type=click.IntRange(1, 150),
              help="How many scripted candidates.")
@click.option("--seed", default=1, show_default=True, help="Draws the candidates of a mixed profile and their answers.")
@click.option("--out", metavar="FOLDER", help="Where the reports and the server's log go (default: a new temporary folder).")
@click.option("--profile", default="mixed", show_default=True, type=click.Choice(PROFILES), help="What the candidates do.")
@json_option
@refusing
def rehearse(count: int, seed: int, out: str | None, profile: str, as_json: bool) -> None:
    """Rehearse a whole day through HTTP: scripted candidates with a known truth, from enrolment to reports.

    Exit 0 only when nothing was wrongly accepted, wrongly rejected, failed or lost.
    """
    folder = folder_of(out) if out else Path(tempfile.mkdtemp(prefix="probierz-reports-"))
    say(f"reports and the server's log: {folder}")
    wanted = Wanted(candidates(count, profile, seed), profile, seed, folder, Clock().now().astimezone(WARSAW).date())
    try:
        result = Rehearsal(wanted, say).run()
    except ServerRefused as refusal:
        raise RefusedToStart(str(refusal)) from refusal
    if as_json:
        print_json(result)
    else:
        for name, value in result.items():
            if name != "latency_ms":
                click.echo(f"{name}: {value}")
        for kind, ranks in result["latency_ms"].items():
            click.echo(f"  {kind}: " + ", ".join(f"{rank} {value} ms" for rank, value in ranks.items()))
    if not is_good(result):
        say(f"faults are listed in {folder / 'faults.txt'}")
        sys.exit(FAULTS)
