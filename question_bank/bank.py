"""The bank of test items: every file of data/items read and checked, all faults told at once."""

from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from question_bank.content_file import DATA, ContentError, Document, Problem, model_problems, read_document
from question_bank.items import KINDS, Item
from question_bank.qualification import load_qualification

_ITEM: TypeAdapter[Item] = TypeAdapter(Item)


def load_items(data: Path = DATA) -> dict[str, Item]:
    """Every item of the bank by id, ids in order. ContentError with every fault when any file has one."""
    items, problems = read_items(data)
    if problems:
        raise ContentError(problems)
    return items


def read_items(data: Path = DATA) -> tuple[dict[str, Item], list[Problem]]:
    """The sound items by id and every fault of the others, with file and line."""
    items: dict[str, Item] = {}
    problems: list[Problem] = []
    for path in sorted((data / "items").glob("*.yaml")):
        try:
            document = read_document(path, data)
        except ContentError as error:
            problems += error.problems
            continue
        found, faults = _items_of(document, path.stem)
        problems += faults
        for index, item in found:
            if item.id in items:
                place = document.line(["items", index])
                problems.append(Problem(document.file, place, f"the id {item.id} is used twice; give the item its own"))
            else:
                items[item.id] = item
    return dict(sorted(items.items())), problems


def _items_of(document: Document, stem: str) -> tuple[list[tuple[int, Item]], list[Problem]]:
    data = document.data
    problems = file_problems(document, stem, "items")
    entries = data.get("items") if isinstance(data, dict) else None
    found = []
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        who = entry.get("id", f"item {index + 1}") if isinstance(entry, dict) else f"item {index + 1}"
        try:
            item = _ITEM.validate_python(entry)
        except ValidationError as error:
            problems += model_problems(error, document, ["items", index], str(who), frozenset(KINDS))
            continue
        if item.criterion != stem:
            place = document.line(["items", index, "id"])
            problems.append(Problem(document.file, place, f"{item.id} does not belong to {stem}; mend the id or move it"))
            continue
        found.append((index, item))
    return found, problems


def file_problems(document: Document, stem: str, entries: str) -> list[Problem]:
    """Faults of a content file as a whole: its name, its criterion, its two keys `criterion` and `entries`."""
    data = document.data
    if not isinstance(data, dict) or set(data) != {"criterion", entries} or not isinstance(data[entries], list):
        return [Problem(document.file, 1, f"the file must hold exactly the keys criterion and {entries} (a list)")]
    problems = []
    if data["criterion"] != stem:
        text = f"criterion says {data['criterion']!r} but the file is named {stem}; make them agree"
        problems.append(Problem(document.file, document.line(["criterion"]), text))
    if stem not in {criterion.code for criterion in load_qualification().criteria}:
        problems.append(Problem(document.file, 1, f"the qualification has no criterion {stem}; rename the file"))
    return problems
