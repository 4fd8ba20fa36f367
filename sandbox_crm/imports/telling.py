"""Faults and repairs of a row: kept as ``target|kind|…`` so that the record is one in every language, told in words.

``kind`` is a key (``amount``, ``repaired``, ``matches``) or the English message of the field's own check.
"""

from __future__ import annotations

from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from sandbox_crm.clients.duplicates import REASONS
from sandbox_crm.clients.labels import ACCOUNT_LABELS, CONTACT_LABELS
from sandbox_crm.clients.people_alike import REASONS as PEOPLE_REASONS
from sandbox_crm.imports.mapping import CELL_FAULTS


def kept(target: str, message: Any) -> str:
    """A field's message as it is kept: its English text."""
    with force_locale("en"):
        return f"{target}|{message}"


def target_label(target: str) -> str:
    """The name of what a column is mapped to."""
    entity, _dot, name = target.partition(".")
    if entity == "contact":
        return _("Contact: %(field)s", field=CONTACT_LABELS.get(name, name))
    return _("Account: %(field)s", field=ACCOUNT_LABELS.get(name, name))


def told(entry: str) -> str:
    """A kept fault or repair in the reader's language."""
    target, kind, *rest = entry.split("|")
    if kind == "repaired":
        return _("%(field)s: leading zeros and signs put back, %(before)s became %(after)s", field=target_label(target),
                 before=rest[0], after=rest[1])
    if kind == "matches":
        return _("Matches %(what)s: %(reason)s", what=rest[1], reason=REASONS[rest[0]])
    if kind == "meets":
        return _("The person may be %(name)s: %(reason)s", name=rest[1], reason=PEOPLE_REASONS[rest[0]])
    if kind == "unmatched":
        return _("No account in the CRM matches this row.")
    return f"{target_label(target)}: {CELL_FAULTS[kind] if kind in CELL_FAULTS else _(kind)}"
