"""The draft of a justification says what was required, established, relied on; the linter refuses an empty one."""

from __future__ import annotations

from dataclasses import replace

from scoring.justification import Closing, Fact, Unmet, draft, facts_of, problems, section, wanted_of
from tests.scoring.world import World

REQUIREMENT = "wprowadza wartość szansy sprzedaży"
UNMET = Unmet(
    "2.4.c",
    REQUIREMENT,
    (
        Fact(
            "W szansie „SZ/2026/0003 Archiwum” wpisano wartość 9,99 zł, a z pisma klienta wynika 12 500,00 zł netto.",
            "zapis pracy w systemie CRM (wpis 7 w dzienniku)",
        ),
    ),
    "wartość szansy 12 500,00 zł",
)
CLOSING = Closing(
    38,
    39,
    "Wynik pozytywny wymaga potwierdzenia wszystkich efektów uczenia się.",
    "",
    "Od decyzji przysługuje odwołanie w terminie 14 dni od doręczenia",
)


def test_the_draft_reads_as_a_whole_and_passes_its_own_linter() -> None:
    told = draft([UNMET], CLOSING)
    assert told == (
        "Komisja walidacyjna ustaliła, że 1 kryterium weryfikacji nie zostało spełnione. "
        "Poniżej wskazano, na czym oparto tę ocenę.\n\n"
        "Kryterium 2.4.c. Wymaganie: „wprowadza wartość szansy sprzedaży”.\n"
        "Ustalenia komisji: W szansie „SZ/2026/0003 Archiwum” "
        "wpisano wartość 9,99 zł, a z pisma klienta wynika 12 500,00 zł netto.\n"
        "Dowód: zapis pracy w systemie CRM (wpis 7 w dzienniku).\n"
        "Kryterium byłoby spełnione, gdyby stwierdzono: wartość szansy 12 500,00 zł.\n\n"
        "Za spełnione uznano 38 z 39 kryteriów weryfikacji.\n"
        "Wynik pozytywny wymaga potwierdzenia wszystkich efektów uczenia się.\n"
        "Od decyzji przysługuje odwołanie w terminie 14 dni od doręczenia."
    )
    assert problems(told, [UNMET]) == []


def test_numbers_take_their_polish_forms() -> None:
    told = [draft([UNMET] * count, CLOSING).split(". ")[0] for count in (1, 3, 5, 22)]
    assert [line.removeprefix("Komisja walidacyjna ustaliła, że ") for line in told] == [
        "1 kryterium weryfikacji nie zostało spełnione",
        "3 kryteria weryfikacji nie zostały spełnione",
        "5 kryteriów weryfikacji nie zostało spełnionych",
        "22 kryteria weryfikacji nie zostały spełnione",
    ]


def test_evidence_that_did_not_prevail_is_told() -> None:
    told = section(replace(UNMET, other=("W rozmowie wskazano właściwą kwotę, jednak nie wprowadzono jej do systemu",)))
    assert "Pozostałe dowody nie prowadzą do innej oceny: W rozmowie wskazano" in told


def test_a_criterion_left_out_without_fact_or_evidence_or_only_repeated_is_refused() -> None:
    assert any("2.4.c" in fault for fault in problems("Tekst bez kryterium. " * 10, [UNMET]))
    empty = replace(UNMET, facts=())
    told = problems(draft([empty], CLOSING), [empty])
    assert any("faktu" in fault for fault in told) and any("dowodu" in fault for fault in told)
    repeated = f"Kryterium 2.4.c: {REQUIREMENT}. Nie spełniono. " + "x" * 0
    assert any("powtarza" in fault for fault in problems(repeated, [UNMET]))
    assert any("za krótkie" in fault for fault in problems("2.4.c", [UNMET]))


def test_remarks_about_the_person_and_endless_sentences_are_refused() -> None:
    told = draft([UNMET], CLOSING)
    assert any("o osobie" in fault for fault in problems(f"{told} Kandydat jest leniwy.", [UNMET]))
    assert any("za długie" in fault for fault in problems(f"{told} {'słowo ' * 50}.", [UNMET]))


def test_facts_come_from_the_findings_of_the_sandbox(world: World) -> None:
    world.set("account", world.ids["#account/swit"], phone="501502504")
    check = {
        "id": "Z1.1",
        "criterion": "1.2.e",
        "kind": "field_equals",
        "record": "#account/swit",
        "fields": {"phone": "600300400"},
    }
    found = world.criterion(check)
    (fact,) = facts_of(found)
    assert "telefon: jest 501502504, powinno być 600300400" in fact.words
    assert fact.evidence == "zapis pracy w systemie CRM, reguła Z1.1 (wpis 1 w dzienniku)"
    unmet = Unmet("1.2.e", "aktualizuje dane klienta w bazie CRM", facts_of(found), wanted_of(found))
    assert problems(draft([unmet], CLOSING), [unmet]) == []
