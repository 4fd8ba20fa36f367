"""Shipped content files: YAML read with the line of every value, so that an author is told where to mend."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Problem:
    """One fault of the content: the file (below the data folder), the line (None = the whole file), what to mend."""

    file: str
    line: int | None
    text: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}, line {self.line}"
        return f"{place}: {self.text}"


class ContentError(Exception):
    """The shipped content cannot be used; `problems` holds every fault that was found, not only the first."""

    def __init__(self, problems: Sequence[Problem]):
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


@dataclass(frozen=True)
class Document:
    """One read file: its plain data and the YAML nodes that know the lines."""

    file: str
    data: Any
    root: yaml.Node | None

    def line(self, path: Sequence[str | int] = ()) -> int | None:
        """Line (from 1) of the value at `path`; parts that the file does not have are passed over."""
        node = self.root
        for part in path:
            node = _child(node, part) or node
        return None if node is None else node.start_mark.line + 1


def _child(node: yaml.Node | None, part: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == part), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part]
    return None


def _repeated_keys(node: yaml.Node) -> Iterator[tuple[int, str]]:
    """Keys written twice in one mapping: YAML would silently keep the last and lose the author's first."""
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            if key.value in seen:
                yield key.start_mark.line + 1, key.value
            seen.add(key.value)
            yield from _repeated_keys(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _repeated_keys(value)


def read_document(path: Path, root: Path = DATA) -> Document:
    """Read one YAML file. ContentError when it is missing, is not UTF-8 YAML or holds a key twice."""
    file = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
    try:
        text = path.read_text(encoding="utf-8")
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
        data = yaml.load(text, Loader=yaml.CSafeLoader)
    except FileNotFoundError as error:
        raise ContentError([Problem(file, None, "the file is missing; add it")]) from error
    except UnicodeDecodeError as error:
        raise ContentError([Problem(file, None, "the file is not UTF-8; save it as UTF-8")]) from error
    except ValueError as error:
        raise ContentError([Problem(file, None, f"a value cannot be read ({error}); mend it")]) from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise ContentError([Problem(file, line, f"this is not YAML ({error.problem}); mend the line")]) from error
    repeated = [
        Problem(file, line, f"the key {key!r} is written twice; keep one")
        for line, key in (_repeated_keys(node) if node else ())
    ]
    if repeated:
        raise ContentError(repeated)
    return Document(file, data, node)


def model_problems(
    error: ValidationError, document: Document, path: Sequence[str | int], who: str, tags: frozenset[str] = frozenset()
) -> list[Problem]:
    """Every fault pydantic found in the value at `path`, as sentences about `who` with the line of each.

    `tags` are the names of the members of a tagged union, which pydantic puts in front of a field's place.
    """
    problems = []
    for fault in error.errors():
        place = [part for part in fault["loc"] if part not in tags]
        text = f"{who}: {_sentence(fault, place)}"
        problems.append(Problem(document.file, document.line([*path, *place]), text))
    return problems


def _sentence(fault: Any, place: Sequence[str | int]) -> str:
    field = " ".join(f"{part + 1}" if isinstance(part, int) else part for part in place) or "the whole entry"
    match fault["type"]:
        case "missing":
            return f"{field} is missing; write it"
        case "extra_forbidden":
            return f"{field} is not a known field; remove it or mend its name"
        case "string_too_short":
            return f"{field} is empty; write it"
        case "value_error":
            return str(fault["ctx"]["error"])
        case _:
            return f"{field}: {fault['msg'][:1].lower()}{fault['msg'][1:]}; mend it (it reads {fault['input']!r:.80})"
