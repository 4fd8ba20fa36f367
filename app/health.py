"""Whether this server can write: for the operator's preparation and for a supervisor of processes."""

from __future__ import annotations

from flask import Blueprint, current_app, jsonify
from sqlalchemy import text

from app.access import ANYONE, allow
from app.db import db
from app.durable.sqlite import dbapi, journal_mode

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@allow(ANYONE)
def healthz():
    """``{"status": "ok"}`` when the database answers; names no version to strangers beyond what is needed."""
    db.session.execute(text("SELECT 1"))
    return jsonify({"status": "ok", "sqlite": dbapi.sqlite_version, "journal": journal_mode(),
                    "time": current_app.extensions["probierz_clock"].now().isoformat(timespec="seconds")})
