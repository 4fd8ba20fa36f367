"""Whether this institution may issue a certificate now: its role, and an address under which others can check the paper."""

from __future__ import annotations

import ipaddress
from typing import Any
from urllib.parse import urlsplit

from flask import current_app
from flask_babel import lazy_gettext as _l

from app import settings

VALIDATES_ONLY = "IW"


def certifies() -> bool:
    """Whether the institution issues certificates itself; a validating institution hands its results over."""
    return settings.get("institution.role") != VALIDATES_ONLY


def is_loopback(address: str) -> bool:
    """Whether an address leads nobody but this very machine to the page. PURE."""
    host = (urlsplit(address).hostname or "").lower().rstrip(".")
    if host == "localhost" or host.endswith(".localhost") or not host:
        return True
    try:
        found = ipaddress.ip_address(host)
    except ValueError:
        return False
    return found.is_loopback or found.is_unspecified


def obstacles_of_the_house(verify_url: str) -> list[Any]:
    """Why no officer of this institution may issue a certificate now, in words; a demonstration may carry any address."""
    found: list[Any] = []
    if not certifies():
        found.append(_l("This institution validates and does not certify. Hand the results over to the certifying institution."))
    if is_loopback(verify_url) and not current_app.extensions["probierz_config"].demonstration:
        found.append(_l("The address for checking leads to this computer alone, so nobody could check the certificate. "
                        "Have the public address set in the settings first."))
    return found
