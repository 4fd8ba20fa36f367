"""One process serves one instance: an exclusive lock on the folder, held as long as the process lives."""

from __future__ import annotations

import os
from pathlib import Path

from app.config import RefusedToStart

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None
    import msvcrt


class InstanceLock:
    """Holds ``instance/lock``. The operating system lets go of it when the process dies, however it dies."""

    def __init__(self, instance: Path):
        self.path = instance / "lock"
        self._handle = None

    def take(self) -> None:
        """Take the lock at once. Raises RefusedToStart where another process has it."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        handle = self.path.open("a+")
        try:
            if fcntl is not None:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            else:
                msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            handle.seek(0)
            holder = handle.read().strip() or "?"
            handle.close()
            raise RefusedToStart(f"another Probierz (process {holder}) already serves {self.path.parent}") from None
        handle.seek(0)
        handle.truncate()
        handle.write(str(os.getpid()))
        handle.flush()
        self._handle = handle

    def release(self) -> None:
        """Let go of the lock."""
        if self._handle is not None:
            self._handle.close()
            self._handle = None

    def __enter__(self) -> InstanceLock:
        self.take()
        return self

    def __exit__(self, *_: object) -> None:
        self.release()
