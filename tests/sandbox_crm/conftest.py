"""One practice sandbox a test, with a client to walk it and a bench to command it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from sandbox_crm.bench import Actor, Workbench
from sandbox_crm.practice import PRACTICE, create_practice_app
from sandbox_crm.store import SandboxStore, open_path, read_snapshot
from tests.sandbox_crm.seed import ANNA, NOW, TODAY, rows


class Sandbox:
    """The practice sandbox of one test: a copy of ``company``, or one provisioned here."""

    def __init__(self, instance: Path, company: Path | None = None):
        if company is not None:
            lies = SandboxStore(instance / "practice").path(PRACTICE)
            lies.parent.mkdir(parents=True)
            shutil.copyfile(company, lies)
        self.app = create_practice_app(instance, rows(), today=TODAY, now=lambda: NOW, user_id=ANNA)
        self.path = SandboxStore(instance / "practice").path(PRACTICE)

    @contextmanager
    def work(self, actor: Actor | None = None) -> Iterator[Workbench]:
        """A bench in one write transaction that commits at the end."""
        with open_path(self.path, write=True) as session:
            yield Workbench(session, actor or Actor("candidate", ANNA), TODAY, NOW)

    def snapshot(self):
        """Seed and journal, proved to fold to the live state."""
        with open_path(self.path, write=False) as session:
            return read_snapshot(session, {"sandbox": str(PRACTICE)})


@pytest.fixture(scope="session")
def provisioned_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a sandbox with the small company of `tests.sandbox_crm.seed`, provisioned once a run."""
    folder = tmp_path_factory.mktemp("provisioned")
    create_practice_app(folder, rows(), today=TODAY, now=lambda: NOW, user_id=ANNA)
    return SandboxStore(folder / "practice").path(PRACTICE)


@pytest.fixture
def sandbox(tmp_path: Path, provisioned_once: Path) -> Sandbox:
    """A fresh practice sandbox of that company."""
    return Sandbox(tmp_path, provisioned_once)


@pytest.fixture
def client(sandbox: Sandbox) -> FlaskClient:
    """A browser in the practice sandbox."""
    return sandbox.app.test_client()


@pytest.fixture
def bench(sandbox: Sandbox) -> Iterator[Workbench]:
    """An open bench; what is done on it is kept when the test ends. Not together with ``client``: one writer at a time."""
    with sandbox.work() as opened:
        yield opened
