"""A browser without a screen: keeps cookies, opens pages, sends their forms, and notes how long the server took."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from time import perf_counter
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx

from exam.rehearsal.html_form import Form
from exam.rehearsal.page import Page

MOST_REDIRECTS = 6


class ServerFault(Exception):
    """The server broke (any 5xx) or did not answer."""


class TurnedAway(Exception):
    """The server declined; ``status`` and its words."""

    def __init__(self, page: Page):
        super().__init__(f"{page.url}: {page.status} {page.words[:400]}")
        self.page, self.status = page, page.status


class Watch:
    """How long the server took, by kind of request, and how often it broke. Shared by all browsers."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.times: dict[str, list[float]] = {}
        self.faults: list[str] = []

    def note(self, kind: str, seconds: float) -> None:
        """One request of a kind took so long."""
        with self._lock:
            self.times.setdefault(kind, []).append(seconds)

    def fault(self, words: str) -> None:
        """The server broke."""
        with self._lock:
            self.faults.append(words)


class Browser:
    """One person's browser. ``transport``: another way to the server than the network, for tests."""

    def __init__(self, base: str, watch: Watch, transport: httpx.BaseTransport | None = None):
        self.base, self.watch = base, watch
        # certificates of authorities are read for each client: only where they are asked for
        self._client = httpx.Client(base_url=base, timeout=120, transport=transport, headers={"Accept-Language": "pl"},
                                    verify=base.startswith("https:"))

    def close(self) -> None:
        """Close its connections."""
        self._client.close()

    def get(self, address: str, kind: str = "page", params: Mapping[str, Any] | None = None) -> Page:
        """Open a page. Raises TurnedAway on 4xx, ServerFault on 5xx."""
        return self._followed(self._call(kind, "GET", self._at(address), params=params), kind)

    def send(self, page: Page, form: Form, kind: str = "form", *, button: str | None = None,
             files: dict[str, tuple[str, bytes]] | None = None) -> Page:
        """Send a form of a page. Raises TurnedAway on 4xx (the page comes back with it), ServerFault on 5xx."""
        address = urljoin(page.url, form.action) if form.action else page.url
        pairs = form.sent(button)
        if form.method == "get":
            return self.get(address.partition("?")[0], kind, params=httpx.QueryParams(pairs))
        data: dict[str, list[str]] = {}
        for name, value in pairs:
            data.setdefault(name, []).append(value)
        answer = self._call(kind, "POST", self._at(address), data=data, files=files or None,
                            headers={"Referer": urljoin(self.base, page.url)})
        return self._followed(answer, kind)

    def call(self, method: str, address: str, payload: Any, token: str, kind: str) -> tuple[int, dict[str, Any]]:
        """Send a JSON document as a page's script does; the status and the answer. ServerFault on 5xx."""
        answer = self._call(kind, method, self._at(address), json=payload,
                            headers={"X-CSRFToken": token, "Accept": "application/json"})
        return answer.status_code, answer.json()

    def _at(self, address: str) -> str:
        parts = urlsplit(urljoin(self.base, address))
        return parts.path + (f"?{parts.query}" if parts.query else "")

    def _call(self, kind: str, method: str, address: str, **more: Any) -> httpx.Response:
        begun = perf_counter()
        try:
            answer = self._client.request(method, address, **more)
        except httpx.HTTPError as broken:
            self.watch.fault(f"{method} {address}: {broken!r}")
            raise ServerFault(f"{method} {address}: {broken!r}") from broken
        self.watch.note(kind, perf_counter() - begun)
        if answer.status_code >= 500:
            self.watch.fault(f"{method} {address}: {answer.status_code}")
            raise ServerFault(f"{method} {address}: {answer.status_code} {answer.text[:500]}")
        return answer

    def _followed(self, answer: httpx.Response, kind: str) -> Page:
        for _step in range(MOST_REDIRECTS):
            if answer.status_code not in (301, 302, 303, 307, 308):
                break
            address = urljoin(str(answer.url), answer.headers["Location"])
            answer = self._call(kind, "GET", self._at(address))
        page = _page(answer)
        if answer.status_code >= 400:
            raise TurnedAway(page)
        return page


def _page(answer: httpx.Response) -> Page:
    readable = answer.headers.get("Content-Type", "").startswith("text/")
    query = f"?{answer.url.query.decode()}" if answer.url.query else ""
    text = answer.text if readable else ""
    return Page(answer.url.path + query, answer.status_code, text, dict(answer.headers), answer.content)
