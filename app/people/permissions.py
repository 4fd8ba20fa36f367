"""Who looks after staff accounts."""

from __future__ import annotations

from app.access import rule
from app.identity import Role

MANAGE_PEOPLE = rule("manage staff accounts", Role.COORDINATOR, Role.ADMINISTRATOR)
