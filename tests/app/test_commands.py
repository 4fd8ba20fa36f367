"""The console command: exit codes 0, 1, 2 and 3, results on stdout, one JSON document, and what it refuses."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import tarfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli import main

PROBIERZ = [sys.executable, "-c", "from app.cli import main; main(prog_name='probierz')"]
QUIET = {key: value for key, value in os.environ.items() if key not in ("PROBIERZ_INSTANCE", "PORT")}


def run(*arguments, code=0, env=None):
    """A finished command; its exit code must be ``code``, and nothing but a refusal in words may end it."""
    done = CliRunner().invoke(main, [*map(str, arguments)], env={"PROBIERZ_INSTANCE": None, "PORT": None} | (env or {}))
    assert isinstance(done.exception, SystemExit | type(None)), done.exception
    assert "Traceback" not in done.stderr
    assert done.exit_code == code, (done.stdout, done.stderr)
    return done


@pytest.fixture(scope="module")
def ready(tmp_path_factory):
    """An instance with its first account."""
    folder = tmp_path_factory.mktemp("ready") / "instance"
    run("init", "--instance", folder, "--admin", "szef", "--password", "dluga-i-dobra-proba")
    return folder


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def served(folder: Path):
    """A running server of an instance; its address."""
    url = f"http://127.0.0.1:{(port := free_port())}"
    process = subprocess.Popen([*PROBIERZ, "serve", "--instance", str(folder), "--port", str(port)], env=QUIET,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        for _ in range(200):
            try:
                urllib.request.urlopen(f"{url}/healthz", timeout=1).read()
                break
            except OSError:
                assert process.poll() is None, process.stderr.read()
                time.sleep(0.1)
        yield url, process
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)


def test_every_command_explains_itself():
    listed = run("--help").stdout
    for command in ("init", "serve", "demo", "qualification", "bank", "report", "verify", "backup", "restore", "doctor"):
        assert f"  {command} " in listed
        assert "Usage:" in run(command, "--help").stdout


def test_an_unknown_option_is_a_fault_of_usage():
    assert "No such option" in run("init", "--nonsense", code=2).stderr
    run("report", "--out", "x.pdf", code=2)
    run("nonsense", code=2)


def test_init_makes_the_first_administrator_and_coordinator_and_prints_the_password_once(tmp_path):
    printed = json.loads(run("init", "--instance", tmp_path / "i", "--admin", "szef", "--json").stdout)
    assert printed["account"]["login"] == "szef"
    assert len(printed["account"]["password"]) >= 12
    again = run("init", "--instance", tmp_path / "i", "--json")
    assert json.loads(again.stdout)["account"] is None


def test_init_refuses_a_login_that_is_taken_or_cannot_be_used_and_a_short_password(ready, tmp_path):
    assert "taken" in run("init", "--instance", ready, "--admin", "szef", code=3).stderr
    assert "small letters" in run("init", "--instance", tmp_path / "i", "--admin", "Żółw", code=3).stderr
    assert "too short" in run("init", "--instance", tmp_path / "i", "--admin", "szef", "--password", "abc", code=3).stderr


@pytest.mark.parametrize("command", [("serve",), ("verify",), ("doctor",), ("backup", "--out", "copy.tar")])
def test_a_folder_without_an_instance_is_refused(tmp_path, command):
    done = run(command[0], "--instance", tmp_path / "empty", *command[1:], code=3)
    assert "probierz init" in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("command", [("verify",), ("doctor",), ("qualification",), ("bank", "check")])
def test_json_is_one_document_on_stdout(ready, command):
    where = ("--instance", ready) if command[0] in ("verify", "doctor") else ()
    assert isinstance(json.loads(run(*command, *where, "--json").stdout), dict)


def test_the_instance_may_be_named_by_the_environment(ready):
    done = run("verify", "--json", env={"PROBIERZ_INSTANCE": str(ready)})
    assert json.loads(done.stdout)["faults"] == []


def test_doctor_and_verify_end_with_one_on_a_fault(tmp_path):
    folder = tmp_path / "i"
    run("init", "--instance", folder, "--admin", "szef")
    (folder / "keys" / "secret").chmod(0o644)
    assert "chmod 600" in run("doctor", "--instance", folder, code=1).stdout
    with sqlite3.connect(folder / "probierz.sqlite3") as database:
        database.execute("DROP TRIGGER IF EXISTS audit_entry_no_update")
        database.execute("UPDATE audit_entry SET act = 'people.account_lost' WHERE seq = 1")
    assert "audit entry 1 was changed" in run("verify", "--instance", folder, code=1).stdout


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7"])
def test_an_address_open_to_the_network_wants_tls(ready, host):
    assert "--tls" in run("serve", "--instance", ready, "--host", host, "--port", free_port(), code=3).stderr
    assert "--tls" in run("demo", "--instance", ready, "--serve", "--host", host, code=3).stderr


def test_a_second_server_is_refused_and_ctrl_c_stops_cleanly(ready):
    with served(ready) as (url, process):
        assert urllib.request.urlopen(f"{url}/healthz").status == 200
        second = run("serve", "--instance", ready, "--port", free_port(), code=3)
        assert f"process {process.pid}" in second.stderr
    assert process.returncode == 0


def test_a_port_in_use_is_refused_in_words(ready):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = run("serve", "--instance", ready, "--port", taken.getsockname()[1], code=3)
        assert "--port" in done.stderr


def test_a_backup_of_a_living_instance_restores_to_one_that_verifies(ready, tmp_path):
    archive, folder = tmp_path / "copy.tar", tmp_path / "restored"
    with served(ready):
        run("backup", "--instance", ready, "--out", archive)
    assert archive.stat().st_mode & 0o077 == 0
    run("restore", "--instance", folder, archive)
    assert json.loads(run("verify", "--instance", folder, "--json").stdout)["checked"]["audit"] >= 1
    assert "holds an instance already" in run("restore", "--instance", folder, archive, code=3).stderr
    with served(folder) as (url, _):
        assert urllib.request.urlopen(f"{url}/healthz").status == 200


def test_a_damaged_backup_is_refused_and_leaves_nothing(ready, tmp_path):
    archive, damaged, folder = tmp_path / "copy.tar", tmp_path / "damaged.tar", tmp_path / "restored"
    run("backup", "--instance", ready, "--out", archive)
    content = bytearray(archive.read_bytes())
    with tarfile.open(archive) as whole:
        place = whole.getmember("probierz.sqlite3").offset_data
    content[place + 5000] ^= 1
    damaged.write_bytes(content)
    assert "damaged" in run("restore", "--instance", folder, damaged, code=3).stderr
    assert not (folder / "probierz.sqlite3").exists()
    damaged.write_bytes(b"not an archive at all")
    assert "cannot be read as a backup" in run("restore", "--instance", folder, damaged, code=3).stderr


def test_demo_leaves_a_real_instance_alone(ready):
    assert "no demonstration" in run("demo", "--instance", ready, code=3).stderr


def test_a_report_of_nobody_is_refused(ready, tmp_path):
    assert "no case" in run("report", "--instance", ready, "--case", "2026-001-99", "--out", tmp_path / "r.pdf", code=3).stderr
    assert "no sitting" in run("report", "--instance", ready, "--sitting", "SW/1", "--out", tmp_path / "r.xlsx", code=3).stderr
    run("report", "--instance", ready, "--case", "1", "--out", tmp_path / "r.doc", code=2)
