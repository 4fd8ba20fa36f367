"""What was done in a candidate's sealed CRM, act by act, for whoever lays it beside the room's own times."""

from __future__ import annotations

from exam.practical.models import PracticalAttempt, PracticeState
from exam.practical.variants import store
from sandbox_crm.store import open_path
from sandbox_crm.travel.steps import Step, acts_of


def acts_in(current: PracticalAttempt | None) -> list[Step]:
    """Every act of the sealed work in order, those of the scenario's events included; none before the seal."""
    if current is None or current.state != PracticeState.SEALED:
        return []
    with open_path(store().path(current.sandbox, "sealed"), write=False, immutable=True) as session:
        return acts_of(session)
