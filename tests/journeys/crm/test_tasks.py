"""2.3: lists of tasks, priorities and how far tasks have come; a call in the history."""

from tests.journeys.crm.rooms import work
from tests.journeys.crm.test_customers import only
from tests.sandbox_crm.seed import ANNA, PIOTR, SWIT


def test_2_3_a_the_tasks_of_some_days_are_listed_and_kept_as_a_view(hands, company):
    titles = work.list_between(hands, "2026-04-20", "2026-04-24")
    due = {
        task["title"]
        for task in company.state()["task"].values()
        if task["due_on"] and "2026-04-20" <= str(task["due_on"]) <= "2026-04-24" and task["status"] != "completed"
    }
    assert set(titles) == due and "Wysłać katalog" not in titles
    name = f"Ten tydzień ({hands.way})"
    work.keep_view(hands, name)
    assert only(company.state()["saved_view"], name=name)["entity"] == "task"


def test_2_3_a_overdue_tasks_are_found(hands, company, counted):
    titles = work.overdue(hands)
    counted("Overdue tasks found")
    assert titles == ["Wysłać katalog"]
    assert str(only(company.state()["task"], title="Wysłać katalog")["due_on"]) < "2026-04-20"


def test_2_3_a_a_task_is_made_for_a_colleague(hands, company, counted):
    title = f"Sprawdzić stan magazynu ({hands.way})"
    work.add_task(hands, Zadanie=title, Termin="2026-05-12", Opiekun="Piotr Żak")
    counted("A task for a colleague")
    made = only(company.state()["task"], title=title)
    assert (made["owner_id"], str(made["due_on"])) == (PIOTR, "2026-05-12")


def test_2_3_b_priorities_are_set(hands, company):
    titles = [f"Priorytet {hands.way} {letter}" for letter in "AB"]
    made = [company.given("task.create", title=title, kind="other", priority="normal", owner_id=ANNA) for title in titles]
    work.set_priority(hands, titles, {"mouse": "pilny", "keyboard": "wysoki"}[hands.way])
    tasks = company.state()["task"]
    assert {tasks[one]["priority"] for one in made} == {{"mouse": "urgent", "keyboard": "high"}[hands.way]}


def test_2_3_c_how_far_a_task_has_come_is_read(hands, company):
    title = f"Wycena ({hands.way})"
    made = company.given(
        "task.create", title=title, kind="offer", priority="normal", owner_id=ANNA, status="in_progress", percent=35
    )
    status, percent = work.progress(hands, title)
    task = company.state()["task"][made]
    assert (status, percent) == ("w toku", f"{task['percent']}%") and task["percent"] == 35


def test_2_3_a_a_task_goes_to_another_day_and_hour_in_the_calendar(hands, company):
    title = f"Przegląd umowy ({hands.way})"
    made = company.given("task.create", title=title, owner_id=ANNA, due_on=company.day("2026-06-08"), due_time="09:30")
    work.week_of(hands, "2026-06-08")
    before = company.state()
    keys = ["ArrowRight", "ArrowRight", "ArrowDown", "ArrowDown"]
    work.shift(hands, title, "2026-06-10", "11", keys, give_up=True)
    assert company.state() == before
    work.shift(hands, title, "2026-06-10", "11", keys)
    task = company.state()["task"][made]
    assert (str(task["due_on"]), task["due_time"]) == ("2026-06-10", "11:00")


def test_2_2_d_a_call_is_recorded_in_the_history(hands, company, counted):
    subject = f"Rozmowa o dostawie ({hands.way})"
    work.record_event(
        hands,
        "Świt sp. z o.o.",
        **{"Rodzaj zdarzenia": "Rozmowa telefoniczna", "Temat": subject, "Wynik, ustalenia": "oddzwonić"},
    )
    counted("A phone call in an account's history")
    event = only(company.state()["interaction"], subject=subject)
    assert (event["kind"], event["account_id"], event["deleted_at"]) == ("phone", SWIT, None)
