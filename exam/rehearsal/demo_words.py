"""Who plays in the demonstration and what they wrote down. Invented people; the words are as real ones would be."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from app.identity import Role
from exam.rehearsal.judging import Agreed, Given
from exam.sittings.models import Function

INSTITUTION = {
    "institution.name": "Instytucja Pokazowa (demonstracja, dane zmyślone)",
    "institution.address": "ul. Przykładowa 1, 60-001 Poznań",
    "institution.code": "DEMO", "institution.place": "Poznań", "institution.legal_decision": "dokument "
                    "demonstracyjny, bez mocy prawnej",
}
PLACE = "Poznań, ul. Przykładowa 1, sala 12 (demonstracja)"


@dataclass(frozen=True)
class Staff:
    """A person of the staff: what they are called in the table, the account, the function in the sitting.

    ``free_for``: a function the person has proofs for and does not hold, so that a second sitting can be given a committee.
    """

    role: str
    login: str
    name: str
    roles: tuple[Role, ...]
    note: str
    function: Function | None = None
    free_for: Function | None = None


STAFF = (
    Staff("administrator", "administrator", "Zofia Pawlik", (Role.ADMINISTRATOR,), "ustawienia instytucji, konta pracowników"),
    Staff("coordinator", "koordynator", "Marek Wiśniewski", (Role.COORDINATOR,),
          "sesja walidacyjna, zgłoszenia, komisje, wyznaczenie osoby rozpatrującej odwołanie"),
    Staff("operator", "operator", "Ewa Kaczmarek", (Role.OPERATOR,),
          "pulpit stanowisk: tożsamość, otwarcie testu, czas, dziennik zdarzeń", Function.OPERATOR),
    Staff("chair", "przewodniczaca", "Anna Lewandowska", (Role.ASSESSOR,), "karta oceny do wypełnienia, "
                    "obserwacja, rozmowa, decyzje",
          Function.CHAIR),
    Staff("member", "czlonek", "Piotr Zieliński", (Role.ASSESSOR,), "druga karta oceny tej samej sprawy", Function.MEMBER),
    Staff("reserve", "rezerwa", "Joanna Mazur", (Role.ASSESSOR,),
          "zastępuje członka, który przygotowywał kandydata", Function.RESERVE),
    Staff("chair_free", "przewodniczacy2", "Tomasz Wilk", (Role.ASSESSOR,),
          "nie zasiada dzisiaj; może przewodniczyć komisji w sesji zaplanowanej samodzielnie", free_for=Function.CHAIR),
    Staff("member_free", "czlonek2", "Halina Sroka", (Role.ASSESSOR,),
          "nie zasiada dzisiaj; może zasiąść w komisji w sesji zaplanowanej samodzielnie", free_for=Function.MEMBER),
    Staff("certifier", "certyfikacja", "Robert Kowalczyk", (Role.CERTIFIER,), "zatwierdza pozytywną decyzję i wydaje certyfikat"),
    Staff("reviewer", "odwolania", "Barbara Jankowska", (Role.REVIEWER,), "rozpatruje odwołanie, gdy zostanie wyznaczona"),
    Staff("reviewer_ineligible", "trener", "Grzegorz Adamski", (Role.REVIEWER,),
          "prowadził szkolenie Pawła Dudka, więc system nie pozwoli wyznaczyć go w tej sprawie"),
)


@dataclass(frozen=True)
class Story:
    """One candidate: who, how far the case goes, and what went wrong on the way.

    ``spoiled``: criterion -> occasions of the work that were spoiled; ``mistakes``: criterion -> wrong answers in the test.
    ``notes``: (member 0 or 1, minute, task, criterion, text); ``marks``: per member; ``agreed``: rows talked over.
    """

    key: str
    first_name: str
    last_name: str
    birth: str
    until: str
    organiser: str = ""
    trainer: str = ""
    mistakes: dict[str, int] = field(default_factory=dict)
    spoiled: dict[str, tuple[int, ...]] = field(default_factory=dict)
    notes: tuple[tuple[int, int, str, str | None, str], ...] = ()
    marks: tuple[dict[str, Given], ...] = ({}, {})
    agreed: dict[str, Agreed] = field(default_factory=dict)


def _not(note: str) -> Given:
    return Given("not_met", note)


def _met(note: str) -> Given:
    return Given("met", note)


STORIES = (
    Story("waiting", "Julia", "Sikora", "1998-03-14", "admitted", "Akademia Sprzedaży Wielkopolska", "Irena Bielak"),
    Story("waiting_checked", "Michał", "Bąk", "1991-11-02", "identity"),
    Story("in_test", "Oliwia", "Wrona", "2001-07-29", "test", "Akademia Sprzedaży Wielkopolska", "Irena Bielak",
          mistakes={"1.1.a": 1, "1.1.b": 1}),
    Story("in_practice", "Tomasz", "Gajda", "1987-01-20", "practice", "Kursy CRM Północ", "Piotr Zieliński",
          mistakes={"1.2.a": 1}, notes=(
        (0, 4, "Z1", "1.2.e", "Porównuje kartę konta z rejestrem pole po polu, dopiero potem zapisuje."),)),
    Story("to_mark", "Natalia", "Kurek", "1995-05-17", "frozen", mistakes={"1.1.e": 1, "1.3.a": 1, "1.3.b": 1},
          spoiled={"2.3.c": (1,)}, notes=(
        (0, 22, "Z3", "2.1.a", "Wartość wyjściową celu odczytuje z raportu, a nie z pamięci."),
        (1, 97, "Z9", "2.3.c", "Przy pierwszym odczycie nie zawęziła listy do wskazanego okresu."))),
    Story("negative", "Paweł", "Dudek", "1983-09-08", "announced", "Kursy CRM Północ", "Grzegorz Adamski",
          mistakes={"1.1.c": 5, "1.3.a": 3, "1.1.d": 1, "1.3.c": 1}, spoiled={"2.2.d": (1, 2), "2.5.e": (1, 2)}, notes=(
              (0, 9, "Z1", "1.2.e", "Sprawdza numery w rejestrze przed zapisem, wpis uzupełnia uwagą o źródle."),
              (1, 41, "Z4", "2.1.b", "Etapy przepisuje z wzoru, po czym poprawia nazwę jednego z nich bez "
                              "zmiany warunku wyjścia."),
              (0, 73, "Z7", "2.2.d", "Wysyła ofertę, zamyka okno i przechodzi do następnego zadania. Historii "
                              "klienta nie otwiera."),
              (1, 104, "Z10", "2.5.e", "Wybiera wykres z listy bez podglądu innych rodzajów."),
              (0, 106, "Z10", "2.5.e", "Pole z uzasadnieniem rodzaju prezentacji pozostawia puste.")),
          marks=({
              "1.3.a": _met("Po pytaniach uzupełniających rozróżnia dane osobowe, dane firm i dane szczególnie chronione."),
              "1.3.b": _met("Wyjaśnia podstawę i cel przetwarzania na przykładzie listy z targów."),
              "1.3.c": _met("Wymienia uprawnienia, kopie zapasowe i blokowanie ekranu, każdą zasadę z przykładem."),
              "2.1.b": _met("Nazwy i warunki wyjścia obu lejków odpowiadają typowi klienta."),
              "2.2.d": _not("Obie oferty wysłano, lecz w historii zdarzeń klientów nie ma wpisu o wysłaniu."),
              "2.5.e": _not("Udział czterech kwartałów pokazano wykresem kołowym, a przyczyny przegranych "
                              "linią; bez uzasadnienia wyboru."),
              "2.3.e": _met("Poprawnie omawia, na którym etapie leży największa wartość i co z tego wynika."),
          }, {
              "1.3.a": _met("Odpowiedzi uzupełniające pełne, z własnymi przykładami."),
              "1.3.c": _met("Odpowiedź krótka, ale wskazuje trzy niezależne sposoby zabezpieczenia."),
              "2.1.b": _not("Zmieniona nazwa etapu w lejku serwisowym nie zgadza się z jego warunkiem wyjścia."),
              "2.2.d": _not("Brak rejestracji operacji w historii przy obu wysyłkach, choć zadanie Z7 wprost o nią prosi."),
              "2.5.e": _not("Żaden z dwóch raportów nie ma formy dobranej do celu; wykres liniowy łączy "
                              "kategorie bez kolejności."),
          }),
          agreed={"2.1.b": Agreed("met", None, "Warunki wyjścia wszystkich etapów są zgodne z poleceniem, a "
                          "zmieniona nazwa jednego etapu "
                                  "nie zmienia jego znaczenia dla tego typu klienta.")}),
    Story("positive", "Alicja", "Zawadzka", "1990-12-03", "announced", mistakes={"1.1.b": 3, "1.1.d": 2, "1.2.a": 1},
          spoiled={"2.4.b": (1,)}, notes=(
        (1, 12, "Z1", "1.2.e", "Zauważa drugą kartę tego samego klienta i łączy je dopiero po porównaniu danych."),
        (0, 47, "Z4", "2.1.e", "Terminy zadań ustala od daty wejścia w etap; dla instytucji liczy tylko dni robocze."),
        (0, 62, "Z5", "2.4.b", "Czynność dopisuje od razu po zmianie etapu; przy jednej szansie ją pomija."),
        (1, 101, "Z10", "2.5.a", "Przed utworzeniem raportu głośno ustala, które kwartały są porównywane.")),
          marks=({
              "1.1.b": _met("W rozmowie dobiera źródła do obu podanych przypadków i uzasadnia wybór."),
              "1.3.b": _met("Zatrzymałaby wysyłkę do czasu ustalenia zgód; podaje podstawę przetwarzania."),
              "2.3.e": _met("Wskazuje wartość i wartość ważoną, omawia różnicę między etapami."),
              "2.4.b": _met("Druga okazja pełna: obie czynności z terminem i osobą odpowiedzialną."),
          }, {
              "1.1.b": _met("Odpowiedzi na pytania uzupełniające poprawne."),
              "1.3.c": _met("Rozróżnia zabezpieczenia techniczne i organizacyjne."),
              "2.1.a": _met("Oba cele mierzalne, z wartością wyjściową i terminem."),
          })),
    Story("certified", "Karolina", "Maj", "1993-04-26", "certified", "Akademia Sprzedaży Wielkopolska", "Irena "
                    "Bielak", mistakes={"1.3.a": 1}, notes=(
        (0, 30, "Z3", "2.1.a", "Cel uzasadnia liczbami z poprzednich kwartałów."),
        (1, 88, "Z8", "2.3.b", "Reklamację oznacza jako pilną, oględziny przesuwa na koniec listy.")),
          marks=({"2.1.a": _met("Cele kompletne, z uzasadnieniem osiągalności.")},
                 {"1.3.b": _met("Odpowiedź pełna, bez pytań dodatkowych.")})),
)

INCIDENTS = (
    ("late", "waiting_checked", 32, "Kandydat przyszedł po otwarciu testu. Czeka na otwarcie, czas policzy się w całości."),
    ("printer", None, 118, "Zacięcie papieru w drukarce sali. Usunięte po 3 minutach, wydruki kandydatów kompletne."),
    ("question", "negative", 164, "Pytanie o sposób zapisania odpowiedzi liczbowej. Odpowiedziano zgodnie z "
                    "instrukcją na ekranie."),
)


def summary(number: int, member: int, points: list[dict[str, Any]], ticked: list[str]) -> str:
    """How a member summarises an answer: the points heard, or how the answer went."""
    if member == 0:
        return "W odpowiedzi: " + " ".join(point["text"] for point in points if point["id"] in ticked)
    course = ("Odpowiedź samodzielna.", "Odpowiedź po jednym pytaniu dodatkowym.", "Odpowiedź poparta "
                    "przykładem z pracy.")[number % 3]
    return f"Poruszono {len(ticked)} z {len(points)} oczekiwanych kwestii. {course}"
