"""Names of records and dictionary codes, for reports and conditions that speak of ids and codes.

Records that share a name are told apart by what stands behind it in brackets (``Wygrana (Sprzedaż do firm)``): a condition
that names a record means that one, and rows of a report that look alike would be read as one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import String, and_, cast, func, null, or_, select
from sqlalchemy.orm import aliased

from app.polish.text import sort_key
from sandbox_crm.bench import Workbench
from sandbox_crm.models.clients import Account, Contact, Segment
from sandbox_crm.models.company import DictionaryEntry, SalesUser
from sandbox_crm.models.offers import Message, Offer, OfferTemplate
from sandbox_crm.models.sales import Opportunity, Pipeline, Product, SalesGoal, Stage, StageTask
from sandbox_crm.reports.labels import DICTIONARIES
from sandbox_crm.reports.words import Names
from sandbox_crm.rules import folded


@dataclass(frozen=True)
class Naming:
    """How records of an entity are called: their name, and what tells apart those of one name. ``alike``: the column by
    which records of one name are found where there are many; None where they are never many."""

    entity: Any
    name: Any
    apart: Any = None
    alike: Any = None


def _of(column: Any, key: Any) -> Any:
    """A column of the record that ``key`` leads to."""
    return select(column).where(column.class_.id == key).scalar_subquery()


def _day(column: Any) -> Any:
    """A day as people read it."""
    return func.strftime("%d.%m.%Y", column)


_USER = Naming(SalesUser, SalesUser.name, SalesUser.email)
_CONTACT = Naming(Contact, Contact.first_name + " " + Contact.last_name, func.coalesce(_of(Account.name, Contact.account_id),
                                                                                     Contact.email), Contact.name_sort)
_STAGE = Naming(Stage, Stage.name, _of(Pipeline.name, Stage.pipeline_id))
_SEGMENT = Naming(Segment, Segment.name)
#: field that holds ids -> how its records are named
REFERENCES: dict[str, Naming] = {
    "owner_id": _USER, "user_id": _USER, "contact_id": _CONTACT, "primary_contact_id": _CONTACT, "stage_id": _STAGE,
    "from_stage_id": _STAGE, "to_stage_id": _STAGE, "pipeline_id": Naming(Pipeline, Pipeline.name),
    "account_id": Naming(Account, Account.name, func.coalesce(Account.city, Account.nip), Account.name_sort),
    "goal_id": Naming(SalesGoal, SalesGoal.name, _day(SalesGoal.date_from) + "–" + _day(SalesGoal.date_to)),
    "opportunity_id": Naming(Opportunity, Opportunity.number, Opportunity.name, Opportunity.number),
    "offer_id": Naming(Offer, Offer.number, cast(Offer.version, String), Offer.number),
    "template_id": Naming(OfferTemplate, OfferTemplate.name, cast(OfferTemplate.version, String)),
    "message_id": Naming(Message, Message.subject, _day(Message.sent_on), Message.subject),
    "segment": _SEGMENT, "segment_id": _SEGMENT, "product_id": Naming(Product, Product.name, Product.code),
    "stage_task_id": Naming(StageTask, StageTask.title, _of(Stage.name, StageTask.stage_id)),
}
#: a field whose records are more than this is typed without a list of suggestions, and its first names are read one by one
MOST_HINTS = 300
#: so many names read one by one say that the rest will be asked for too
MOST_ALONE = 50


def record_names(bench: Workbench) -> Names:
    """A function from ``("opportunity.owner_id", 3)`` to a name; what it does not know it gives as None."""
    told: dict[str, dict[int, str]] = {}
    alone: Counter[str] = Counter()
    labels: dict[tuple[str, str], str] | None = None

    def name(field: str, value: Any) -> str | None:
        nonlocal labels
        column = field.rpartition(".")[2]
        if column in REFERENCES:
            if not isinstance(value, int):
                return None
            naming = REFERENCES[column]
            if column not in told:
                told[column] = _told_apart(_rows(bench, naming)) if _few(bench, naming) else {}
            if value not in told[column] and alone[column] <= MOST_ALONE:
                alone[column] += 1
                whole = alone[column] > MOST_ALONE
                told[column] |= _told_apart(_rows(bench, naming, *([] if whole else [_called_as(naming, value)])))
            return told[column].get(value)
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
        naming = REFERENCES[column]
        kept = [naming.entity.deleted_at.is_(None), *([Segment.entity == "account"] if naming is _SEGMENT else [])]
        rows = _rows(bench, naming, *kept)
        return sorted(_told_apart(rows).items(), key=lambda pair: sort_key(pair[1]))
    if column in DICTIONARIES:
        kept = select(DictionaryEntry.code, DictionaryEntry.label).where(
            DictionaryEntry.kind == DICTIONARIES[column], DictionaryEntry.deleted_at.is_(None))
        rows = bench.session.execute(kept.order_by(DictionaryEntry.position))
        return [(code, label) for code, label in rows]
    return []


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
        few = [column for column, naming in REFERENCES.items()
               if (asked is None or column in asked) and _few(self._bench, naming)]
        coded = [column for column in DICTIONARIES if asked is None or column in asked]
        return {column: [str(label) for _key, label in self.get(column)] for column in (*few, *coded)}


def _few(bench: Workbench, naming: Naming) -> bool:
    """Whether the records of an entity, those in the bin included, are few enough to be read together."""
    return (bench.session.scalar(select(func.count()).select_from(naming.entity)) or 0) <= MOST_HINTS


def _rows(bench: Workbench, naming: Naming, *where: Any) -> list[tuple[int, str, str | None, bool]]:
    """Id, name, what tells it apart, whether it lives."""
    entity = naming.entity
    apart = null() if naming.apart is None else naming.apart
    asked = select(entity.id, naming.name, apart, entity.deleted_at.is_(None)).where(*where)
    return [tuple(row) for row in bench.session.execute(asked)]


def _called_as(naming: Naming, value: int) -> Any:
    """A record and the living ones of its name."""
    entity = naming.entity
    if naming.alike is None:
        return entity.id == value
    other = aliased(entity)
    name = select(getattr(other, naming.alike.key)).where(other.id == value).scalar_subquery()
    return or_(entity.id == value, and_(entity.deleted_at.is_(None), naming.alike == name))


def _told_apart(rows: Iterable[tuple[int, str, str | None, bool]]) -> dict[int, str]:
    """Id -> name; a record whose name a living one bears too has behind it what tells it apart, or its number."""
    every = [(key, name or f"#{key}", apart, lives) for key, name, apart, lives in rows]
    names = Counter(folded(name) for _key, name, _apart, lives in every if lives)
    both = Counter((folded(name), apart) for _key, name, apart, lives in every if lives)
    said = {}
    for key, name, apart, lives in every:
        others, twins = names[folded(name)] - lives, both[folded(name), apart] - lives  # living ones, itself left out
        said[key] = name if not others else f"{name} ({apart})" if apart and not twins else f"{name} (#{key})"
    return said
