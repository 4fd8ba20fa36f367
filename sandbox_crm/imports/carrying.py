"""Carrying out a plan: everything that is new goes in together, what changes goes through the commands one by one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from sandbox_crm.bench import Workbench
from sandbox_crm.clients import accounts, contacts
from sandbox_crm.clients.parsing import account_values
from sandbox_crm.imports.planning import Order, PlannedRow
from sandbox_crm.models.clients import Contact, ImportRow, ImportRun


def carry_out(bench: Workbench, made: ImportRun, plan: list[PlannedRow], order: Order) -> None:
    """Write what the plan says. Its rows were checked by the same rules as the forms when the plan was made."""
    shared = account_values(bench.session, order.defaults)
    created = [row for row in plan if row.action == "created"]
    account_of = _new_accounts(bench, made, created, shared)
    for row in plan:
        if row.action == "updated" and row.match:
            (kind, number), _reason = row.match
            account_of[row.row_no] = number if kind == "account" else account_of[number]
            reason = f"Import nr {made.id}, wiersz {row.row_no}: decyzja o aktualizacji konta"
            accounts.update(bench, account_id=account_of[row.row_no], duplicate_reason=reason, **row.parsed.account)
    common = {name: shared[name] for name in ("source", "acquisition_method") if name in shared}
    contact_of = _new_contacts(bench, made, created, account_of, common)
    for row in plan:
        if row.action == "updated" and row.parsed.contact:
            contact_of[row.row_no] = _contact(bench, account_of[row.row_no], {**row.parsed.contact, "duplicate_reason": (
                f"Import nr {made.id}, wiersz {row.row_no}: decyzja o zapisaniu osoby")}, common)
    bench.add_all([ImportRow(
        import_run_id=made.id, row_no=row.row_no, raw=kept_of(row, order), action=row.action, errors=row.entries,
        account_id=account_of.get(row.row_no), contact_id=contact_of.get(row.row_no)) for row in plan])


def kept_of(row: PlannedRow, order: Order) -> dict[str, str]:
    """The cells of a row that the run keeps: a skipped column is not taken into the CRM at all."""
    return {heading: text for heading, text in row.raw.items() if order.mapping.get(heading)}


def _new_accounts(bench: Workbench, made: ImportRun, created: list[PlannedRow], shared: dict[str, Any]) -> dict[int, int]:
    records = [accounts.made_of(
        {**shared, **row.parsed.account},
        f"Import nr {made.id}, wiersz {row.row_no}: decyzja o utworzeniu konta" if row.doubles else None) for row in created]
    bench.add_all(records)
    return {row.row_no: record.id for row, record in zip(created, records, strict=True)}


def _new_contacts(bench: Workbench, made: ImportRun, created: list[PlannedRow], account_of: dict[int, int],
                  common: dict[str, Any]) -> dict[int, int]:
    peopled = [row for row in created if row.parsed.contact]
    records = bench.add_all([contacts.made_of(
        {**common, **row.parsed.contact, "account_id": account_of[row.row_no]},
        f"Import nr {made.id}, wiersz {row.row_no}: decyzja o zapisaniu osoby" if row.person_doubles else None)
        for row in peopled])
    return {row.row_no: record.id for row, record in zip(peopled, records, strict=True)}


def _contact(bench: Workbench, account_id: int, values: dict[str, Any], common: dict[str, Any]) -> int:
    """The row's contact in its account: the one with the same e-mail or name is updated, else a new one is added."""
    mine = (
        select(Contact)
        .where(Contact.account_id == account_id, Contact.deleted_at.is_(None), Contact.anonymised_at.is_(None))
        .order_by(Contact.id)
    )
    same = None
    if values.get("email"):
        same = bench.session.scalars(mine.where(func.lower(Contact.email) == values["email"].lower())).first()
    if same is None:
        same = bench.session.scalars(
            mine.where(Contact.first_name == values["first_name"], Contact.last_name == values["last_name"])
        ).first()
    if same is not None:
        return contacts.update(bench, contact_id=same.id, **values).id
    return contacts.create(bench, account_id=account_id, **{**common, **values}).id
