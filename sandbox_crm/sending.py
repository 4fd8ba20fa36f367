"""A form sent twice (a double click, a reload, an answer lost on its way) does its work once.

Every form carries a key of its own. What it did is kept in the sandbox in the transaction of its journal entry; the same
form sent again with the same values is led to the first result. Other values under a known key are other work, so nothing
that was typed is ever lost.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

from flask import g, request
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from sandbox_crm.bench import Workbench
from sandbox_crm.models.journal import SentForm
from sandbox_crm.snapshot import digest

KEY = "form_key"
#: longest key that is looked at; those of our forms have sixteen signs
MOST_SIGNS = 64
_BESIDE = (KEY, "csrf_token")


def hidden_inputs() -> Markup:
    """What every form of the CRM begins with: the token of the session and the form's own key."""
    return Markup('<input type="hidden" name="csrf_token" value="{}"><input type="hidden" name="{}" value="{}">').format(
        generate_csrf(), KEY, secrets.token_urlsafe(12))


def sent_before(bench: Workbench) -> str | None:
    """Where the form that is being sent led when it was sent before with the same values; None the first time."""
    key = request.form.get(KEY, "")
    if not key or len(key) > MOST_SIGNS:
        return None
    g.crm_sent = (key, sent_values())
    kept = bench.session.get(SentForm, g.crm_sent)
    return kept.location if kept else None


def remember_sent(bench: Workbench, location: str) -> None:
    """Keep what the form did, beside the entry of the journal it led to."""
    if "crm_sent" in g and bench.last_act is not None:
        key, values = g.crm_sent
        bench.session.add(SentForm(key=key, sent=values, seq=bench.last_act[0], location=location))


def sent_values() -> str:
    """Hex SHA-256 of the form's address and of everything it carries. Files are read before the page reads them."""
    typed = [[name, value] for name, value in request.form.items(multi=True) if name not in _BESIDE]
    return digest([request.full_path, typed, [[name, *_file(upload)] for name, upload in request.files.items(multi=True)]])


def _file(upload: Any) -> tuple[str, str]:
    content = upload.stream.read()
    upload.stream.seek(0)
    return upload.filename or "", hashlib.sha256(content).hexdigest()
