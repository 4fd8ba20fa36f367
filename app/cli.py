"""The console command `probierz`."""

from __future__ import annotations

import click

from app.commands.care import backup, doctor, init, restore, verify
from app.commands.content import bank, qualification
from app.commands.demonstration import demo
from app.commands.practice import practice
from app.commands.rehearsal import rehearse
from app.commands.reports import report
from app.commands.retention import retention
from app.commands.serving import serve


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="probierz")
def main() -> None:
    """Probierz runs the validation of market qualification 13881, from enrolment to certificate."""


for command in (init, serve, demo, practice, rehearse, report, qualification, bank, backup, restore, verify, doctor,
                retention):
    main.add_command(command)


if __name__ == "__main__":
    main()
