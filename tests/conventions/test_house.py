"""The house rules that a machine can read: names, sizes, where imports stand, who reads the clock, what stays open."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("app", "exam", "sandbox_crm", "scoring", "question_bank")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
PROOFS = sorted(path for folder in ("tests", "benchmarks") for path in (ROOT / folder).rglob("*.py"))
FORBIDDEN_NAMES = {"utils", "util", "common", "helpers", "helper", "manager", "managers", "base", "misc"}
LONGEST_MODULE, LONGEST_FUNCTION = 400, 60
#: who may read the clock, and why
CLOCK_READERS = {"app/clock.py", "app/doctor.py"}  # the doctor measures how long a disk takes to sync
#: calls that read the clock: (object, attribute)
CLOCK_CALLS = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"), ("time", "time"),
               ("time", "monotonic"), ("time", "time_ns"), ("time", "perf_counter")}
OPEN_ENDS = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b|raise NotImplementedError")
#: calls that assert on a test's behalf
PROVES = re.compile(r"raises|check|prove|assert|expect|run_state_machine")
SKIPS = re.compile(r"pytest\.(?:skip|xfail|importorskip)\b|mark\.(?:skip|skipif|xfail)\b|unittest\.skip")


@cache
def tree_of(path: Path) -> ast.Module:
    """A module's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def where(path: Path, line: int = 0) -> str:
    """``app/clock.py:12``."""
    return f"{path.relative_to(ROOT)}:{line}" if line else str(path.relative_to(ROOT))


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of a module, nested ones too."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def clock_reads(tree: ast.Module) -> list[int]:
    """Lines that read the clock."""
    return [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            and (ast.unparse(node.func.value).rsplit(".", 1)[-1], node.func.attr) in CLOCK_CALLS]


def own_imports_inside(tree: ast.Module) -> list[int]:
    """Lines inside functions that import our own packages."""
    found = []
    for function in functions(tree):
        for node in ast.walk(function):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else (
                [node.module or ""] if isinstance(node, ast.ImportFrom) else [])
            relative = isinstance(node, ast.ImportFrom) and node.level > 0
            if relative or any(name.split(".")[0] in PACKAGES for name in names):
                found.append(node.lineno)
    return found


def long_functions(tree: ast.Module) -> list[tuple[str, int, int]]:
    """Name, line and length of functions over the limit."""
    return [(one.name, one.lineno, one.end_lineno - one.lineno + 1) for one in functions(tree)
            if one.end_lineno - one.lineno + 1 > LONGEST_FUNCTION]


def test_a_package_opens_with_a_docstring_or_nothing():
    wrong = [where(path) for path in MODULES if path.name == "__init__.py"
             and [node for node in tree_of(path).body
                  if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))]]
    assert not wrong, wrong


def test_no_module_is_named_after_nothing():
    wrong = [where(path) for path in MODULES if path.stem in FORBIDDEN_NAMES or path.parent.name in FORBIDDEN_NAMES]
    assert not wrong, wrong


def test_modules_are_short():
    counted = {path: path.read_text(encoding="utf-8").count("\n") for path in MODULES if "migrations" not in path.parts}
    wrong = [f"{where(path)}: {lines} lines" for path, lines in counted.items() if lines > LONGEST_MODULE]
    assert not wrong, wrong


def test_functions_are_short():
    wrong = [f"{where(path, line)} {name}: {length} lines" for path in MODULES if "migrations" not in path.parts
             for name, line, length in long_functions(tree_of(path))]
    assert not wrong, wrong


def test_every_module_and_every_public_name_says_what_it_is():
    wrong = []
    for path in MODULES:
        tree = tree_of(path)
        if path.name != "__init__.py" and not ast.get_docstring(tree):
            wrong.append(where(path, 1))
        wrong += [where(path, node.lineno) for node in tree.body
                  if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
                  and "migrations" not in path.parts and not ast.get_docstring(node)]
    assert not wrong, wrong


def test_our_own_packages_are_imported_at_the_top():
    wrong = [where(path, line) for path in MODULES for line in own_imports_inside(tree_of(path))]
    assert not wrong, wrong


def test_only_the_clock_reads_the_clock():
    wrong = [where(path, line) for path in MODULES if str(path.relative_to(ROOT)) not in CLOCK_READERS
             for line in clock_reads(tree_of(path))]
    assert not wrong, wrong


def test_nothing_is_left_open():
    wrong = [where(path, number) for path in [*MODULES, *PROOFS] if path != Path(__file__).resolve()
             for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1) if OPEN_ENDS.search(line)]
    assert not wrong, wrong


def test_no_test_is_passed_over():
    wrong = [where(path, number) for path in PROOFS if path != Path(__file__).resolve()
             for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1) if SKIPS.search(line)]
    assert not wrong, wrong


def test_every_test_asserts_something():
    wrong = [where(path, one.lineno) for path in PROOFS if path.name.startswith("test_") for one in functions(tree_of(path))
             if one.name.startswith("test_") and not any(
                 isinstance(node, ast.Assert) or (isinstance(node, ast.Call) and PROVES.search(ast.unparse(node.func)))
                 for node in ast.walk(one))]
    assert not wrong, wrong


@pytest.mark.parametrize(("text", "finds"), [
    ("import datetime\ndatetime.datetime.now()", clock_reads), ("from datetime import date\ndate.today()", clock_reads),
    ("import time\ntime.time()", clock_reads), ("def f():\n    from app.db import db\n", own_imports_inside),
    ("def f():\n    import exam.timing\n", own_imports_inside), ("def f():\n" + "    x = 1\n" * 60, long_functions)])
def test_a_module_that_breaks_a_rule_is_told(text, finds):
    assert finds(ast.parse(text))


@pytest.mark.parametrize(("text", "finds"), [
    ("from app.clock import now\nnow()", clock_reads), ("def f():\n    import pandas\n", own_imports_inside),
    ("def f():\n" + "    x = 1\n" * 59, long_functions)])
def test_a_module_that_keeps_the_rules_is_left_alone(text, finds):
    assert not finds(ast.parse(text))
