"""How a CRM screen is declared: its address, whether it reads or writes, and which look it leaves in the journal.

A page function takes the open workbench first and the address's parts after it. Pages know no exam, no criterion
and no signed-in user: the host (the exam, or the stand-alone practice) says which sandbox is open and to whom.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from flask import Response, abort, current_app, flash, g, make_response, redirect, request, session, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from sandbox_crm.attempts import log_refused
from sandbox_crm.bench import Actor, Refused, Workbench
from sandbox_crm.history.undoing import undo_offer
from sandbox_crm.older import readable
from sandbox_crm.sending import remember_sent, sent_before
from sandbox_crm.store import open_path
from sandbox_crm.travel.moments import moment_file
from sandbox_crm.travel.steps import Mark, last_step


@dataclass(frozen=True)
class Opened:
    """A sandbox as the host opens it for this request. ``banner`` stands above the CRM's own screens.

    ``whole`` is the sealed file whose moments may be looked at, ``at`` the moment that is open (None: the end).
    ``marks`` are entries that the host points out, for example where an answer was given.
    """

    path: Path
    actor: Actor
    today: date
    may_write: bool
    immutable: bool = False
    banner: Markup = field(default_factory=Markup)
    whole: Path | None = None
    at: int | None = None
    marks: Callable[[], tuple[Mark, ...]] = tuple


class Host(Protocol):
    """What the CRM needs to know of the world around it."""

    def open(self, mode: str, sandbox: UUID) -> Opened:
        """The sandbox for the signed-in person; aborts with 404 or 403 where it is not theirs."""

    def now(self) -> datetime:
        """Real time, UTC."""


@dataclass(frozen=True)
class Page:
    """One declared screen."""

    rule: str
    endpoint: str
    function: Callable[..., Any]
    methods: tuple[str, ...]
    writes: bool
    logs: str | None
    logs_when: Callable[..., bool] | None = None


PAGES: list[Page] = []
#: what a look at a screen showed, in the journal's words (Polish, accusative)
LOOKS = {
    "account": "konto klienta",
    "board": "tablicę szans sprzedaży", "contact": "osobę kontaktową", "message": "wiadomość", "offer": "ofertę",
    "funnel": "przebieg lejka",
    "opportunity": "szansę sprzedaży", "opportunity_list": "listę szans sprzedaży", "personal_card": "kartę danych osobowych",
    "personal_export": "wyciąg danych osobowych", "report": "raport", "report_run": "wynik raportu", "reports": "listę raportów",
    "settlement": "rozliczenie sprzedaży", "stage_values": "wartości etapów", "task": "zadanie",
    "task_calendar": "kalendarz zadań", "task_list": "listę zadań",
    "goal": "cel sprzedaży", "offer_list": "listę ofert", "segment": "segment",
    "import_error_file": "plik z błędnymi wierszami importu", "funnel_file": "plik z przebiegiem lejka",
    "message_file": "plik z wiadomością", "offer_pdf_file": "plik PDF oferty", "report_run_file": "plik z wynikiem raportu",
    "settlement_file": "plik z rozliczeniem sprzedaży", "stored_file": "plik",
    "account_file": "plik z listą kont klientów", "contact_file": "plik z listą osób kontaktowych",
    "offer_file": "plik z listą ofert", "opportunity_file": "plik z listą szans sprzedaży", "task_file": "plik z listą zadań",
    "product_file": "plik z cennikiem"}


def page(rule: str, *, methods: tuple[str, ...] = ("GET",), writes: bool = False,
         logs: str | None = None, logs_when: Callable[..., bool] | None = None,
         ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare a screen at ``rule`` (below the sandbox's address). ``writes`` must be set where POST is allowed.
    ``logs`` names the view entry that a successful GET leaves in the journal; ``logs_when`` (of the bench and the address's
    parts) says whether this record's look is kept, where not every one is."""

    def declare(function: Callable[..., Any]) -> Callable[..., Any]:
        if "POST" in methods and not writes:
            raise ValueError(f"{rule} takes POST and must say that it writes")
        PAGES.append(Page(rule, function.__name__, function, tuple(methods), writes, logs, logs_when))
        return function

    return declare


def host() -> Host:
    """The host of this application."""
    return current_app.extensions["sandbox_crm_host"]


