"""The fields that a report's form offers: the entity's own ones first, then those of its relations. PURE."""

from __future__ import annotations

from sandbox_crm.reports.definition import SORTABLE
from sandbox_crm.reports.labels import RELATIONS as RELATION_NAMES
from sandbox_crm.reports.words import entity_label, field_label, one
from sandbox_crm.rules import FIELDS, RELATIONS, path_of

Fields = list[tuple[str, str]]
#: fields that mean little in a list: ids whose relation has a name
_HIDDEN = ("id", "corrects_id", "message_id")
#: relations two steps away that people ask for
_FARTHER = {"task": ("opportunity.stage", "account.owner"), "offer": ("opportunity.stage", "opportunity.owner"),
            "interaction": ("opportunity.stage", "account.owner"), "opportunity": ("account.owner",),
            "contact": ("account.owner",), "consent": ("contact.account",), "verification": ("account.owner", "contact.account"),
            "message": ("account.owner", "opportunity.stage", "opportunity.owner"),
            **dict.fromkeys(("opportunity_line", "opportunity_contact", "stage_change"), (
                "opportunity.account", "opportunity.stage", "opportunity.pipeline", "opportunity.owner")),
            "offer_line": ("offer.account", "offer.opportunity", "offer.opportunity.stage", "offer.opportunity.owner")}


def field_groups(entity: str, language: str = "pl") -> list[tuple[str, Fields]]:
    """Heads with their fields, as ``(dotted path, name)``."""
    groups = [(entity_label(entity, language), _fields(entity, "", entity, language))]
    for name, (_column, there) in RELATIONS.get(entity, {}).items():
        groups.append((one(RELATION_NAMES[name], language), _fields(entity, f"{name}.", there, language)))
    for dotted in _FARTHER.get(entity, ()):
        there = path_of(entity, f"{dotted}.id").entity
        head = " – ".join(one(RELATION_NAMES[step], language) for step in dotted.split("."))
        groups.append((head, _fields(entity, f"{dotted}.", there, language)))
    return groups


def date_fields(entity: str, language: str = "pl") -> Fields:
    """Fields that hold a date."""
    return [(dotted, label) for dotted, label in _every(entity, language) if path_of(entity, dotted).kind == "date"]


def measured_fields(entity: str, language: str = "pl") -> Fields:
    """Fields that a function can be computed of."""
    kinds = ("money", "number", "quantity", "percent", "date")
    return [(dotted, label) for dotted, label in _every(entity, language) if path_of(entity, dotted).kind in kinds]


def sorted_fields(entity: str, language: str = "pl") -> list[tuple[str, Fields]]:
    """Fields that records can be sorted by, under their heads."""
    groups = [(head, [pair for pair in fields if path_of(entity, pair[0]).kind in SORTABLE])
              for head, fields in field_groups(entity, language)]
    return [(head, fields) for head, fields in groups if fields]


def _every(entity: str, language: str) -> Fields:
    return [pair for _head, fields in field_groups(entity, language) for pair in fields]


def _fields(entity: str, prefix: str, there: str, language: str) -> Fields:
    return [(f"{prefix}{name}", field_label(entity, f"{prefix}{name}", language)) for name in FIELDS[there]
            if name not in _HIDDEN and FIELDS[there][name] != "consent" and (there, name) != ("contact", "segment")]
