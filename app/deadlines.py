"""What the ticker does: close every attempt whose deadline has passed, test and practical part alike."""

from __future__ import annotations

from exam.practical.crm_lock import lock_due
from exam.practical.sealing import sweep as sweep_practical
from exam.theory.attempts import sweep as sweep_theory
from exam.theory.moments import utc_now


def sweep() -> None:
    """One round."""
    moment = utc_now()
    sweep_theory(moment)
    sweep_practical(moment)
    lock_due(moment)
