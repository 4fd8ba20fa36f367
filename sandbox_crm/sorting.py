"""What a list can be sorted by: name in the address -> keys, each with an index of its own order.

An empty date counts as later than every date, an empty value as less than every value, an empty town as after "ż".
"""

from __future__ import annotations

from sqlalchemy import literal_column

from sandbox_crm.listing import Key
from sandbox_crm.models.clients import Account, Contact
from sandbox_crm.models.indexes import key
from sandbox_crm.models.offers import Offer
from sandbox_crm.models.sales import Opportunity, Product
from sandbox_crm.models.work import Task

_DUE = (Key(key("task", "due_on")), Key(key("task", "due_time")))
_RANK = Key(key("task", "rank"))

#: entity -> sort -> keys in ascending order
SORTS: dict[str, dict[str, tuple[Key, ...]]] = {
    "account": {"name": (Key(Account.name_sort),), "city": (Key(key("account", "city")),),
                "status": (Key(Account.status), Key(Account.name_sort)), "kind": (Key(Account.kind), Key(Account.name_sort)),
                "added": (Key(literal_column("account.created_at")),)},
    "contact": {"name": (Key(Contact.name_sort),), "role": (Key(Contact.decision_role), Key(Contact.name_sort))},
    "opportunity": {"expected_close": (Key(key("opportunity", "expected_close")),),
                    "value_gr": (Key(key("opportunity", "value_gr")),), "probability": (Key(Opportunity.probability),),
                    "number": (Key(Opportunity.number),), "name": (Key(Opportunity.name_fold),)},
    "task": {"due_on": (*_DUE, _RANK), "priority": (_RANK, *_DUE), "title": (Key(Task.title),),
             "percent": (Key(Task.percent),)},
    "offer": {"number": (Key(Offer.number), Key(Offer.version)), "status": (Key(Offer.status), Key(Offer.number))},
    "product": {"code": (Key(Product.code),), "name": (Key(Product.name),), "price": (Key(Product.price_net_gr),)},
}


def keys_of(entity: str, asked: str | None, default: str) -> tuple[Key, ...]:
    """The keys for a sort of the address ("-" before it: descending); the default where it is not known."""
    known = SORTS[entity]
    sort = asked if asked and asked.removeprefix("-") in known else default
    keys = known[sort.removeprefix("-")]
    return tuple(Key(one.expression, True) for one in keys) if sort.startswith("-") else keys
