"""`probierz report`: the committee report of a case, or the protocol of a sitting, as a file."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click
from sqlalchemy import select

from app.clock import now
from app.commands.options import existing, instance_option, refusing
from app.config import RefusedToStart
from app.db import db
from app.durable.files import write_file
from app.factory import create_app
from exam.committee.reporting import report_of
from exam.committee.sitting_report import sitting_report_of
from exam.sittings.codes import candidate_number
from exam.sittings.models import Enrolment, Sitting
from scoring.report import pdf, xlsx
from scoring.report import sitting as sitting_paper

FORMATS = (".pdf", ".xlsx")


@click.command()
@instance_option
@click.option("--case", "case", metavar="NUMBER", help="The candidate's number, such as 2026-001-07.")
@click.option("--sitting", "sitting", metavar="NUMBER", help="The number of a sitting, such as SW/2026/001.")
@click.option("--out", "out", required=True, metavar="FILE", help="Where to write it; .pdf or .xlsx decides the kind.")
@refusing
def report(instance: str | None, case: str | None, sitting: str | None, out: str) -> None:
    """Write the committee report of one case, or the protocol of one sitting."""
    if (case is None) == (sitting is None):
        raise click.UsageError("name either --case or --sitting")
    path = Path(out).resolve()
    if path.suffix.lower() not in FORMATS:
        raise click.UsageError(f"--out must end in {' or '.join(FORMATS)}")
    with create_app(existing(instance)).app_context():
        moment, kind = now(), path.suffix.lower()
        content = _case(case, kind, moment) if case else _sitting(sitting, kind, moment)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_file(path, content, mode=0o600)
    click.echo(str(path))


def _case(number: str, kind: str, moment: datetime) -> bytes:
    found = db.session.scalar(select(Enrolment).where(Enrolment.number == candidate_number(number)))
    if found is None:
        raise RefusedToStart(f"there is no case {number}")
    return (pdf if kind == ".pdf" else xlsx).draw(report_of(found), moment)


def _sitting(number: str | None, kind: str, moment: datetime) -> bytes:
    found = db.session.scalar(select(Sitting).where(Sitting.number == number))
    if found is None:
        raise RefusedToStart(f"there is no sitting {number}")
    return (sitting_paper.draw_pdf if kind == ".pdf" else sitting_paper.draw_xlsx)(sitting_report_of(found), moment)
