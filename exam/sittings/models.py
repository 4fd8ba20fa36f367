"""Sittings and the people in them. Every later room refers to an enrolment: it is the case."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import APPEND_ONLY, Base
from app.identity import User


class SittingState(StrEnum):
    """Where a sitting stands."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"


class Function(StrEnum):
    """What an appointed person does in a sitting."""

    OPERATOR = "operator"
    CHAIR = "chair"
    MEMBER = "member"
    RESERVE = "reserve"


class Admission(StrEnum):
    """The formal decision on an enrolment."""

    PENDING = "pending"
    ADMITTED = "admitted"
    REFUSED = "refused"


class CaseState(StrEnum):
    """Where a case stands; the allowed moves are in `exam.sittings.cases`."""

    REGISTERED = "registered"
    ADMITTED = "admitted"
    REFUSED = "refused"
    IDENTITY_CHECKED = "identity_checked"
    IN_TEST = "in_test"
    TEST_DONE = "test_done"
    IN_PRACTICE = "in_practice"
    PRACTICE_DONE = "practice_done"
    IN_INTERVIEW = "in_interview"
    EVIDENCE_FROZEN = "evidence_frozen"
    DECIDED = "decided"
    ANNOUNCED = "announced"
    CERTIFIED = "certified"
    WITHDRAWN = "withdrawn"
    NO_SHOW = "no_show"
    BROKEN_OFF = "broken_off"


class Sitting(Base):
    """One planned validation (sesja walidacyjna): place, date, parts. ``number`` such as ``SW/2026/001``."""

    __tablename__ = "sitting"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    place: Mapped[str]
    on_date: Mapped[date]
    starts_at: Mapped[datetime]
    practical_starts_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default=SittingState.PLANNED)
    pack_id: Mapped[str]
    law_as_of: Mapped[date]
    allowed_aids: Mapped[str] = mapped_column(default="")  # in the test; the other parts follow
    practice_aids: Mapped[str | None]  # None: those of the scenario
    talk_aids: Mapped[str | None]
    allowed_addresses: Mapped[str | None]
    break_reason: Mapped[str | None]  # why the break between the parts is shorter than the setting
    created_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    appointments: Mapped[list[Appointment]] = relationship(back_populates="sitting")
    enrolments: Mapped[list[Enrolment]] = relationship(back_populates="sitting")
    stations: Mapped[list[Station]] = relationship(back_populates="sitting", order_by="Station.position")


class StaffQualification(Base):
    """Proof that a person meets the source's minimum for a function, with its dates.

    Member: at least secondary education and five years directing or supervising the work of CRM operators.
    Operator: at least secondary education and the computer skills that the source names.
    """

    __tablename__ = "staff_qualification"
    __table_args__ = (CheckConstraint("for_function IN ('member', 'operator')", "function"),
                      CheckConstraint("education IN ('primary', 'secondary', 'higher')", "education"))
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    for_function: Mapped[str]
    education: Mapped[str]
    years_supervising: Mapped[int] = mapped_column(default=0)
    computer_skills: Mapped[bool] = mapped_column(default=False)
    connection_skills: Mapped[bool] = mapped_column(default=False)
    proof: Mapped[str]
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    recorded_at: Mapped[datetime]


