"""Where others open this service: what is printed on certificates and letters.

Never the Host header of a request: whoever sends a request writes it, and a certificate would carry it for years.
"""

from __future__ import annotations

from flask import current_app, url_for

from app import settings

KEY = "institution.public_address"


def public_address() -> str:
    """The institution's public address, else the one under which the server was started; without a slash at the end."""
    return settings.get(KEY) or current_app.extensions["probierz_config"].address


def public_url(endpoint: str) -> str:
    """The full address of one of our pages, inside a request."""
    return public_address() + url_for(endpoint)


def is_set() -> bool:
    """Whether the institution named its public address."""
    return bool(settings.get(KEY))
