"""Sealed work comes out of a backup byte for byte: restoring never makes honest evidence look tampered with."""

from __future__ import annotations

from app import backup
from app.config import Config
from app.durable.files import sha256_of


def sealed_digests(folder):
    """Name -> digest of every sealed file of an instance."""
    return {path.name: sha256_of(path) for path in (folder / "sandboxes" / "sealed").iterdir()}


def restored(world, folder):
    """The world's instance backed up and unpacked elsewhere; the folder."""
    archive = folder / "copy.tar"
    backup.back_up(world.app.extensions["probierz_config"], str(archive))
    backup.restore_from(str(archive), Config(folder / "restored", environment="testing", secure_cookies=False))
    return folder / "restored"


def test_sealed_work_is_restored_byte_for_byte(frozen, tmp_path):
    before = sealed_digests(frozen.folder)
    assert len(before) == 4  # two candidates, a copy and its text each
    assert sealed_digests(restored(frozen, tmp_path)) == before


def test_the_interface_for_living_databases_would_have_changed_them(frozen, tmp_path, monkeypatch):
    monkeypatch.setattr(backup, "_lives", lambda path: path.suffix == ".sqlite3")
    before = sealed_digests(frozen.folder)
    after = sealed_digests(restored(frozen, tmp_path))
    assert {name for name in before if after[name] != before[name]} == {name for name in before if name.endswith(".sqlite3")}
