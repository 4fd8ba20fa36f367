"""What the removal of a person's data takes away beside the person's own record, alike for contacts and accounts."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from sandbox_crm.bench import Workbench
from sandbox_crm.models.clients import Account, ImportRow, ImportRun, SegmentMember, Verification


def merged_into(bench: Workbench, record: Any) -> list[Any]:
    """The records of the same person that were merged into this one, also by way of another; they lie in the bin."""
    entity = type(record)
    found: list[Any] = []
    for one in bench.session.scalars(select(entity).where(entity.merged_into_id == record.id).order_by(entity.id)):
        found += [one, *merged_into(bench, one)]
    return found


def forget_traces(bench: Workbench, record: Any) -> None:
    """Empty the notes of the verifications of a person and the cells of imports that spoke of the person; take the person
    off the fixed lists of segments."""
    kind = "account" if isinstance(record, Account) else "contact"
    for check in bench.session.scalars(select(Verification).where(getattr(Verification, f"{kind}_id") == record.id)):
        check.note = None
    listed = select(SegmentMember).where(getattr(SegmentMember, f"{kind}_id") == record.id, SegmentMember.deleted_at.is_(None))
    for member in bench.session.scalars(listed):
        member.deleted_at = bench.stamp
    rows = select(ImportRow, ImportRun.mapping).join(ImportRun, ImportRun.id == ImportRow.import_run_id)
    for row, mapping in bench.session.execute(rows.where(getattr(ImportRow, f"{kind}_id") == record.id)).all():
        row.raw = {heading: text for heading, text in row.raw.items() if not _of(kind, mapping.get(heading))}
        row.errors = [entry for entry in row.errors if not entry.startswith(f"{kind}.")]


def _of(kind: str, target: str | None) -> bool:
    """Whether a column spoke of this kind of record. One that went nowhere spoke of the person."""
    return (target or "contact.").startswith(f"{kind}.")
