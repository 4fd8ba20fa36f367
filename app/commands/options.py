"""What the commands share: the instance they act on, and how they print and end."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from app.config import Config, RefusedToStart, instance_path

GOOD, FAULTS, USAGE, REFUSED = 0, 1, 2, 3

instance_option = click.option("--instance", "instance", metavar="FOLDER", envvar="PROBIERZ_INSTANCE",
                               help="Folder of the institution's data (default: instance/ here).")
json_option = click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")


def config_for(instance: str | None, **choices: Any) -> Config:
    """The configuration of an instance folder."""
    return Config(instance_path(instance), **choices)


def existing(instance: str | None, **choices: Any) -> Config:
    """The same, refused where the folder holds no instance yet."""
    config = config_for(instance, **choices)
    if not config.database.exists():
        raise RefusedToStart(f"{config.instance} holds no instance yet; run 'probierz init' first")
    return config


def print_json(value: Any) -> None:
    """One JSON document on stdout."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def say(text: str) -> None:
    """Progress and problems, on stderr."""
    click.echo(text, err=True)


def refusing(command: Callable[..., Any]) -> Callable[..., Any]:
    """Turn RefusedToStart into exit code 3 with its message, and never a traceback."""
    def call(*args: Any, **options: Any) -> Any:
        try:
            return command(*args, **options)
        except RefusedToStart as refusal:
            say(f"probierz: {refusal}")
            sys.exit(REFUSED)

    call.__name__, call.__doc__ = command.__name__, command.__doc__
    call.__click_params__ = getattr(command, "__click_params__", [])
    return call


def folder_of(path: str) -> Path:
    """A folder named on the command line, made where it is missing."""
    folder = Path(path).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder
