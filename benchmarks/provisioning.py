"""Provisioning a sandbox from its template, beside copying and syncing a file of the same size.

``python benchmarks/provisioning.py --times 200``
"""

from __future__ import annotations

import argparse
import itertools
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any
from uuid import UUID

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.measuring import show, side_by_side
from benchmarks.shipped import shipped
from sandbox_crm.store import SandboxStore


def copy_and_sync(source: Path, target: Path) -> None:
    """The bare limit: a copy whose bytes are on the disk."""
    shutil.copyfile(source, target)
    handle = os.open(target, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def measure(times: int) -> dict[str, Any]:
    """Both ways in turn, each copy to a fresh name."""
    with tempfile.TemporaryDirectory() as name:
        folder, numbers = Path(name), itertools.count(1)
        template = shipped(folder).template
        store, plain = SandboxStore(folder / "sandboxes"), folder / "plain.bin"
        plain.write_bytes(os.urandom(template.stat().st_size))
        found = side_by_side(lambda: store.provision(UUID(int=next(numbers)), template),
                             lambda: copy_and_sync(plain, folder / f"copy{next(numbers)}.bin"), times)
        return {"file_bytes": template.stat().st_size, **found}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--times", type=int, default=200)
    show("provisioning", measure(parser.parse_args().times))
