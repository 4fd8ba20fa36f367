"""Words to search by: for each searched table an index of three-letter groups, kept by triggers from the live columns.

An index, no fact of its own: it holds nothing that the record does not, never enters the journal or a snapshot, and is
made anew with the tables. Text is compared without case and Polish marks, anywhere in a word.
"""

from __future__ import annotations

from sqlalchemy import DDL, event

from sandbox_crm.models.clients import Account, Contact, RegisterEntry, Segment
from sandbox_crm.models.offers import Message, Offer, OfferTemplate
from sandbox_crm.models.record import Base
from sandbox_crm.models.sales import Opportunity, Pipeline, Product, SalesGoal
from sandbox_crm.models.work import Interaction, Report, Task


def _folded(column: str) -> str:
    """SQL for a column's text in small letters without Polish marks."""
    found = f"coalesce(:row.{column}, '')"
    for marked, plain in zip("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ", "acelnoszzacelnoszz", strict=True):
        found = f"replace({found}, '{marked}', '{plain}')"
    return f"lower({found})"


def _bare(column: str) -> str:
    """SQL for a column that holds small letters or digits already."""
    return f"coalesce(:row.{column}, '')"


def _digits(column: str) -> str:
    """SQL for a telephone number without spaces and dashes."""
    return f"replace(replace({_bare(column)}, ' ', ''), '-', '')"


#: searched entity -> its columns, as they are searched
WORDS: dict[type[Base], dict[str, str]] = {
    Account: {"name_fold": _bare("name_fold"), "city": _folded("city"), "nip": _bare("nip"), "regon": _bare("regon"),
              "krs": _bare("krs"), "email": _folded("email"), "phone": _digits("phone")},
    Contact: {"name_fold": _bare("name_fold"), "email": _folded("email"), "phone": _digits("phone"), "mobile": _digits("mobile")},
    Opportunity: {"name_fold": _bare("name_fold"), "number": _folded("number")},
    RegisterEntry: {"name_fold": _bare("name_fold"), "nip": _bare("nip"), "regon": _bare("regon"), "krs": _bare("krs")},
    Segment: {"name": _folded("name"), "purpose": _folded("purpose")},
    Pipeline: {"name": _folded("name")},
    SalesGoal: {"name": _folded("name")},
    Product: {"code": _folded("code"), "name": _folded("name"), "category": _folded("category")},
    Task: {"title": _folded("title"), "note": _folded("note")},
    Offer: {"number": _folded("number")},
    OfferTemplate: {"name": _folded("name")},
    Message: {"subject": _folded("subject"), "sender": _folded("sender")},
    Interaction: {"subject": _folded("subject"), "result": _folded("result")},
    Report: {"name": _folded("name"), "purpose": _folded("purpose")},
}


def words_table(entity: type[Base]) -> str:
    """Name of the index table of a searched entity; its ``rowid`` is the record's id, its column ``words``."""
    return f"{entity.__tablename__}_words"


_STATEMENTS = (
    "CREATE VIRTUAL TABLE :words USING fts5(words, tokenize = 'trigram')",
    "CREATE TRIGGER :words_new AFTER INSERT ON :table BEGIN INSERT INTO :words (rowid, words) VALUES (new.id, :text); END",
    "CREATE TRIGGER :words_changed AFTER UPDATE OF :columns ON :table BEGIN "
    "UPDATE :words SET words = :text WHERE rowid = new.id; END",
    "CREATE TRIGGER :words_gone AFTER DELETE ON :table BEGIN DELETE FROM :words WHERE rowid = old.id; END",
)


def _made(statement: str, entity: type[Base]) -> str:
    text = " || char(10) || ".join(WORDS[entity].values()).replace(":row", "new")
    parts = {":words": words_table(entity), ":table": entity.__tablename__, ":columns": ", ".join(WORDS[entity]), ":text": text}
    for mark, part in parts.items():
        statement = statement.replace(mark, part)
    return statement


for _entity in WORDS:
    for _statement in _STATEMENTS:
        event.listen(_entity.__table__, "after_create", DDL(_made(_statement, _entity).replace("%", "%%")))
