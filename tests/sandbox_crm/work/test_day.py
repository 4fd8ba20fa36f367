"""The desk that a day starts from: the right tasks in the right pile, what came in, one's own open opportunities."""

from datetime import date, timedelta

from sandbox_crm.models.offers import Message
from sandbox_crm.sales import opportunities, transitions
from sandbox_crm.work import tasks
from sandbox_crm.work.day import MOST_TASKS, day_of
from tests.sandbox_crm.driver import page, send
from tests.sandbox_crm.seed import ANNA, B2B, PIOTR, SWIT, TODAY


def titles(pile):
    return [task.title for task in pile.tasks]


def test_tasks_fall_into_today_overdue_and_the_rest_of_the_week(bench):
    for title, due_on, owner in (("Niedziela", date(2026, 4, 26), ANNA), ("Poniedziałek", date(2026, 4, 27), ANNA),
                                 ("Cudze", TODAY, PIOTR), ("Bez terminu", None, ANNA)):
        tasks.create(bench, title=title, due_on=due_on, owner_id=owner)
    tasks.create(bench, title="Zrobione", due_on=TODAY, status="completed")
    tasks.create(bench, title="Pilne rano", due_on=TODAY, due_time="08:00", priority="urgent")
    day = day_of(bench)
    assert titles(day.today) == ["Pilne rano", "Zadzwonić w sprawie spotkania"]
    assert titles(day.overdue) == ["Wysłać katalog"]
    assert titles(day.week) == ["Przygotować zestawienie", "Niedziela"]


def test_a_long_pile_is_counted_whole_and_shown_in_part(bench):
    for number in range(MOST_TASKS + 3):
        tasks.create(bench, title=f"Zaległe {number}", due_on=TODAY - timedelta(days=1))
    day = day_of(bench)
    assert (len(day.overdue.tasks), day.overdue.count) == (MOST_TASKS, MOST_TASKS + 4)


def test_only_one_s_own_open_opportunities_count(bench):
    opportunities.create(bench, name="Cudza", account_id=SWIT, pipeline_id=B2B, owner_id=PIOTR, value_gr=100)
    transitions.mark_lost(bench, opportunity_id=1, lost_reason="price", closed_on=TODAY)
    day = day_of(bench)
    assert [one.name for one, _stage in day.opportunities] == ["Lampy do hurtowni"]
    assert (day.sums.count, day.sums.sum_gr, day.sums.weighted_gr) == (1, 450_000, 180_000)
    assert day.next[2].title == "Wysłać katalog"


def test_unread_messages_stand_on_the_desk_newest_first(bench):
    for number in range(7):
        bench.add(Message(direction="incoming", sender="ewa@swit.example", recipients=[], subject=f"List {number}", body="",
                          status="received", read_on=TODAY if number == 6 else None))
    day = day_of(bench)
    assert day.unread == 6
    assert [message.subject for message in day.messages] == ["List 5", "List 4", "List 3", "List 2", "List 1"]


def test_a_task_is_completed_at_the_desk_and_one_stays_there(client, sandbox):
    answer = send(client, "/", "task.complete")
    assert answer.headers["Location"].endswith("/")
    assert sandbox.snapshot().state["task"][1]["status"] == "completed"
    assert "(0)" in page(client, "/").select_one("#due-today").text
