"""2.1: SMART goals, stages, the tasks of stages and their dates."""

import pytest

from tests.journeys.crm.rooms import goals
from tests.journeys.crm.test_customers import only

STAGES = [
    {"Nazwa etapu": "Kontakt", "Prawdopodobieństwo": "20", "Oczekiwana liczba dni": "5"},
    {
        "Nazwa etapu": "Próba",
        "Prawdopodobieństwo": "50",
        "Warunek wyjścia": "próba odebrana",
        "Blokada wyjścia": "blokada do wykonania zadań obowiązkowych",
    },
]


@pytest.fixture
def pipeline(hands, company):
    """A pipeline of one's own, with two open stages."""
    name = f"Lejek {hands.way}"
    known = [one for one in company.state()["pipeline"].values() if one["name"] == name]
    if not known:
        company.given(
            "pipeline.create",
            name=name,
            stages=[
                {"name": "Kontakt", "probability": 20, "expected_days": 5},
                {"name": "Próba", "probability": 50, "expected_days": 7},
            ],
        )
    return name


def stages_of(state, name):
    """The stages of a pipeline in their order."""
    pipeline = only(state["pipeline"], name=name)
    return sorted(
        (one for one in state["stage"].values() if one["pipeline_id"] == pipeline["id"]), key=lambda one: one["position"]
    )


def test_2_1_a_a_goal_with_all_five_parts(hands, company):
    name = f"Lampy w drugim kwartale ({hands.way})"
    goals.add_goal(
        hands,
        {
            "Nazwa celu": name,
            "S – konkretny: co dokładnie ma być osiągnięte": "Sprzedaż lamp biurowych firmom z Lublina",
            "M – mierzalny: miara": "wartość wygranych szans",
            "Wartość docelowa": "120 000,00",
            "Poziom wyjściowy": "80 000,00",
            "A – osiągalny: dlaczego jest możliwy do osiągnięcia": "Dwie nowe hurtownie w rejonie",
            "R – istotny: dlaczego ma znaczenie": "Lampy dają największą marżę",
            "Produkt lub usługa": "L-100 Lampa biurowa",
            "T – określony w czasie: od": "2026-04-01",
            "do": "2026-06-30",
            "Osoba odpowiedzialna": "Anna Kowalczyk",
        },
    )
    goal = only(company.state()["sales_goal"], name=name)
    assert (goal["metric"], goal["target_value"], goal["baseline_value"]) == ("won_value", 120_000_00, 80_000_00)
    assert (str(goal["date_from"]), str(goal["date_to"]), goal["product_id"], goal["owner_id"]) == (
        "2026-04-01",
        "2026-06-30",
        1,
        1,
    )
    assert goal["specific"] and goal["achievable_why"] and goal["relevant_why"]


def test_2_1_b_stages_that_suit_a_kind_of_client(hands, company):
    name = f"Instytucje ({hands.way})"
    goals.add_pipeline(hands, STAGES, **{"Nazwa lejka": name, "Rodzaj klientów": "instytucje", "Forma sprzedaży": "u klienta"})
    state = company.state()
    pipeline = only(state["pipeline"], name=name)
    assert (pipeline["client_type"], pipeline["sales_form"]) == ("instytucje", "u klienta")
    made = [(one["name"], one["kind"], one["probability"], one["gate"]) for one in stages_of(state, name)]
    assert made == [
        ("Kontakt", "open", 20, "none"),
        ("Próba", "open", 50, "block"),
        ("Wygrana", "won", 100, "none"),
        ("Przegrana", "lost", 0, "none"),
    ]


def test_2_1_c_a_stage_is_added_and_takes_its_place(hands, company, pipeline):
    stage = f"Pomiar {hands.way}"
    goals.add_stage(hands, pipeline, **{"Nazwa etapu": stage, "Prawdopodobieństwo": "30"})
    goals.move_stage_up(hands, pipeline, stage)
    assert [one["name"] for one in stages_of(company.state(), pipeline)][:3] == ["Kontakt", stage, "Próba"]


def test_2_1_d_a_task_belongs_to_a_stage(hands, company, pipeline):
    title = f"Umówić pomiar ({hands.way})"
    goals.add_stage_task(
        hands,
        pipeline,
        "Kontakt",
        **{"Zadanie": title, "Rodzaj zadania": "telefon", "Priorytet": "wysoki", "Obowiązkowe przed wyjściem z etapu": True},
    )
    task = only(company.state()["stage_task"], title=title)
    assert (task["kind"], task["priority"], task["mandatory"]) == ("phone", "high", True)


def test_2_1_e_the_schedule_follows_working_days(hands, company, pipeline):
    title = f"Wysłać próbkę ({hands.way})"
    goals.add_stage_task(hands, pipeline, "Kontakt", **{"Zadanie": title, "Termin: liczba dni": "3", "Czas trwania (dni)": "2"})
    shown = goals.read_schedule(hands, pipeline, **{"Od daty": "2026-04-30"})
    row = next(row for row in shown if title in row)
    task = only(company.state()["stage_task"], title=title)
    assert (task["offset_days"], task["duration_days"], task["workdays_only"]) == (3, 2, True)
    assert "06.05.2026" in row  # 1 and 3 May are holidays, 2 May is a Saturday: three working days on from 30 April
