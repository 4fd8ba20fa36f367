"""A process of its own that reads files as the import does and tells what each one cost.

``python -m tests.sandbox_crm.clients.reading_child <folder>`` forks once per file and prints a line of JSON for each:
name, the reason of a refusal (or none), seconds of the processor, peak memory in MiB.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from pathlib import Path

from sandbox_crm.imports.limits import FileRefused
from sandbox_crm.imports.reading import read_table


def read_in_fork(path: Path) -> None:
    """Read one file in a child of this process and print what it cost."""
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        return
    before = resource.getrusage(resource.RUSAGE_SELF)
    try:
        reason, rows = None, len(read_table(path.name.partition("@")[2], path.read_bytes()).rows)
    except FileRefused as refused:
        reason, rows = str(refused), 0
    except BaseException as fault:  # whatever it is, the report names it and the test fails
        reason, rows = f"NOT REFUSED BUT {fault!r}"[:300], 0
    after = resource.getrusage(resource.RUSAGE_SELF)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    told = {"file": path.name, "reason": reason, "rows": rows, "seconds": round(seconds, 2), "mib": after.ru_maxrss // 1024}
    print(json.dumps(told), flush=True)
    os._exit(0)


if __name__ == "__main__":
    for one in sorted(Path(sys.argv[1]).iterdir()):
        read_in_fork(one)
