"""Accounts."""

from sandbox_crm.bench import Workbench
from sandbox_crm.models.clients import Account
from sandbox_crm.pages import page


@page("/accounts/<int:account_id>")
def account_detail(bench: Workbench, account_id: int) -> str:
    return bench.get(Account, account_id).name
