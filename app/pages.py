"""The one place that turns refusals and faults into pages or JSON. No traceback ever reaches a person."""

from __future__ import annotations

import logging
from typing import Any

from flask import Flask, jsonify, render_template, request
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from app.clock import dice
from app.errors import Refusal

logger = logging.getLogger("probierz")

WORDS = {
    400: (_l("The request cannot be read"), _l("Go back, reload the page and try again. What was saved is safe.")),
    401: (_l("Sign in first"), _l("Your sign-in has ended or was never made. Sign in and try again.")),
    403: (_l("This is not open to you"), _l("Your role does not include this page. If it should, ask the coordinator.")),
    404: (_l("There is no such page"), _l("The address is wrong, or the thing is not open to you.")),
    405: (_l("This page does not take that"), _l("Go back and use the buttons of the page.")),
    413: (_l("The file is too large"), _l("Choose a smaller file.")),
    429: (_l("Too many attempts"), _l("Wait a moment and try again.")),
    500: (_l("Something failed on our side"), _l("What was confirmed as saved is safe. Tell the operator the number below.")),
    503: (_l("Writing is not possible at the moment"), _l("Nothing was lost. Try again in a few seconds.")),
}


def wants_json() -> bool:
    """Whether the caller is a script rather than a person."""
    return request.is_json or request.path.startswith("/api/") or request.accept_mimetypes.best == "application/json"


def answer(status: int, title: Any, text: Any, **more: Any) -> Any:
    """A page or JSON with a status."""
    if wants_json():
        return jsonify({"error": more.get("code", "refused"), "message": str(text), **more.get("details", {})}), status
    return render_template("app/error.html", status=status, title=title, text=text, number=more.get("number")), status


def show_refusal(refusal: Refusal) -> Any:
    """A refusal that no form caught."""
    title = WORDS.get(refusal.status, (_l("This cannot be done now"), ""))[0]
    if refusal.status in (409, 422):
        title = _l("This cannot be done now")
    return answer(refusal.status, title, refusal.message, code=refusal.code, details=refusal.details)


def show_http(fault: HTTPException) -> Any:
    """Werkzeug's own refusals in our words."""
    status = fault.code or 500
    if status < 400:
        return fault
    title, text = WORDS.get(status, WORDS[400])
    return answer(status, title, text)


def show_csrf(_fault: CSRFError) -> Any:
    """A form from a page that is too old, or from elsewhere."""
    return answer(
        400, _l("This page has grown old"), _l("Reload the page and send the form again. What was saved is safe."), code="csrf"
    )


def show_fault(fault: Exception) -> Any:
    """Anything unforeseen: a number for the log, and calm words."""
    number = str(dice().uuid())[:8]
    logger.error("fault %s at %s %s", number, request.method, request.path, exc_info=fault)
    status = 503 if isinstance(fault, OperationalError) else 500
    title, text = WORDS[status]
    return answer(status, title, text, number=number, code="fault", details={"number": number})


def show_overflow(fault: OverflowError) -> Any:
    """A number or a date that no table or calendar can hold; nothing of the request was kept."""
    logger.warning("a value out of range at %s %s", request.method, request.path, exc_info=fault)
    return answer(422, _l("A number or a date is out of range"),
                  _l("Go back and mend the number or the date; what you typed is still there. Nothing of it was saved."),
                  code="out_of_range")


def init_app(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(Refusal, show_refusal)
    app.register_error_handler(CSRFError, show_csrf)
    app.register_error_handler(HTTPException, show_http)
    app.register_error_handler(OverflowError, show_overflow)
    app.register_error_handler(Exception, show_fault)
