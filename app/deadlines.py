"""What the ticker does: close every attempt whose deadline has passed, test and practical part alike."""

from __future__ import annotations

from app.clock import now
from exam.practical.sealing import sweep as sweep_practical
from exam.theory.attempts import sweep as sweep_theory


def sweep() -> None:
    """One round."""
    moment = now()
    sweep_theory(moment)
    sweep_practical(moment)
