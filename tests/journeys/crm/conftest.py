"""The CRM alone in a real browser, with the small company of its own tests: what a person does, by mouse or by keyboard.

One company is served for all journeys of a file, and one more for each journey whose clicks and keys are counted; each
journey makes what it works on, or works on what no other changes.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from datetime import date
from types import SimpleNamespace

import pytest
from cheroot import wsgi

from sandbox_crm.bench import COMMANDS
from tests.journeys.browsing import SCREEN, WATCH_POLICY
from tests.journeys.crm import job_table
from tests.journeys.crm.hands import BOTH
from tests.sandbox_crm.conftest import Sandbox


def given(sandbox, command, values):
    """The id of what a command made before the journey."""
    with sandbox.work() as bench:
        return COMMANDS[command](bench, **values).id


@contextmanager
def served(folder):
    """The served CRM: ``url``, ``given()`` for what is there before a journey, and ``state()`` as seed and journal fold."""
    sandbox = Sandbox(folder)
    server = wsgi.Server(("127.0.0.1", 0), sandbox.app, numthreads=4)
    server.prepare()
    serving = threading.Thread(target=server.serve, daemon=True)
    serving.start()
    yield SimpleNamespace(
        url=f"http://127.0.0.1:{server.bind_addr[1]}",
        sandbox=sandbox,
        state=lambda: sandbox.snapshot().state,
        given=lambda command, **values: given(sandbox, command, values),
        commands=COMMANDS,
        day=date.fromisoformat,
    )
    server.stop()
    serving.join(10)


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """The company of a whole file."""
    with served(tmp_path_factory.mktemp("company")) as company:
        yield company


@pytest.fixture
def company(request, shared, tmp_path):
    """The company of the file; a journey that is counted has one of its own, as what stands on a page decides the keys."""
    if "counted" not in request.fixturenames:
        yield shared
        return
    with served(tmp_path) as alone:
        yield alone


@contextmanager
def window(chromium, url):
    """A window of the browser on a served company. To open one is dear, so the journeys of a file share theirs."""
    context = chromium.new_context(viewport=SCREEN, locale="pl-PL", timezone_id="Europe/Warsaw", base_url=url)
    context.set_default_timeout(30_000)
    context.add_init_script(WATCH_POLICY)
    yield context
    context.close()


@pytest.fixture(scope="module")
def shared_window(shared, chromium):
    """The window on the company of the file."""
    with window(chromium, shared.url) as opened:
        yield opened


@pytest.fixture
def page(request, company, shared, chromium):
    """A leaf at the first page of the CRM, which may see no error and no breach of the policy."""
    if company is shared:
        yield from leaf(request.getfixturevalue("shared_window"))
    else:
        with window(chromium, company.url) as alone:
            yield from leaf(alone)


def leaf(context):
    """A new leaf of a window, closed at the end and answerable for what it saw."""
    opened, faults = context.new_page(), []
    opened.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("response", lambda reply: faults.append(f"{reply.status} {reply.url}") if reply.status >= 500 else None)
    opened.goto("/")
    yield opened
    opened.close()
    assert not [fault for fault in faults if not fault.startswith("Failed to load resource")], faults


@pytest.fixture(params=BOTH, ids=lambda kind: kind.way)
def hands(request, page):
    """The hands that do the job, once of each kind."""
    return request.param(page)


@pytest.fixture
def counted(hands):
    """Says that a job is done: what it took, from the desk on, is what docs/jobs.md says of it."""

    def done(job: str) -> None:
        told, took = job_table.compare(job, hands)
        assert told == took, f"docs/jobs.md says of “{job}” {told}, the journey counted {took}; {job_table.REWRITE}"

    return done
