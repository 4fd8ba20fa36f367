"""Where the run puts its instances: in memory where there is room, since thousands of them would each wait for the disk.

Nothing that is proved needs the disk itself: what a killed process leaves behind stays in memory as it does on a disk,
and `probierz doctor` measures real disks. A place named by the environment is kept.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

PLACE, ENOUGH = Path("/dev/shm"), 6 * 2**30


def prefer_memory() -> None:
    """Before pytest chooses its folder."""
    if PLACE.is_dir() and os.access(PLACE, os.W_OK) and shutil.disk_usage(PLACE).free > ENOUGH:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(PLACE))
