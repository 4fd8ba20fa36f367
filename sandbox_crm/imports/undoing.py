"""Taking an import back: what it created goes to the bin, what it changed gets its former values again."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from app.polish.plural import counted
from sandbox_crm.bench import Done, Refused, Workbench, command
from sandbox_crm.clients.duplicates import find_duplicates
from sandbox_crm.images import from_plain, image
from sandbox_crm.models.clients import Account, Contact, ImportRow, ImportRun
from sandbox_crm.models.journal import JournalRow
from sandbox_crm.models.offers import Message, Offer
from sandbox_crm.models.sales import Opportunity, OpportunityContact
from sandbox_crm.models.work import Interaction, Task

ENTITIES = {"account": Account, "contact": Contact}
#: what makes a record one that somebody works with
USES = {
    "account": (Contact.account_id, Opportunity.account_id, Task.account_id, Interaction.account_id, Offer.account_id,
                Message.account_id),
    "contact": (Opportunity.primary_contact_id, OpportunityContact.contact_id, Task.contact_id, Interaction.contact_id,
                Offer.contact_id, Message.contact_id),
}
#: columns that tell of the saving itself; they move on also when the values go back
_OF_SAVING = ("id", "created_at", "updated_at", "row_version")


@command("import.undo")
def undo(bench: Workbench, *, import_run_id: int) -> Done:
    """Take a run back whole, or refuse and name the records that were changed or used since."""
    made = bench.get(ImportRun, import_run_id)
    if made.undone_at is not None:
        raise Refused(_l("This import was taken back before."))
    changes = [change for change in _changes_of(bench, made) if change["table"] in ENTITIES]
    touched = [name for change in changes if (name := _touched(bench, change, changes))]
    if touched:
        raise Refused(
            _l(
                "These records were changed or used after the import, so it cannot be taken back: %(names)s.",
                names=", ".join(touched[:10]),
            )
        )
    born = [change for change in changes if change["before"] is None]
    for change in born:
        _record(bench, change).deleted_at = bench.stamp
    bench.session.flush()  # NIPs and the place of the main contact are free before they are given back
    for change in changes:
        if change["before"] is not None:
            _give_back(bench, change)
    made.undone_at = bench.stamp
    rows = bench.session.scalar(select(func.count()).where(ImportRow.import_run_id == made.id)) or 0
    return Done(made, f"Cofnięto import nr {made.id} ({counted(rows, 'wiersz', 'wiersze', 'wierszy')})")


def _changes_of(bench: Workbench, made: ImportRun) -> list[dict[str, Any]]:
    """What the run changed: table, id, image before and after, from its own entry of the journal."""
    runs = select(JournalRow.changes).where(JournalRow.command == "import.run").order_by(JournalRow.seq.desc())
    for changes in bench.session.scalars(runs):
        if any(change["table"] == "import_run" and change["id"] == made.id for change in changes):
            return changes
    return []


def _record(bench: Workbench, change: dict[str, Any]) -> Any:
    return bench.session.get(ENTITIES[change["table"]], change["id"])


def _touched(bench: Workbench, change: dict[str, Any], changes: list[dict[str, Any]]) -> str | None:
    """The name of a record that does not stand as the run left it, or that is used since the run created it."""
    kind, key, record = change["table"], change["id"], _record(bench, change)
    name = record.name if kind == "account" else f"{record.first_name} {record.last_name}"
    if image(record) != change["after"]:
        return name
    if change["before"] is None:
        ours = {one["id"] for one in changes if one["table"] == "contact" and one["before"] is None}
        for column in USES[kind]:
            entity = column.class_
            users = set(bench.session.scalars(select(entity.id).where(column == key, entity.deleted_at.is_(None))))
            if users - (ours if entity is Contact else set()):
                return name
    return None


def _give_back(bench: Workbench, change: dict[str, Any]) -> None:
    """Set what the run changed to what stood there before it."""
    record, before = _record(bench, change), change["before"]
    former = from_plain(ENTITIES[change["table"]], before)
    nip = before.get("nip")
    if nip and nip != record.nip and not before["duplicate_reason"] and find_duplicates(bench.session, {"nip": nip}, record.id):
        raise Refused(_l("Another account carries the NIP that %(name)s had before the import.", name=before["name"]))
    for name, value in former.items():
        if name not in _OF_SAVING and before[name] != change["after"][name]:
            setattr(record, name, value)