def serve(declared: Page) -> Callable[..., Any]:
    """The Flask view of a page: opens the sandbox as the host allows, runs the page in one transaction."""

    @functools.wraps(declared.function)
    def view(mode: str, sandbox: UUID, at: int | None = None, **parts: Any) -> Any:
        opened = host().open(mode, sandbox)
        write = request.method == "POST"
        if write and (not opened.may_write or at is not None):
            abort(403)
        g.crm_address = {"mode": mode, "sandbox": sandbox}
        if at is not None:
            opened = at_moment(opened, at)
            g.crm_address["at"] = at
        g.crm_opened = opened
        path = readable(opened.path) if opened.immutable else opened.path
        try:
            with open_path(path, write=write, immutable=opened.immutable) as opened_session:
                g.crm_bench = _bench(opened, opened_session)
                answer = _sent if write else _shown
                response = answer(g.crm_bench, declared, parts)
                kept = declared.logs_when is None or declared.logs_when(g.crm_bench, **parts)
        except Refused:
            _log_refused(opened, parts)
            raise
        _log_refused(opened, parts)
        if declared.logs and kept and request.method == "GET" and response.status_code == 200 and opened.may_write:
            _log(opened, declared.logs, parts)
        return response

    return view


def _shown(bench: Workbench, declared: Page, parts: dict[str, Any]) -> Response:
    return make_response(declared.function(bench, **parts))


def _sent(bench: Workbench, declared: Page, parts: dict[str, Any]) -> Response:
    """The answer to a form; the same form sent again is led to what it did the first time."""
    before = sent_before(bench)
    if before is not None:
        flash(_("This form had been sent already. What it did then is shown here; nothing was done a second time."), "info")
        return make_response(redirect(before, 303))
    response = _shown(bench, declared, parts)
    if response.status_code == 303:
        remember_sent(bench, response.location)
        _offer_undo(bench)
    return response


def at_moment(opened: Opened, at: int) -> Opened:
    """The same sandbox as it stood after entry ``at``; 404 where its moments are not shown or there is no such entry."""
    if opened.whole is None or at > last_step(opened.whole):
        abort(404)
    return replace(opened, path=moment_file(opened.whole, at), at=at, may_write=False, immutable=True)


def crm_url(endpoint: str, /, **values: Any) -> str:
    """Address of a CRM page in the sandbox and mode that is open. Pages carry over what their own address asks for: none of
    it may name another sandbox, mode or moment, or a switch of the making of addresses."""
    carried = {name: value for name, value in values.items()
               if name not in ("mode", "sandbox", "at", "endpoint") and (name == "_anchor" or not name.startswith("_"))}
    return url_for(f"sandbox_crm.{endpoint}", **g.crm_address, **carried)


def _bench(opened: Opened, opened_session: Any) -> Workbench:
    return Workbench(opened_session, opened.actor, opened.today, host().now(), may_write=opened.may_write)


def _offer_undo(bench: Workbench) -> None:
    """The next page offers to take back what was just done."""
    offered = undo_offer(bench)
    if offered is not None:
        session["crm_undo"] = [g.crm_address["mode"], str(g.crm_address["sandbox"]), offered.seq, offered.words]


def undo_offered() -> tuple[int, str] | None:
    """Sequence and words of the act that was done just before this page, once; None where it cannot be taken back."""
    offered = session.pop("crm_undo", None) if "crm_undo" in session else None
    if not offered or offered[:2] != [g.crm_address["mode"], str(g.crm_address["sandbox"])] or not g.crm_opened.may_write:
        return None
    return offered[2], offered[3]


def look_words(what: str) -> str:
    """A look at a screen, or a file that was taken out, in the journal's words."""
    done = "Pobrano" if what.endswith("_file") else "Wyświetlono"
    return f"{done} {LOOKS[what]}" if what in LOOKS else f"Wyświetlono ekran „{what}”"


def _log_refused(opened: Opened, parts: dict[str, Any]) -> None:
    """Journal what a form tried in vain. Its own transaction is over by then, whatever became of it."""
    worked: Workbench = g.crm_bench
    if worked.refusals and worked.last_act is None and request.method == "POST":
        with open_path(opened.path, write=True) as opened_session:
            log_refused(_bench(opened, opened_session), *worked.refusals[-1], parts)


def _log(opened: Opened, what: str, parts: dict[str, Any]) -> None:
    with open_path(opened.path, write=True) as opened_session:
        asked = {key: request.args.getlist(key) for key in request.args}
        _bench(opened, opened_session).log_view(what, look_words(what), **parts, query=asked)
