"""Who may stand where at the entrance."""

from __future__ import annotations

from app.access import rule
from app.identity import Role

OWN_PORTAL = rule("open the own portal", Role.CANDIDATE, scope="portal")
AT_STATION = rule("sit at a station", Role.CANDIDATE, scope="exam")
