"""What a source other than the register says of a record, field by field: written down as a value or as a result alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import lazy_gettext as _l

from sandbox_crm.bench import Refused
from sandbox_crm.clients import labels
from sandbox_crm.clients.parsing import only_known

RESULTS = ("same", "different", "missing")
#: (field, value) -> what two values of the field are compared by
Comparable = Callable[[str, str], str]


def said_of(found: dict[str, str | None] | None, results: dict[str, str | None] | None, accepted: list[str] | None,
            fields: tuple[str, ...]) -> tuple[dict[str, str], dict[str, str], list[str]]:
    """What was told without what is empty: values, results, accepted fields. TypeError for a field that is not compared."""
    said = {name: text.strip() for name, text in (found or {}).items() if text and text.strip()}
    asked = {name: result for name, result in (results or {}).items() if result}
    taken = list(dict.fromkeys(accepted or []))
    only_known({**said, **asked, **dict.fromkeys(taken)}, fields)
    return said, asked, taken


def outcome_of(record: Any, fields: tuple[str, ...], comparable: Comparable, said: dict[str, str], asked: dict[str, str],
               accepted: list[str]) -> tuple[dict[str, str], dict[str, Any]]:
    """Field -> result, and the faults of what was told by their inputs."""
    faults: dict[str, Any] = {}
    outcome: dict[str, str] = {}
    for name in fields:
        told, seen = asked.get(name), compared(record, name, said[name], comparable) if name in said else None
        if told is not None and told not in RESULTS:
            faults[f"results-{name}"] = labels.NOT_LISTED
        elif told == "same" and seen in ("different", "missing"):
            faults[f"results-{name}"] = _l("The source says something else than the CRM holds, so they do not agree.")
        elif told or seen:
            outcome[name] = str(seen or told)
    for name in accepted:
        if name not in said:
            faults[f"found-{name}"] = _l("Write what the source says, or untick the field.")
    return outcome, faults


def compared(record: Any, name: str, said: str, comparable: Comparable) -> str:
    """same, different, or missing where the CRM holds nothing."""
    mine = getattr(record, name)
    return "missing" if not mine else "same" if comparable(name, mine) == comparable(name, said) else "different"


def values_taken(clean: Callable[[dict[str, Any]], dict[str, Any]], taken: dict[str, str]) -> dict[str, Any]:
    """The accepted values as the record takes them; Refused with the faults at the inputs that they were typed into."""
    try:
        return clean(dict(taken))
    except Refused as refused:
        faults = {f"found-{name}": message for name, message in refused.fields.items()}
        raise Refused(refused.message, fields=faults) from refused
