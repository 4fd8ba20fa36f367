"""One busy instance: a candidate in the practical part, one in the test with an appeal, and people without a part in it."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from uuid import uuid4

import pytest

from app.db import db, transaction
from exam.appeals.models import Appeal
from exam.sittings.models import CaseState
from exam.theory import attempts as theory_attempts
from tests.exam.conftest import anonymous, at_station, build, builders, client_of, on_portal
from tests.exam.practical.conftest import DRAWER, Day, tiny_variant

__all__ = ["anonymous", "at_station", "build", "client_of", "on_portal", "world"]


def _in_test(build, cast):
    case = build.admitted(cast, state=CaseState.IDENTITY_CHECKED)
    with transaction():
        test = theory_attempts.prepare(db.session.merge(case), "ziarno", build.moment)
        theory_attempts.open_attempt(test, build.moment, None)
    return case, test


@pytest.fixture
def world(app, build, clock):
    """The cases and their attempts, and ``values``: argument of an address -> what stands there in this instance."""
    app.extensions[DRAWER] = tiny_variant
    day = Day(app, build, clock)
    build.ready(day.cast)
    day.tested()
    practical = day.open()
    writer, test = _in_test(build, day.cast)
    appeal = Appeal(id=uuid4(), number="OD/2026/001", enrolment_id=writer.id, kind="admission",
                    reason="Złożono komplet dokumentów.", deadline=date(2026, 12, 7), filed_at=build.moment)
    with transaction() as session:
        session.add(appeal)
    staff = builders.everybody(build)
    values = {
        "enrolment_id": day.case.id, "sitting_id": day.cast.sitting.id, "appeal_id": appeal.id, "user_id": staff.coordinator.id,
        "certificate_id": uuid4(), "branch_id": uuid4(), "station_id": day.cast.stations[0].id, "appointment_id": 1,
        "item_id": next(iter(test.form["items"])), "question_id": "q1", "criterion": "2.4.f", "name": "lista.xlsx",
        "mode": "crm", "sandbox": practical.sandbox, "filename": "no-such-file.css"}
    return SimpleNamespace(app=app, build=build, day=day, writer=writer, test=test, practical=practical, appeal=appeal,
                           staff=staff, stranger=build.admitted(build.sitting(), state=CaseState.IDENTITY_CHECKED), values=values)
