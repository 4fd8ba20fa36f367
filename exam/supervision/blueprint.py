"""The supervision room's blueprint, shared by its route modules."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("supervision", __name__, template_folder="templates", static_folder="static",
                      static_url_path="/supervision/static")
