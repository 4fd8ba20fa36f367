"""The user's guide of the CRM for candidates and the public, in Polish: content, like the papers of the examination."""

from __future__ import annotations

#: what the CRM does, room by room: name of the room, what it is for
FUNCTIONS: tuple[tuple[str, str], ...] = (
    ("Pulpit", "Zadania na dziś i po terminie, otwarte szanse sprzedaży, nieprzeczytane wiadomości."),
    ("Konta", "Firmy, jednoosobowe działalności, osoby i instytucje: dane, weryfikacja, scalanie, edycja wielu naraz."),
    ("Osoby", "Osoby kontaktowe, zgody i podstawy kontaktu dla celu i kanału, karta danych osobowych, anonimizacja."),
    ("Segmenty", "Grupy kont albo osób: listy stałe i reguły z warunkami połączonymi przez „oraz” i „lub”."),
    ("Szanse", "Szanse sprzedaży jako lista i tablica etapów: wartość, prawdopodobieństwo, pozycje, wygrana, przegrana."),
    ("Lejki", "Lejki sprzedaży, ich etapy, warunki przejścia, zadania etapów i harmonogram."),
    ("Cele", "Cele sprzedaży w pięciu częściach SMART z bieżącą realizacją."),
    ("Zadania", "Lista i kalendarz zadań: zakresy dat, grupy, priorytety, procent realizacji, zapisane widoki."),
    ("Oferty", "Szablony z polami wypełnianymi przez system, oferty z VAT według stawek, plik PDF, kolejne wersje."),
    ("Produkty", "Produkty i usługi z ceną netto i stawką VAT."),
    ("Raporty", "Zestawienia z warunkami, grupowaniem i porównaniem; tabele i wykresy; zapis do PDF, XLSX i CSV."),
    ("Wiadomości", "Skrzynka nadawcza i odbiorcza systemu. Wiadomości nie opuszczają systemu."),
    ("Import", "Wczytanie pliku CSV lub XLSX: kolumny, podgląd bez zapisu, decyzje o duplikatach, raport, cofnięcie."),
    ("Rejestr", "Symulowany rejestr podmiotów do sprawdzania danych firm, bez połączenia z siecią."),
    ("Kosz", "Rekordy przeniesione do kosza i ich przywracanie."),
)
#: how the commonest things are done: what, steps
HOW_TO: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Jak dodać konto klienta", (
        "Otwórz „Konta” i wybierz „Dodaj konto” (klawisze Ctrl+Spacja).",
        "Wpisz nazwę i dane. Pola wymagane są oznaczone. Gdy konto może już istnieć, system pokaże podobne konta z powodem.",
        "Zapisz (Ctrl+S lub Ctrl+Enter).")),
    ("Jak wczytać plik z klientami", (
        "Otwórz „Import”, wybierz „Importuj plik” i wskaż plik CSV lub XLSX.",
        "Przypisz kolumny do pól. Kolumnę, której nie potrzebujesz, pomiń.",
        "Obejrzyj podgląd. Przy duplikatach wybierz: pomiń, aktualizuj albo utwórz.",
        "Wykonaj import. Raport podaje liczby i błędne wiersze; import można cofnąć.")),
    ("Jak przenieść szansę na inny etap", (
        "Na tablicy przeciągnij kartę albo wybierz z jej menu „Przenieś” i etap.",
        "Na stronie szansy wybierz etap na liście i użyj przycisku „Przenieś do etapu”.",
        "Przy przegranej podaj powód, przy wygranej wartość i datę zamknięcia.")),
    ("Jak przygotować i wysłać ofertę", (
        "Na stronie szansy wybierz „Generuj ofertę”, wskaż szablon i odbiorcę.",
        "Obejrzyj podgląd; system wypisuje pola, dla których brakuje danych.",
        "Wyślij ofertę wiadomością z załącznikiem.",
        "Zarejestruj wysłanie w historii klienta. To odrębna czynność: system nie zapisuje jej sam.")),
    ("Jak znaleźć rekord", (
        "Ctrl+/ przenosi do wyszukiwarki na górze ekranu. Wielkość liter i polskie znaki nie mają znaczenia.",
        "Strzałkami wybierz wynik, Enter otwiera jego stronę.")),
    ("Jak cofnąć czynność", (
        "Po usunięciu lub zmianie u dołu ekranu pojawia się przycisk „Cofnij” (Ctrl+Z). Cofnięcie jest nową czynnością.",
        "Rekordy przeniesione do kosza leżą w „Koszu” i można je przywrócić.")),
    ("Jak zbudować raport", (
        "Otwórz „Raporty”, wybierz „Dodaj raport” i wskaż, czego dotyczy.",
        "Wybierz kolumny, warunki, grupowanie, funkcje i sposób pokazania.",
        "„Generuj” zapisuje wynik na dziś; można go wydrukować i zapisać do pliku.")),
)
#: what everybody who judges or is judged should know about this system
NOTES: tuple[str, ...] = (
    "System nie rejestruje automatycznie wysyłania w historii klienta. Wysłanie wiadomości lub oferty i zapis zdarzenia "
    "w historii klienta są dwiema odrębnymi czynnościami użytkownika.",
    "System nie łączy się z siecią: wiadomości trafiają do wewnętrznej skrzynki, a rejestr podmiotów jest symulowany.",
    "System nie podpowiada rozwiązań, nie ocenia pracy w jej trakcie i nie wybiera za użytkownika rodzaju wykresu ani etapu.",
    "Każda czynność jest zapisywana w dzienniku, którego nie można zmienić; cofnięcie jest kolejnym wpisem.",
    "Data „dziś” jest datą scenariusza i nie zmienia się w czasie pracy.",
)
#: what waits in the practice company to be worked on
WAITING: tuple[str, ...] = (
    "W „Wiadomościach” leżą nowe wiadomości: dwie z plikami do wczytania, jedna z prośbą o sprawdzenie danych, jedna o tym, że "
    "przesyłki nie doręczono.",
    "Jedno konto i jedna osoba występują w CRM dwa razy. Rejestr podaje o kilku firmach co innego niż CRM.",
    "Część szans stoi na etapie dłużej, niż oczekiwano, a część zadań jest po terminie.",
    "Kilka ofert jest szkicami, a nie każda wysłana oferta ma wpis w historii klienta.",
    "Jeden cel sprzedaży jest szkicem i nie ma wszystkich części.",
)
KEYS: tuple[tuple[str, str], ...] = (
    ("Ctrl+S, Ctrl+Enter", "zapisz formularz"), ("Ctrl+Spacja", "nowy rekord"), ("Ctrl+/", "wyszukiwarka"),
    ("Ctrl+Z", "cofnij ostatnią czynność, gdy widać przycisk „Cofnij”"), ("Tab, Shift+Tab", "następne, poprzednie pole"),
    ("Esc", "zamknij okno lub listę"))
