"""One writer at a time in a sandbox: a request that writes and the act of closing never pass each other.

Within one process (the instance's lock sees to it that there is one). A hold is taken before a transaction, never
inside one, and nothing that writes the examination's database runs under a hold but the closing itself.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from flask_babel import lazy_gettext as _l

from app.errors import Refusal

LONGEST_WAIT_SECONDS = 20
_holds: dict[UUID, threading.RLock] = {}
_door = threading.Lock()


@contextmanager
def hold(sandbox: UUID) -> Iterator[None]:
    """Be the only writer of ``sandbox``. Raises Refusal (503) where another one does not finish."""
    with _door:
        lock = _holds.setdefault(sandbox, threading.RLock())
    if not lock.acquire(timeout=LONGEST_WAIT_SECONDS):
        raise Refusal(_l("The CRM is busy with your earlier request. Try again in a few seconds."), status=503, code="busy")
    try:
        yield
    finally:
        lock.release()
