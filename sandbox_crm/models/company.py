"""The scenario's own company: its people, dictionaries, settings, files."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sandbox_crm.models.record import Base, Record, one_of

DICTIONARY_KINDS = ("industry", "source", "acquisition_method", "legal_form", "lost_reason", "unit")


class SalesUser(Record, Base):
    """A colleague in the scenario (pracownik, opiekun); the candidate is one of them. Nobody signs in as one."""

    __tablename__ = "sales_user"
    name: Mapped[str]
    email: Mapped[str]
    role: Mapped[str]
    is_candidate: Mapped[bool] = mapped_column(default=False)


class DictionaryEntry(Record, Base):
    """One value of a list that the company maintains."""

    __tablename__ = "dictionary_entry"
    __table_args__ = (UniqueConstraint("kind", "code"), CheckConstraint(one_of("kind", DICTIONARY_KINDS), "kind"))
    kind: Mapped[str]
    code: Mapped[str]
    label: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)


class Setting(Record, Base):
    """A setting of this CRM: ``company.name``, ``company.address``, ``company.nip`` and the like."""

    __tablename__ = "setting"
    key: Mapped[str] = mapped_column(unique=True)
    value: Mapped[str]


class StoredFile(Record, Base):
    """A file known to the CRM; its bytes lie in FileContent under the same SHA-256, outside the journal."""

    __tablename__ = "stored_file"
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]


class FileContent(Base):
    """The bytes of stored files, once per content. Not journalled: the journal holds their SHA-256."""

    __tablename__ = "file_content"
    sha256: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
