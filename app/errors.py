"""Refusals: the domain says no, in words for people. They render nothing; `app.pages` turns them into pages or JSON."""

from __future__ import annotations

from typing import Any


class Refusal(Exception):
    """An act that the rules do not allow. ``message`` is translatable; ``status`` is the HTTP status it answers with."""

    status = 409

    def __init__(self, message: Any, *, status: int | None = None, code: str = "refused", **details: Any):
        super().__init__(str(message))
        self.message, self.code, self.details = message, code, details
        if status is not None:
            self.status = status


class NotFound(Refusal):
    """No such thing, or none for this person; both read alike."""

    status = 404


class NotAllowed(Refusal):
    """The person may not do this."""

    status = 403


class Invalid(Refusal):
    """What was typed cannot be accepted. ``fields``: field name -> message."""

    status = 422

    def __init__(self, message: Any, fields: dict[str, Any] | None = None, **details: Any):
        super().__init__(message, **details)
        self.fields = fields or {}
