"""Papers drawn at the same time: fonts are shared, so letters of one must not slip into another."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from app.paper import page

WORDS = ("Zażółć gęślą jaźń", "ŁÓDŹ, ŚWIĘTOKRZYSKIE", "0123456789 § – „”", "Quo vadis, homo?", "Pchnąć w tę łódź jeża", "ABC xyz")


def paper(words: str) -> bytes:
    from reportlab.platypus import Paragraph

    sheet = page.Sheet(title=words, author="Probierz", number="1", fingerprint="0" * 64, made_at=datetime(2026, 1, 1, tzinfo=UTC))
    return page.build([Paragraph(page.plain(words), page.styles()["body"]) for _ in range(40)], sheet)


def at_once() -> None:
    """Run in a process of its own: nothing of the fonts is loaded yet, as after the start of a server."""
    sys.setswitchinterval(1e-6)  # threads take turns at every step
    with ThreadPoolExecutor(len(WORDS)) as threads:
        drawn = list(threads.map(paper, WORDS))
    assert len(set(drawn)) == len(WORDS) and drawn == [paper(words) for words in WORDS]


def test_papers_drawn_at_once_are_those_drawn_alone():
    done = subprocess.run([sys.executable, "-c", "from tests.app.paper.test_at_once import at_once; at_once()"],
                          capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
