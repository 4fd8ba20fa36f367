"""The public address of an institution's service, checked before it is printed on papers that live for years."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

from flask_babel import lazy_gettext as _l

from app.errors import Invalid

LONGEST = 200
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)", re.ASCII)
_PATH = re.compile(r"(/[A-Za-z0-9._~-]+)*", re.ASCII)


def checked_address(text: str, field: str) -> str:
    """``https://host[:port][/path]`` from a typed address or bare host; an empty text stays empty.

    Raises Invalid under ``field`` for another scheme, a sign-in name, a query, or a host that only this machine knows.
    """
    typed = text.strip()
    if not typed:
        return ""
    if len(typed) > LONGEST or any(sign.isspace() or not sign.isprintable() for sign in typed):
        raise _refused(field, _l("Type one address without spaces, for example https://walidacja.example.pl."))
    full = typed if "://" in typed else f"https://{typed}"
    try:
        parts = urlsplit(full)
        port, host = parts.port, (parts.hostname or "").encode("idna").decode("ascii").lower()
    except ValueError:  # a port that is no number, a broken bracket, a name that no domain may have
        raise _refused(field, _l("This is not an address of a site. An example: https://walidacja.example.pl.")) from None
    if parts.scheme != "https":
        raise _refused(field, _l("The address must begin with https://, so that nobody on the way can change what it says."))
    if parts.username is not None or parts.query or parts.fragment or full.endswith(("?", "#")):
        raise _refused(field, _l("Leave out everything but the name of the site and its folder: no sign-in name, “?” or “#”."))
    if not _known_to_others(host):
        raise _refused(field, _l("Others cannot reach “%(host)s”. Type the full name of the site, as others open it.", host=host))
    path = parts.path.rstrip("/")
    if not _PATH.fullmatch(path):
        raise _refused(field, _l("The part after the name of the site holds signs that an address may not have."))
    return f"https://{host}{f':{port}' if port not in (None, 443) else ''}{path}"


def _known_to_others(host: str) -> bool:
    """Whether a host is a full domain name or an IPv4 address that is not this machine's own."""
    try:
        address = ipaddress.IPv4Address(host)
    except ValueError:
        labels = host.split(".")
        return len(labels) > 1 and all(map(_LABEL.fullmatch, labels)) and not labels[-1].isdigit()
    return not (address.is_loopback or address.is_unspecified or address.is_multicast)


def _refused(field: str, words: object) -> Invalid:
    return Invalid(_l("The public address was not accepted."), {field: words})
