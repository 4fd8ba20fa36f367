"""Names of records and dictionary codes, for reports that speak of ids and codes."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import func, select

from sandbox_crm.bench import Workbench
from sandbox_crm.models.clients import Account, Contact, Segment
from sandbox_crm.models.company import DictionaryEntry, SalesUser
from sandbox_crm.models.offers import Message, Offer, OfferTemplate
from sandbox_crm.models.sales import Opportunity, Pipeline, Product, SalesGoal, Stage, StageTask
from sandbox_crm.reports.labels import DICTIONARIES
from sandbox_crm.reports.words import Names

#: entity and what names it, for fields that hold ids
REFERENCES: dict[str, tuple[Any, str]] = {
    "owner_id": (SalesUser, "name"), "user_id": (SalesUser, "name"), "account_id": (Account, "name"),
    "contact_id": (Contact, "last_name"), "primary_contact_id": (Contact, "last_name"), "pipeline_id": (Pipeline, "name"),
    "stage_id": (Stage, "name"), "goal_id": (SalesGoal, "name"), "opportunity_id": (Opportunity, "number"),
    "offer_id": (Offer, "number"), "template_id": (OfferTemplate, "name"), "message_id": (Message, "subject"),
    "segment": (Segment, "name"), "segment_id": (Segment, "name"), "product_id": (Product, "name"),
    "from_stage_id": (Stage, "name"), "to_stage_id": (Stage, "name"), "stage_task_id": (StageTask, "title"),
}


def record_names(bench: Workbench) -> Names:
    """A function from ``("opportunity.owner_id", 3)`` to a name; what it does not know it gives as None."""
    labels: dict[tuple[str, str], str] | None = None

    def name(field: str, value: Any) -> str | None:
        nonlocal labels
        column = field.rpartition(".")[2]
        if column in REFERENCES:
            entity, naming = REFERENCES[column]
            record = bench.session.get(entity, value) if isinstance(value, int) else None
            return getattr(record, naming) if record else None
        if column in DICTIONARIES:
            if labels is None:
                found = bench.session.execute(select(DictionaryEntry.kind, DictionaryEntry.code, DictionaryEntry.label))
                labels = {(kind, code): label for kind, code, label in found}
            return labels.get((DICTIONARIES[column], value))
        return None

    return name


def options(bench: Workbench, column: str) -> list[tuple[Any, str]]:
    """Values and names to choose from for a field that holds ids or dictionary codes; empty for others."""
    if column in REFERENCES:
        entity, naming = REFERENCES[column]
        kept = [entity.deleted_at.is_(None), *([Segment.entity == "account"] if entity is Segment else [])]
        rows = bench.session.execute(select(entity.id, getattr(entity, naming)).where(*kept).order_by(getattr(entity, naming)))
        return [(key, label) for key, label in rows]
    if column in DICTIONARIES:
        kept = select(DictionaryEntry.code, DictionaryEntry.label).where(
            DictionaryEntry.kind == DICTIONARIES[column], DictionaryEntry.deleted_at.is_(None))
        rows = bench.session.execute(kept.order_by(DictionaryEntry.position))
        return [(code, label) for code, label in rows]
    return []


#: a field whose records are more than this is typed without a list of suggestions
MOST_HINTS = 300


class Known:
    """What conditions can name: records and dictionary codes, read when a field is asked about and not before."""

    def __init__(self, bench: Workbench):
        self._bench, self._read = bench, {}

    def get(self, column: str, default: Any = None) -> Any:
        """Values and names to choose from for a field, ``default`` where it holds neither ids nor codes."""
        if column not in REFERENCES and column not in DICTIONARIES:
            return default
        if column not in self._read:
            self._read[column] = options(self._bench, column)
        return self._read[column]

    def hints(self, asked: Collection[str] | None = None) -> dict[str, list[str]]:
        """Field -> names to suggest, for the fields with so few that a page can carry them; ``asked``: only these fields."""
        few = [column for column, (entity, _naming) in REFERENCES.items() if (asked is None or column in asked)
               and (self._bench.session.scalar(select(func.count()).select_from(entity)) or 0) <= MOST_HINTS]
        coded = [column for column in DICTIONARIES if asked is None or column in asked]
        return {column: [str(label) for _key, label in self.get(column)] for column in (*few, *coded)}
