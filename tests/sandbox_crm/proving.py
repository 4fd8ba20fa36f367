"""What must hold of a sandbox after any work: the rules of the CRM, the fold, its moments, and its screens."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import func, select

from sandbox_crm.history.places import OWN
from sandbox_crm.images import whole_state
from sandbox_crm.models.clients import Account, Contact
from sandbox_crm.models.offers import Offer, OfferLine
from sandbox_crm.models.sales import Opportunity, OpportunityLine, Pipeline, Stage, StageChange
from sandbox_crm.models.work import Task
from sandbox_crm.sales.arithmetic import weighted_gr
from sandbox_crm.sales.board import columns_of, totals, totals_by_kind, values_by_stage
from sandbox_crm.snapshot import Snapshot, state_hash
from sandbox_crm.store import open_path, read_snapshot
from sandbox_crm.travel.moments import moment_file
from tests.sandbox_crm.random_work import bench_on

#: pages without a record in their address
LISTS = (
    "/",
    "/accounts",
    "/contacts",
    "/segments",
    "/opportunities",
    "/opportunities/board",
    "/opportunities/values",
    "/pipelines",
    "/goals",
    "/tasks",
    "/offers",
    "/templates",
    "/products",
    "/reports",
    "/messages",
    "/imports",
    "/register",
    "/bin",
    "/tasks/bin",
    "/opportunities/bin",
    "/accounts/new",
    "/opportunities/new",
    "/tasks/new",
    "/search?q=a",
)


def rules_hold(path: Path) -> None:
    """The rules of clients, of selling, of offers and of work."""
    with bench_on(path) as bench:
        session = bench.session
        _clients(session)
        _selling(session)
        for task in session.scalars(select(Task)):
            assert (task.percent == 100) is (task.status == "completed") is (task.done_on is not None)
        for offer in session.scalars(select(Offer)):
            nets = session.scalars(select(OfferLine.net_gr).where(OfferLine.offer_id == offer.id)).all()
            assert (offer.net_gr, offer.gross_gr) == (sum(nets), offer.net_gr + offer.vat_gr)
            assert offer.status not in ("sent", "accepted", "rejected") or not offer.unresolved_tags
        _totals(bench)


def _clients(session: Any) -> None:
    doubled = session.scalars(
        select(Account.nip)
        .where(Account.deleted_at.is_(None), Account.nip.is_not(None), Account.duplicate_reason.is_(None))
        .group_by(Account.nip)
        .having(func.count() > 1)
    ).all()
    assert doubled == []
    primaries = session.scalars(
        select(Contact.account_id)
        .where(Contact.deleted_at.is_(None), Contact.is_primary.is_(True), Contact.account_id.is_not(None))
        .group_by(Contact.account_id)
        .having(func.count() > 1)
    ).all()
    assert primaries == []


def _selling(session: Any) -> None:
    for opportunity in session.scalars(select(Opportunity)):
        stage = session.get(Stage, opportunity.stage_id)
        assert stage.deleted_at is None and stage.pipeline_id == opportunity.pipeline_id
        if opportunity.deleted_at is None:
            assert session.get(Pipeline, opportunity.pipeline_id).deleted_at is None
        assert (opportunity.closed_on is not None) is (stage.kind != "open")
        assert (opportunity.lost_reason is not None) is (stage.kind == "lost")
        assert stage.kind != "won" or (opportunity.value_gr > 0 and opportunity.probability == 100)
        if opportunity.value_source == "lines" and stage.kind == "open":
            nets = session.scalars(
                select(OpportunityLine.net_gr).where(
                    OpportunityLine.opportunity_id == opportunity.id, OpportunityLine.deleted_at.is_(None)
                )
            ).all()
            assert (opportunity.value_gr or 0) == sum(nets)
        last = session.scalar(
            select(StageChange.to_stage_id)
            .where(StageChange.opportunity_id == opportunity.id)
            .order_by(StageChange.id.desc())
            .limit(1)
        )
        assert last in (None, opportunity.stage_id)
    for pipeline in session.scalars(select(Pipeline).where(Pipeline.deleted_at.is_(None))):
        kinds = session.scalars(
            select(Stage.kind).where(Stage.pipeline_id == pipeline.id, Stage.deleted_at.is_(None)).order_by(Stage.position)
        ).all()
        assert kinds[-2:] == ["won", "lost"] and set(kinds[:-2]) <= {"open"}


def _totals(bench: Any) -> None:
    alive = [one for one in bench.session.scalars(select(Opportunity)) if one.deleted_at is None]
    whole = totals(bench, {})
    assert (whole.count, whole.sum_gr) == (len(alive), sum(one.value_gr or 0 for one in alive))
    kinds = dict(bench.session.execute(select(Stage.id, Stage.kind)).all())
    for kind, sums in totals_by_kind(bench, {}).items():
        values = [one.value_gr or 0 for one in alive if kinds[one.stage_id] == kind]
        assert (sums.count, sums.sum_gr) == (len(values), sum(values)) and values
    for pipeline_id in bench.session.scalars(select(Pipeline.id).where(Pipeline.deleted_at.is_(None))):
        rows = [one for one in alive if one.pipeline_id == pipeline_id]
        found = values_by_stage(bench, pipeline_id)
        for stage, sums in found:
            inside = [one for one in rows if one.stage_id == stage.id]
            assert (sums.count, sums.sum_gr) == (len(inside), sum(one.value_gr or 0 for one in inside))
            assert sums.weighted_gr == sum(weighted_gr(one.value_gr, one.probability) for one in inside)
        assert [(column.stage.id, len(column.cards)) for column in columns_of(bench, pipeline_id, {})] == [
            (stage.id, sums.count) for stage, sums in found
        ]


def replayed(path: Path) -> Snapshot:
    """Seed and journal of a sandbox, proved to fold to its live state (Raises BrokenSnapshot otherwise)."""
    with open_path(path, write=False) as session:
        return read_snapshot(session, {})


def moment_holds(path: Path, snapshot: Snapshot, seq: int) -> None:
    """The file of a moment holds exactly the rows of the fold up to it."""
    with open_path(moment_file(path, seq), write=False, immutable=True) as session:
        assert state_hash(whole_state(session)) == state_hash(snapshot.state_at(seq)), seq


def screens_open(client: FlaskClient, address: str, snapshot: Snapshot, chance: random.Random, most: int) -> list[str]:
    """Open random pages, those of touched records among them; returns the addresses that broke."""
    touched = sorted({(change.table, change.id) for entry in snapshot.journal for change in entry.changes if change.table in OWN})
    pages = [*LISTS, *(_address(table, key) for table, key in touched)]
    broken = []
    for page in chance.sample(pages, min(most, len(pages))):
        answer = client.get(address + page)
        if answer.status_code not in (200, 404):
            broken.append(f"{page}: {answer.status_code}")
    return broken


_ROOMS = {
    "sales_goal": "goals",
    "offer_template": "templates",
    "import_run": "imports",
    "report_run": "reports/runs",
    "register_entry": "register",
    "stage_task": "stage-tasks",
    "opportunity": "opportunities",
}


def _address(table: str, key: int) -> str:
    return f"/{_ROOMS.get(table, table + 's')}/{key}"