class Appointment(Base):
    """A person appointed to a sitting."""

    __tablename__ = "appointment"
    __table_args__ = (UniqueConstraint("sitting_id", "user_id", "function"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[UUID] = mapped_column(ForeignKey("sitting.id"), index=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    function: Mapped[str]
    appointed_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    sitting: Mapped[Sitting] = relationship(back_populates="appointments")
    user: Mapped[User] = relationship(lazy="joined")


class Person(Base):
    """Who a candidate is. Erasable: nothing chained holds these columns."""

    __tablename__ = "person"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    first_name: Mapped[str]
    last_name: Mapped[str]
    birth_date: Mapped[date | None]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    employer: Mapped[str | None]
    created_at: Mapped[datetime]

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}"


class Preparation(Base):
    """A line of the register of who prepared whom (source: rozdział osobowy). ``trainer_id`` None: an outsider, by name."""

    __tablename__ = "preparation"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    trainer_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"), index=True)
    trainer_name: Mapped[str | None]
    organiser: Mapped[str]
    date_from: Mapped[date | None]
    date_to: Mapped[date | None]
    recorded_at: Mapped[datetime]
    clearances: Mapped[list[TrainerClearance]] = relationship(lazy="selectin", order_by="TrainerClearance.id")


class TrainerClearance(Base):
    """The coordinator found that a name in the register is that of another person than this one of the staff."""

    __tablename__ = "trainer_clearance"
    __table_args__ = (APPEND_ONLY,)
    id: Mapped[int] = mapped_column(primary_key=True)
    preparation_id: Mapped[int] = mapped_column(ForeignKey("preparation.id"), index=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    reason: Mapped[str]
    by_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]


class Enrolment(Base):
    """A person in a sitting (zgłoszenie): the case. ``rules`` pins the settings in force at enrolment."""

    __tablename__ = "enrolment"
    __table_args__ = (UniqueConstraint("sitting_id", "person_id"),)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    sitting_id: Mapped[UUID] = mapped_column(ForeignKey("sitting.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    number: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str] = mapped_column(default=CaseState.REGISTERED, index=True)
    prepared_where: Mapped[str] = mapped_column(default="")
    admission: Mapped[str] = mapped_column(default=Admission.PENDING)
    refusal_reason: Mapped[str | None]
    refusal_text: Mapped[str | None]
    admitted_at: Mapped[datetime | None]
    identity_checked_at: Mapped[datetime | None]
    identity_checked_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    identity_document: Mapped[str | None]
    station_id: Mapped[int | None] = mapped_column(ForeignKey("station.id"))
    portal_digest: Mapped[str | None]
    accommodation_percent: Mapped[int] = mapped_column(default=0)
    rules: Mapped[dict[str, Any]] = mapped_column(JSON)
    enrolled_at: Mapped[datetime]
    sitting: Mapped[Sitting] = relationship(back_populates="enrolments", lazy="joined")
    person: Mapped[Person] = relationship(lazy="joined")
    station: Mapped[Station | None] = relationship(foreign_keys=[station_id], lazy="joined")
    seats: Mapped[list[CommitteeSeat]] = relationship(back_populates="enrolment", lazy="selectin")


class CaseTransfer(Base):
    """A case whose practical part was broken off goes on in another sitting, in a fresh sandbox."""

    __tablename__ = "case_transfer"
    __table_args__ = (APPEND_ONLY,)
    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"), index=True)
    from_id: Mapped[UUID] = mapped_column(ForeignKey("sitting.id"), index=True)
    to_id: Mapped[UUID] = mapped_column(ForeignKey("sitting.id"), index=True)
    reason: Mapped[str]
    by_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]
    enrolment: Mapped[Enrolment] = relationship(lazy="joined")
    origin: Mapped[Sitting] = relationship(foreign_keys=[from_id])
    target: Mapped[Sitting] = relationship(foreign_keys=[to_id])


class FreeRepeat(Base):
    """A case given free of charge by a ruling on an appeal, beside the older case, whose papers stay as they are.

    ``scope``: whole, or practical (the sealed test of the older case stands). ``appeal_id``: of the appeals' own table.
    """

    __tablename__ = "free_repeat"
    __table_args__ = (CheckConstraint("scope IN ('whole', 'practical')", "scope"), APPEND_ONLY)
    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"), unique=True)
    of_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"), index=True)
    appeal_id: Mapped[UUID]
    scope: Mapped[str]
    by_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]
    case: Mapped[Enrolment] = relationship(foreign_keys=[enrolment_id], lazy="joined")
    of: Mapped[Enrolment] = relationship(foreign_keys=[of_id], lazy="joined")


class CommitteeSeat(Base):
    """A member of the committee for one candidate. ``left_at`` set: replaced, with the reason."""

    __tablename__ = "committee_seat"
    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"), index=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    chair: Mapped[bool] = mapped_column(default=False)
    seated_at: Mapped[datetime]
    left_at: Mapped[datetime | None]
    left_reason: Mapped[str | None]
    enrolment: Mapped[Enrolment] = relationship(back_populates="seats")
    user: Mapped[User] = relationship(lazy="joined")


class Station(Base):
    """A candidate's place in the room. ``spare`` ones wait for a broken machine."""

    __tablename__ = "station"
    __table_args__ = (UniqueConstraint("sitting_id", "name"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[UUID] = mapped_column(ForeignKey("sitting.id"), index=True)
    name: Mapped[str]
    position: Mapped[int]
    spare: Mapped[bool] = mapped_column(default=False)
    sitting: Mapped[Sitting] = relationship(back_populates="stations")


class ReadinessCard(Base):
    """A signed minimum-readiness card of a station; appended, the latest one holds. ``items``: key -> bool."""

    __tablename__ = "readiness_card"
    __table_args__ = (APPEND_ONLY,)
    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id"), index=True)
    items: Mapped[dict[str, bool]] = mapped_column(JSON)
    gap_decision: Mapped[str | None]
    signed_by: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    signed_at: Mapped[datetime]


class AttemptCode(Base):
    """A printed code that opens one part at one station, once. ``digest``: HMAC of the code; ``part``: theory, practical."""

    __tablename__ = "attempt_code"
    __table_args__ = (CheckConstraint("part IN ('theory', 'practical')", "part"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"), index=True)
    part: Mapped[str]
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id"))
    digest: Mapped[str] = mapped_column(unique=True)
    reason: Mapped[str]
    issued_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    superseded_at: Mapped[datetime | None]
    enrolment: Mapped[Enrolment] = relationship(lazy="joined")
    station: Mapped[Station] = relationship(lazy="joined")
