"""Tasks: completed is 100 percent and nothing else; dates in order; many at once or none."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox_crm.bench import Refused
from sandbox_crm.models.work import TASK_STATUSES, Task
from sandbox_crm.work import tasks, views
from sandbox_crm.work.asking import of_view, task_filters
from sandbox_crm.work.lists import task_page
from sandbox_crm.work.progress import Contradiction, done_of, settled
from tests.sandbox_crm.seed import ANNA, BORSUK, NEW, PIOTR, SWIT, TODAY

PERCENT, STATUS = st.integers(0, 100), st.sampled_from(TASK_STATUSES)


@given(
    st.one_of(
        st.tuples(st.just(100), st.just("completed")),
        st.tuples(st.integers(0, 99), STATUS.filter(lambda one: one != "completed")),
    ),
    st.none() | PERCENT,
    st.none() | STATUS,
)
def test_whatever_is_asked_completed_stays_the_same_as_100(before, percent, status):
    try:
        after = settled(*before, percent, status)
    except Contradiction:
        assert status is not None
        return
    assert (after[0] == 100) is (after[1] == "completed")
    assert percent in (None, after[0])
    assert status in (None, after[1])


def test_a_task_follows_its_opportunity_and_its_maker(bench):
    made = tasks.create(bench, title="Zadzwonić", opportunity_id=2, due_on=date(2026, 4, 22), kind="phone", priority="urgent")
    assert (made.account_id, made.owner_id, made.status, made.percent) == (BORSUK, ANNA, "not_started", 0)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": ""}, "title"),
        ({"kind": "fax"}, "kind"),
        ({"priority": "top"}, "priority"),
        ({"owner_id": 99}, "owner_id"),
        ({"start_on": date(2026, 5, 2), "due_on": date(2026, 5, 1)}, "due_on"),
        ({"due_time": "25:00"}, "due_time"),
        ({"account_id": 99}, "account_id"),
        ({"stage_id": NEW}, "stage_id"),
        ({"percent": 101}, "percent"),
        ({"opportunity_id": 1, "stage_id": 999}, "stage_id"),
    ],
)
def test_a_task_that_cannot_be_is_refused(bench, values, field):
    made, refused = bench.attempt(tasks.create, **{"title": "X", **values})
    assert made is None
    assert field in refused.fields


def test_progress_completes_and_reopens(bench):
    assert tasks.set_progress(bench, task_id=1, percent=40).status == "in_progress"
    done = tasks.set_progress(bench, task_id=1, percent=100)
    assert (done.status, done.done_on) == ("completed", TODAY)
    again = tasks.set_progress(bench, task_id=1, percent=60, status="in_progress")
    assert (again.percent, again.done_on) == (60, None)
    assert tasks.complete(bench, task_id=1).percent == 100
    assert tasks.set_progress(bench, task_id=1, status="on_hold").percent == 0
    with pytest.raises(Refused):
        tasks.set_progress(bench, task_id=2, percent=30, status="completed")


def test_a_bulk_change_is_for_all_or_none(bench):
    tasks.bulk_update(bench, task_ids=[1, 2, 3], field="owner_id", value=PIOTR)
    tasks.bulk_update(bench, task_ids=[1, 2], field="status", value="completed")
    assert [(task.owner_id, task.percent) for task in (bench.session.get(Task, key) for key in (1, 2, 3))] == [
        (PIOTR, 100),
        (PIOTR, 100),
        (PIOTR, 0),
    ]
    tasks.update(bench, task_id=3, start_on=date(2026, 4, 23))
    made, refused = bench.attempt(tasks.bulk_update, task_ids=[1, 2, 3], field="due_on", value=date(2026, 4, 22))
    assert made is None
    assert "Przygotować zestawienie" in str(refused)
    assert bench.session.get(Task, 1).due_on == date(2026, 4, 20)
    with pytest.raises(Refused):
        tasks.bulk_update(bench, task_ids=[], field="priority", value="low")
    with pytest.raises(TypeError):
        tasks.bulk_update(bench, task_ids=[1], field="title", value="x")


def listed(sandbox, bench, filters, **asked):
    """The groups of the first page of a list of tasks."""
    with sandbox.app.test_request_context():
        return task_page(bench, filters, **asked).groups


def meant(sandbox, bench, filters, **asked):
    """Its tasks, in order."""
    return [task for group in listed(sandbox, bench, filters, **asked) for task in group.tasks]


def test_the_bin_gives_a_task_back(sandbox, bench):
    tasks.delete(bench, task_id=1)
    assert 1 not in [task.id for task in meant(sandbox, bench, [{}])]
    tasks.restore(bench, task_id=1)
    assert 1 in [task.id for task in meant(sandbox, bench, [{}])]


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ({"range": "today"}, [1]),
        ({"range": "overdue"}, [2]),
        ({"range": "this_week"}, [1, 3]),
        ({"range": "next_week"}, []),
        ({"range": "tomorrow"}, []),
        ({"range": "span", "from": "2026-04-20", "to": "24.04.2026"}, [1, 3]),
        ({"range": "span", "from": "2026-04-21"}, [3]),
        ({"account_id": str(SWIT)}, [1]),
        ({"q": "KATALOG"}, [2]),
        ({"state": "completed"}, []),
        ({"state": "all"}, [2, 1, 3]),
        ({"range": "nonsense", "owner_id": "x"}, [2, 1, 3]),
    ],
)
def test_the_address_chooses_tasks(sandbox, bench, asked, wanted):
    assert [task.id for task in meant(sandbox, bench, task_filters(asked))] == wanted


def test_priority_is_an_order_and_not_an_alphabet(sandbox, bench):
    for task_id, priority in ((1, "low"), (2, "urgent"), (3, "high")):
        tasks.update(bench, task_id=task_id, priority=priority)
    assert [task.priority for task in meant(sandbox, bench, [{}], sort="priority")] == ["urgent", "high", "low"]


def test_groups_cover_every_task_once(sandbox, bench):
    by_day = listed(sandbox, bench, [{}], group_by="due_on")
    assert [group.key for group in by_day] == [date(2026, 4, 15), date(2026, 4, 20), date(2026, 4, 24)]
    by_account = listed(sandbox, bench, [{}], group_by="account")
    assert [group.key for group in by_account] == ["Hurtownia Borsuk Jan Borsuk", "Świt sp. z o.o.", None]
    assert sorted(task.id for group in by_account for task in group.tasks) == [1, 2, 3]


def test_done_counts_leave_cancelled_out():
    assert done_of(["completed", "cancelled", "on_hold"]) == (1, 2)


def test_a_view_keeps_the_list_and_opens_it_again(sandbox, bench):
    view = views.save(
        bench,
        entity="task",
        name="Tydzień",
        filters={"all": [{"field": "owner_id", "op": "eq", "value": ANNA}]},
        date_from=date(2026, 4, 20),
        date_to=date(2026, 4, 26),
        sort="priority",
        group_by="due_on",
    )
    asked = of_view(bench, "task", {"view": str(view.id)})
    assert sorted(task.id for task in meant(sandbox, bench, asked.filters)) == [1, 3]
    assert (asked.sort, asked.group_by) == ("priority", "due_on")
    again = views.save(bench, entity="task", name="Tydzień", filters={}, sort="due_on")
    assert (again.id, again.group_by) == (view.id, None)
    views.delete(bench, view_id=view.id)
    assert of_view(bench, "task", {"view": str(view.id)}) is None
    assert views.save(bench, entity="task", name="Tydzień").id == view.id


@pytest.mark.parametrize(
    "values",
    [
        {"name": ""},
        {"entity": "segment"},
        {"kind": "pie"},
        {"filters": {"all": [{"field": "nic", "op": "eq", "value": 1}]}},
        {"date_from": date(2026, 5, 2), "date_to": date(2026, 5, 1)},
    ],
)
def test_a_view_that_means_nothing_is_refused(bench, values):
    made, refused = bench.attempt(views.save, **{"entity": "task", "name": "X", **values})
    assert made is None
    assert refused.fields


def test_an_act_of_a_stage_names_both_stage_and_opportunity(bench):
    assert tasks.create(bench, title="X", opportunity_id=1, stage_id=NEW).stage_id == NEW
