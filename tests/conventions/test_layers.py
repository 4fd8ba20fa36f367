"""Who may import whom: the contracts of setup.cfg hold, and a contract that is broken would be told."""

from __future__ import annotations

import configparser
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
#: the exam imports scoring, so a contract that forbids it must be reported
FALSE_CONTRACT = """
[importlinter:contract:control]
name = Control that cannot hold
type = forbidden
source_modules = exam.committee
forbidden_modules = scoring
"""


def lint(config: Path) -> subprocess.CompletedProcess[str]:
    """Run the contracts of a configuration file."""
    call = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    return subprocess.run([sys.executable, "-c", call, "--config", str(config), "--no-cache"], cwd=ROOT, capture_output=True,
                          text=True, timeout=120)


def contracts() -> list[str]:
    """Names of the contracts in setup.cfg."""
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(ROOT / "setup.cfg")
    return [parser[name]["name"] for name in parser.sections() if name.startswith("importlinter:contract:")]


def test_every_contract_is_kept():
    found = lint(ROOT / "setup.cfg")
    assert found.returncode == 0, found.stdout[-3000:] + found.stderr[-1000:]
    assert len(contracts()) >= 7
    assert f"Contracts: {len(contracts())} kept, 0 broken." in re.sub(r"\s+", " ", found.stdout)


def test_a_contract_that_is_broken_is_told(tmp_path):
    broken = tmp_path / "setup.cfg"
    broken.write_text((ROOT / "setup.cfg").read_text() + FALSE_CONTRACT)
    found = lint(broken)
    assert found.returncode == 1
    assert "Control that cannot hold BROKEN" in found.stdout
    assert "exam.committee" in found.stdout


def test_every_package_of_the_house_stands_under_the_contracts():
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(ROOT / "setup.cfg")
    under = set(parser["importlinter"]["root_packages"].split())
    ours = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"benchmarks", "tests"}
    assert ours == under
    rooms = {path.parent.name for path in (ROOT / "exam").glob("*/__init__.py")}
    assert rooms <= set(parser["importlinter:contract:rooms"]["layers"].split())
