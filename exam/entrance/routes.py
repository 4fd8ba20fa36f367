"""The front door."""

from __future__ import annotations

from flask import Blueprint, render_template

from app.access import ANYONE, allow

blueprint = Blueprint("entrance", __name__, template_folder="templates")


@blueprint.get("/")
@allow(ANYONE)
def home():
    """Who are you?"""
    return render_template("exam/entrance/home.html")
