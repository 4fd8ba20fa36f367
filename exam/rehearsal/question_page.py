"""Reading a test's page as a candidate sees it: each question with the texts printed under its labels."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from question_bank.items import Item
from question_bank.presentation import Order

PARTS = ("options", "rows", "columns", "steps")


@dataclass
class Shown:
    """One question on the page. Each part: label -> text."""

    item_id: str
    rev: int
    options: dict[str, str] = field(default_factory=dict)
    rows: dict[str, str] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)
    steps: dict[str, str] = field(default_factory=dict)

    def order(self, item: Item) -> Order:
        """The order of the item's parts on this page, told by their texts. KeyError for a text that is not the item's."""
        found: dict[str, tuple[str, ...]] = {}
        for part in PARTS:
            by_text = {_plain(entry.text): entry.id for entry in getattr(item, part, ())}
            shown = getattr(self, part)
            found[part] = tuple(by_text[_plain(shown[label])] for label in sorted(shown, key=lambda label: (len(label), label)))
        return Order(**found)


def questions_on(text: str) -> list[Shown]:
    """The questions of a test's page, in order."""
    reader = _Questions()
    reader.feed(text)
    reader.close()
    return reader.found


def _plain(text: str) -> str:
    return " ".join(text.split())


class _Questions(HTMLParser):
    """Collects texts by label: options in labels, rows in heads, columns in lists, steps in list items."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Shown] = []
        self._part: dict[str, str] | None = None
        self._label, self._ends, self._skip, self._step = "", "", False, ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag opens."""
        of = {name: value or "" for name, value in attrs}
        if tag == "section" and "data-item" in of:
            self.found.append(Shown(of["data-item"], int(of["data-rev"])))
        if not self.found:
            return
        question, classes = self.found[-1], of.get("class", "").split()
        if tag == "span" and "choice-label" in classes:
            self._skip = True
        elif tag == "input" and of.get("type") in ("radio", "checkbox") and of.get("name", "").startswith("q"):
            self._take(question.options, of["value"], "label")
        elif tag == "th" and "-row" in of.get("id", ""):
            self._take(question.rows, of["id"].rpartition("-row")[2], "th")
        elif tag == "option" and of.get("value", "").isalpha():
            self._take(question.columns, of["value"], "option")
        elif tag == "li" and "data-step" in of:
            self._step = of["data-step"]
        elif tag == "span" and "step-text" in classes:
            self._take(question.steps, self._step, "span")

    def handle_endtag(self, tag: str) -> None:
        """A tag closes."""
        if tag == "span" and self._skip:
            self._skip = False
        elif tag == self._ends:
            if self._ends == "option" and self._part is not None:
                self._part[self._label] = self._part[self._label].strip().removeprefix(f"{self._label}.")
            self._part, self._ends = None, ""

    def handle_data(self, data: str) -> None:
        """Text."""
        if self._part is not None and not self._skip:
            self._part[self._label] += data

    def _take(self, part: dict[str, str], label: str, ends: str) -> None:
        self._part, self._label, self._ends = part, label, ends
        part[label] = ""
