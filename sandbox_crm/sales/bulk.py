"""The command that sets one thing of many opportunities: it carries out, for each, the very command that sets it for one."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from app.polish.plural import counted
from sandbox_crm.bench import Done, Refused, Workbench, command
from sandbox_crm.models.sales import Opportunity
from sandbox_crm.sales.opportunities import update
from sandbox_crm.sales.transitions import move

BULK_FIELDS = ("stage_id", "owner_id", "expected_close", "probability", "source", "goal_id")
MOST_BULK = 2_000


@command("opportunity.bulk_update")
def bulk_update(bench: Workbench, *, opportunity_ids: list[int], field: str, value: Any) -> Done:
    """Set one of BULK_FIELDS on many opportunities, on all of them or on none; ``stage_id`` moves them as
    opportunity.move does, the rest changes them as opportunity.update does. Result: the opportunities. Raises Refused
    naming the first one that cannot take the value, TypeError for another field."""
    if field not in BULK_FIELDS:
        raise TypeError(f"opportunity.bulk_update takes no {field}")
    ids = list(dict.fromkeys(int(one) for one in opportunity_ids))
    if not ids:
        raise Refused(_("Choose at least one opportunity."), {"opportunity_ids": _("Choose at least one opportunity.")})
    if len(ids) > MOST_BULK:
        many = _("At most %(most)s opportunities can be changed at once. Narrow the list first.", most=MOST_BULK)
        raise Refused(many, {"opportunity_ids": many})
    if field == "stage_id" and value is None:
        raise Refused(_("Choose the stage."), {"value": _("Choose the stage.")})
    changed = []
    for opportunity in [bench.get(Opportunity, one) for one in ids]:
        try:
            changed.append(_set(bench, opportunity, field, value))
        except Refused as refused:
            raise Refused(_("No opportunity was changed. %(number)s “%(name)s”: %(reason)s", number=opportunity.number,
                            name=opportunity.name, reason=refused.message), {"value": refused.message}) from refused
    return Done(changed, f"Zmieniono {counted(len(ids), 'szansę sprzedaży', 'szanse sprzedaży', 'szans sprzedaży')} jednocześnie")


def _set(bench: Workbench, opportunity: Opportunity, field: str, value: Any) -> Opportunity:
    if field == "stage_id":
        return move(bench, opportunity_id=opportunity.id, stage_id=value)
    return update(bench, opportunity_id=opportunity.id, **{field: value})
