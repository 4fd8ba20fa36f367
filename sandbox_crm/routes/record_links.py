"""Where the records that a report lists can be seen: a page of their own, or that of the record they are a part of."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from sandbox_crm.bench import Workbench
from sandbox_crm.models.everything import BY_TABLE
from sandbox_crm.pages import crm_url

#: entity -> the pages that show its records, the first that there is: endpoint, its argument, the column that gives it
PAGES: dict[str, tuple[tuple[str, str, str], ...]] = {
    **{entity: ((f"{entity}_detail", f"{entity}_id", "id"),)
       for entity in ("account", "contact", "opportunity", "task", "offer", "interaction", "message", "product")},
    "sales_goal": (("goal_detail", "goal_id", "id"),),
    **dict.fromkeys(("opportunity_line", "opportunity_contact", "stage_change"),
                    (("opportunity_detail", "opportunity_id", "opportunity_id"),)),
    "offer_line": (("offer_detail", "offer_id", "offer_id"),),
    **dict.fromkeys(("consent", "verification"), (("account_detail", "account_id", "account_id"),
                                                  ("contact_detail", "contact_id", "contact_id"))),
}


def record_links(bench: Workbench, entity: str, ids: Sequence[int]) -> dict[int, str]:
    """Record id -> address of the page that shows it."""
    pages, kind = PAGES[entity], BY_TABLE[entity]
    columns = [getattr(kind, column) for _endpoint, _argument, column in pages]
    found = {}
    for key, *values in bench.session.execute(select(kind.id, *columns).where(kind.id.in_(ids))):
        for (endpoint, argument, _column), value in zip(pages, values, strict=True):
            if value is not None and key not in found:
                found[key] = crm_url(endpoint, **{argument: value})
    return found
