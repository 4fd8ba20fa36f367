"""The log of the room: what happened, to whom, when, under a heading that can be counted over many sittings."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app import audit
from app.db import db
from app.errors import Invalid
from app.identity import User
from exam.sittings.models import Enrolment, Sitting
from exam.supervision.models import Incident

#: group -> category -> words; the groups are the room, the candidate, the staff, the equipment, the rest
GROUPS = {
    "room": (_l("The room"), {
        "noise": _l("noise or disturbance"), "conditions": _l("light, temperature, air"), "power": _l("power failure"),
        "evacuation": _l("alarm or evacuation")}),
    "candidate": (_l("The candidate"), {
        "late": _l("came late"), "left_room": _l("left the room"), "returned": _l("came back to the room"),
        "question": _l("asked a question"), "complaint": _l("raised an objection"), "illness": _l("felt unwell"),
        "unallowed_aid": _l("used an aid that is not allowed"), "not_own_work": _l("signs of work that is not one's own"),
        "behaviour": _l("disturbed others")}),
    "staff": (_l("The staff"), {
        "staff_absent": _l("absent or late"), "staff_changed": _l("change of a person"),
                                "staff_mistake": _l("mistake in the procedure")}),
    "equipment": (_l("The equipment"), {
        "computer": _l("computer"), "browser": _l("browser"), "network": _l("network or connection"), "crm": _l("the CRM"),
        "printer": _l("printer"), "exam_system": _l("examination system")}),
    "other": (_l("Other"), {"other": _l("other event")}),
}
CATEGORIES = {key: words for _group, entries in GROUPS.values() for key, words in entries.items()}
LONGEST = 2_000


def log(sitting: Sitting, case: Enrolment | None, category: str, text: str, at: datetime, by: User, moment: datetime) -> Incident:
    """Append an incident inside the open transaction. Raises Invalid naming the field to mend."""
    fields = {}
    if category not in CATEGORIES:
        fields["category"] = _l("Choose one of the listed values.")
    if not 3 <= len(text.strip()) <= LONGEST:
        fields["text"] = _l("Describe the event in at least a few words, at most 2000 characters.")
    if at > moment:
        fields["at"] = _l("This hour has not come yet.")
    if case is not None and case.sitting_id != sitting.id:
        fields["enrolment_id"] = _l("Choose a candidate of this sitting.")
    if fields:
        raise Invalid(_l("The event is not written down yet."), fields)
    row = Incident(sitting_id=sitting.id, enrolment_id=case.id if case else None, category=category, text=text.strip(),
                   at=at, recorded_at=moment, by_id=by.id)
    db.session.add(row)
    db.session.flush()
    audit.record("supervision.incident", case_id=case.id if case else None, subject=row.id, category=category,
                 details={"text": text.strip()})
    return row


def incidents_of(sitting_id: UUID, enrolment_id: UUID | None = None) -> list[Incident]:
    """The incidents of a sitting in the order they happened; of one candidate and of the whole room where one is named."""
    query = select(Incident).where(Incident.sitting_id == sitting_id)
    if enrolment_id is not None:
        query = query.where((Incident.enrolment_id == enrolment_id) | Incident.enrolment_id.is_(None))
    return list(db.session.scalars(query.order_by(Incident.at, Incident.id)))
