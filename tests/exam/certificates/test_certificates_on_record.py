"""A certificate forged, rewritten or taken away behind the program's back no longer agrees with the chained log."""

from __future__ import annotations

import pytest
from flask import current_app
from sqlalchemy import text

from app.db import db, transaction
from app.verify import verify_instance
from exam.certificates.issuing import certificate_faults, path_of
from exam.certificates.models import Certificate
from exam.rehearsal import judging

FORGED = ("INSERT INTO certificate SELECT '00000000000000000000000000000001', 'X/1', ordinal + 1, enrolment_id, decision_id, "
          "issued_on, valid_until, code_digest, printed, pdf_sha256, confirmed_by, confirmed_at FROM certificate")


@pytest.fixture
def folder(announced):
    """The instance's folder; ``good`` holds a certificate and nothing is wrong with it."""
    judging.certify(announced.good, announced.user("certifier"), "https://probierz.example/verify", announced.moment)
    assert certificate_faults(announced.folder) == []
    return announced.folder


def behind_the_back(*statements):
    with transaction():
        for statement in statements:
            db.session.execute(text(statement))
    db.session.expire_all()


@pytest.mark.parametrize("change", ["code_digest = 'x'", "number = 'X/1'", "valid_until = '2099-01-01'",
                                    "printed = json_set(printed, '$.holder', 'Jan Inny')"])
def test_a_rewritten_certificate_is_told(folder, change):
    behind_the_back("DROP TRIGGER certificate_no_update", f"UPDATE certificate SET {change}")
    assert len(certificate_faults(folder)) == 1


def test_a_forged_certificate_is_told_by_verify(folder):
    behind_the_back(FORGED)
    app = current_app._get_current_object()
    faults = verify_instance(app, app.extensions["probierz_config"], lambda _words: None)["faults"]
    assert {"certificate X/1 is not in the audit log", "the file of certificate X/1 is missing or was changed"} <= set(faults)


def test_a_certificate_taken_away_and_a_changed_file_are_told(folder):
    made = db.session.scalars(db.select(Certificate)).one()
    path, number = path_of(folder, made.id), made.number
    path.chmod(0o600)
    path.write_bytes(path.read_bytes() + b"%")
    assert certificate_faults(folder) == [f"the file of certificate {number} is missing or was changed"]
    behind_the_back("DROP TRIGGER certificate_no_delete", "DELETE FROM certificate")
    assert certificate_faults(folder) == [f"certificate {number} of the audit log is missing"]
