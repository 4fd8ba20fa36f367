"""Appointing a reviewer and ruling: per criterion, with reasons, never to the worse."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app import audit
from app.clock import Dice
from app.db import db
from app.errors import Invalid, NotAllowed, Refusal
from app.identity import User
from exam.appeals.filing import rulings_of
from exam.appeals.independence import earlier_parts
from exam.appeals.models import Appeal, ReviewerAppointment, Ruling
from exam.appeals.remedies import admit_at_once
from exam.committee.deciding import announce, decide_after_ruling
from exam.committee.models import Decision, DecisionSignature

SHORTEST_REASONS = 30
ALLOWED = {
    "decision": ("dismissed", "changed_to_met", "reverify"),
    "admission": ("dismissed", "admitted"),
    "course": ("dismissed", "repeat_free"),
}


def reviewer_of(appeal: Appeal) -> User | None:
    """The reviewer appointed last."""
    row = db.session.scalar(
        select(ReviewerAppointment)
        .where(ReviewerAppointment.appeal_id == appeal.id)
        .order_by(ReviewerAppointment.id.desc())
        .limit(1)
    )
    return row.user if row else None


def appoint(appeal: Appeal, user: User, by: User, moment: datetime) -> None:
    """Appoint a reviewer. Raises NotAllowed naming the earlier part that stands in the way."""
    refuse_earlier_part(appeal, user)
    if rulings_of(appeal.id):
        raise Refusal(_l("This appeal was ruled on already."))
    db.session.add(ReviewerAppointment(appeal_id=appeal.id, user_id=user.id, by_id=by.id, at=moment))
    audit.record("appeals.reviewer_appointed", case_id=appeal.enrolment_id, subject=appeal.id, reviewer=str(user.id))


def refuse_earlier_part(appeal: Appeal, user: User) -> None:
    """Raises NotAllowed where a person had an earlier part in the case."""
    found = earlier_parts(user, appeal.enrolment)
    if found:
        raise NotAllowed(
            _l("%(name)s cannot review this appeal: %(why)s.", name=user.name, why="; ".join(str(item) for item in found))
        )


def rule(
    appeal: Appeal, reviewer: User, rulings: Mapping[str | None, tuple[str, str]], dice: Dice, moment: datetime
) -> Decision | None:
    """Rule on every point at once. ``rulings``: criterion (None: the whole) -> (ruling, reasons).

    The case is recomputed where something changed; the new decision is announced at once and stands beside the old
    one. What has to be held again becomes a task of the coordinator (`exam.appeals.remedies`). Raises NotAllowed,
    Refusal, Invalid with the criterion to mend.
    """
    appointed = reviewer_of(appeal)
    if appointed is None or appointed.id != reviewer.id:
        raise NotAllowed(_l("You are not the reviewer of this appeal."))
    if rulings_of(appeal.id):  # first, since the ruling itself is a part in the case
        raise Refusal(_l("This appeal was ruled on already."))
    refuse_earlier_part(appeal, reviewer)
    _check(appeal, rulings)
    for criterion, (ruling, reasons) in rulings.items():
        db.session.add(
            Ruling(
                appeal_id=appeal.id, criterion=criterion, ruling=ruling, reasons=reasons.strip(), user_id=reviewer.id, at=moment
            )
        )
    audit.record(
        "appeals.ruled",
        case_id=appeal.enrolment_id,
        subject=appeal.id,
        rulings={criterion or "whole": ruling for criterion, (ruling, _) in rulings.items()},
    )
    db.session.flush()
    return _execute(appeal, reviewer, rulings, dice, moment)


def _check(appeal: Appeal, rulings: Mapping[str | None, tuple[str, str]]) -> None:
    wanted = {point.criterion for point in appeal.points} or {None}
    faults = {}
    for criterion in wanted:
        ruling, reasons = rulings.get(criterion, ("", ""))
        if ruling not in ALLOWED[appeal.kind]:
            faults[criterion or "whole"] = _l("Choose a ruling.")
        elif len(reasons.strip()) < SHORTEST_REASONS:
            faults[criterion or "whole"] = _l("Give the reasons in at least %(least)s signs.", least=SHORTEST_REASONS)
    if faults or set(rulings) != wanted:
        raise Invalid(_l("Every point needs a ruling and its reasons."), faults)


def _execute(
    appeal: Appeal, reviewer: User, rulings: Mapping[str | None, tuple[str, str]], dice: Dice, moment: datetime
) -> Decision | None:
    case = appeal.enrolment
    if appeal.kind == "admission" and rulings[None][0] == "admitted":
        admit_at_once(case, moment)
        return None
    words = {"changed_to_met": "met", "reverify": "not_assessable"}
    changes = {criterion: words[ruling] for criterion, (ruling, _) in rulings.items() if criterion and ruling in words}
    if appeal.kind != "decision" or not changes:
        return None
    decision = decide_after_ruling(case, changes, reasons_text(appeal, rulings), appeal.id, dice, moment)
    db.session.add(DecisionSignature(decision_id=decision.id, user_id=reviewer.id, at=moment))
    db.session.flush()
    announce(case, reviewer, moment)
    return decision


def reasons_text(appeal: Appeal, rulings: Mapping[str | None, tuple[str, str]]) -> str:
    """The justification of the new decision, in Polish: each ruling with its reasons."""
    names = {
        "dismissed": "odwołanie oddalone",
        "changed_to_met": "ocena zmieniona na „spełnione”",
        "reverify": "kryterium do ponownej weryfikacji",
    }
    parts = [f"Po rozpatrzeniu odwołania {appeal.number} rozstrzygnięto, co następuje."]
    parts += [f"Kryterium {criterion}: {names[ruling]}. {reasons.strip()}" for criterion, (ruling, reasons) in rulings.items()]
    return "\n\n".join(parts)
