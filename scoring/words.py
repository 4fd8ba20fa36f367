"""Polish words for records, fields and values, so that a rationale reads as a member of the committee would write it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from app.polish.amounts import format_pln, format_quantity
from app.polish.dates import format_date
from sandbox_crm.snapshot import Row, State
from scoring.checks.fields import TABLES

RECORDS = {
    "account": "konto klienta", "contact": "osoba kontaktowa", "consent": "zgoda", "verification": "weryfikacja danych",
    "segment": "segment", "segment_member": "członek segmentu", "product": "produkt", "pipeline": "lejek", "stage": "etap",
    "stage_task": "zadanie etapu", "sales_goal": "cel sprzedaży", "opportunity": "szansa sprzedaży",
    "opportunity_contact": "osoba przy szansie", "opportunity_line": "pozycja szansy", "stage_change": "zmiana etapu",
    "offer_template": "szablon oferty", "offer": "oferta", "offer_line": "pozycja oferty", "message": "wiadomość",
    "task": "zadanie", "interaction": "zdarzenie w historii", "saved_view": "zapisany widok", "report": "raport",
    "report_run": "wygenerowany raport", "import_run": "import", "import_row": "wiersz importu",
    "sales_user": "pracownik", "register_entry": "wpis w rejestrze", "dictionary_entry": "pozycja słownika",
    "setting": "ustawienie", "stored_file": "plik",
}
FIELDS = {
    "name": "nazwa", "kind": "rodzaj", "status": "status", "nip": "NIP", "regon": "REGON", "krs": "KRS", "email": "e-mail",
    "phone": "telefon", "mobile": "telefon komórkowy", "street": "ulica", "house_no": "numer domu",
    "flat_no": "numer lokalu", "postcode": "kod pocztowy", "city": "miejscowość", "source": "źródło danych",
    "acquisition_method": "metoda pozyskania", "preferred_channel": "preferowany kanał", "owner_id": "opiekun",
    "legal_form": "forma prawna", "industry": "branża", "website": "strona internetowa", "description": "opis",
    "merged_into_id": "połączone z", "account_id": "konto klienta", "contact_id": "osoba kontaktowa",
    "first_name": "imię", "last_name": "nazwisko", "full_name": "imię i nazwisko", "title": "tytuł", "notes": "uwagi",
    "note": "notatka", "stage_id": "etap", "pipeline_id": "lejek", "value_gr": "wartość netto",
    "weighted_gr": "wartość ważona", "value_source": "źródło wartości", "probability": "prawdopodobieństwo",
    "expected_close": "planowane zamknięcie", "closed_on": "data zamknięcia", "opened_on": "data utworzenia",
    "lost_reason": "powód przegranej", "lost_note": "opis powodu", "next_step": "następny krok", "goal_id": "cel sprzedaży",
    "primary_contact_id": "główna osoba kontaktowa", "product_id": "produkt", "qty_milli": "ilość",
    "price_net_gr": "cena netto", "discount_pct": "rabat", "net_gr": "wartość netto", "vat_gr": "VAT",
    "gross_gr": "wartość brutto", "issued_on": "data wystawienia", "valid_until": "ważność", "priority": "priorytet",
    "percent": "stopień realizacji", "start_on": "data rozpoczęcia", "due_on": "termin", "due_time": "godzina",
    "done_on": "data wykonania", "opportunity_id": "szansa sprzedaży", "stage_task_id": "zadanie etapu",
    "mandatory": "obowiązkowe", "happened_on": "data zdarzenia", "subject": "temat", "body": "treść", "result": "wynik",
    "offer_id": "oferta", "message_id": "wiadomość", "metric": "miara celu", "target_value": "wartość docelowa",
    "baseline_value": "wartość wyjściowa", "date_from": "początek okresu", "date_to": "koniec okresu",
    "specific": "treść celu", "achievable_why": "uzasadnienie osiągalności", "relevant_why": "uzasadnienie istotności",
    "segment_id": "segment", "channel": "kanał", "purpose": "cel", "mode": "sposób utworzenia",
    "exit_condition": "warunek wyjścia", "entry_condition": "warunek wejścia", "expected_days": "planowany czas etapu",
    "offset_days": "przesunięcie w dniach", "offset_from": "liczone od", "workdays_only": "tylko dni robocze",
    "responsible_id": "osoba odpowiedzialna", "validity_days": "okres ważności", "template_id": "szablon oferty",
    "lost": "przegrana", "verified_at": "data weryfikacji", "verified_on": "data weryfikacji", "date_field": "pole daty",
    "date_bucket": "okres", "group_by": "grupowanie", "entity": "przedmiot raportu", "conclusion": "wniosek",
    "why_kind": "uzasadnienie rodzaju", "recipients": "adresaci", "is_primary": "główna osoba", "active": "aktywność",
    "do_not_call": "zakaz telefonowania", "decision_role": "rola w decyzji", "needed_fields": "potrzebne dane",
}
CODES = {
    "company": "firma", "sole_trader": "działalność jednoosobowa", "person": "osoba", "institution": "instytucja",
    "prospect": "potencjalny", "active": "aktywny", "inactive": "nieaktywny", "low": "niski", "normal": "normalny",
    "high": "wysoki", "urgent": "pilny", "not_started": "nie rozpoczęto", "in_progress": "w toku", "on_hold": "wstrzymano",
    "completed": "zakończono", "cancelled": "anulowano", "open": "otwarty", "won": "wygrana", "lost": "przegrana",
    "draft": "szkic", "ready": "gotowa", "sent": "wysłana", "accepted": "zaakceptowana", "rejected": "odrzucona",
    "expired": "wygasła", "bounced": "zwrócona", "received": "odebrana", "phone": "telefon", "email": "e-mail",
    "meeting": "spotkanie", "offer": "oferta", "other": "inne", "visit": "wizyta", "post": "poczta",
    "granted": "udzielona", "refused": "odmowa", "withdrawn": "wycofana", "not_asked": "nie pytano", "table": "tabela",
    "pivot": "tabela przestawna", "bar": "wykres słupkowy", "stacked_bar": "wykres słupkowy skumulowany",
    "line": "wykres liniowy", "pie": "wykres kołowy", "funnel": "lejek", "figure": "pojedyncza liczba",
    "opportunity": "szanse sprzedaży", "account": "konta klientów", "task": "zadania", "manual": "ręczna",
    "lines": "z pozycji", "static": "lista", "rule": "reguła",
}
NOTHING = "(puste)"
_LONGEST = 160


def record_words(state: State, table: str, key: int | None) -> str:
    """A record as people name it: ``konto klienta „Świt sp. z o.o.”``."""
    row = state.get(table, {}).get(key) if key is not None else None
    noun = RECORDS.get(table, table)
    name = name_of(row) if row else ""
    return f"{noun} „{name}”" if name else f"{noun} nr {key}"


def name_of(row: Row) -> str:
    """What a row is called on the screens; empty where it has no name."""
    if row.get("first_name") is not None and row.get("last_name") is not None:
        return f"{row['first_name']} {row['last_name']}".strip()
    for field in ("number", "name", "title", "subject", "key", "label", "file_name"):
        if row.get(field):
            return f"{row[field]}" if field != "number" or not row.get("name") else f"{row['number']} {row['name']}"
    return ""


def field_words(path: str) -> str:
    """A field's Polish name, by the last step of its path."""
    last = path.rpartition(".")[2]
    return FIELDS.get(last, FIELDS.get(f"{last}_id", path))


def value_words(state: State, kind: str, value: Any) -> str:
    """A value as it stands on the screens."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return "tak" if value else "nie"
    if kind.startswith("ref:") and isinstance(value, int):
        table = kind.removeprefix("ref:")
        row = state.get(table, {}).get(value)
        return (name_of(row) if row else "") or f"{RECORDS.get(table, table)} nr {value}"
    if isinstance(value, list | tuple | set):
        return ", ".join(value_words(state, kind, item) for item in value) or NOTHING
    if kind == "money" and isinstance(value, int):
        return format_pln(value)
    if kind == "quantity" and isinstance(value, int):
        return format_quantity(value)
    if kind == "percent":
        return f"{number_words(value)}%"
    if kind == "code":
        return CODES.get(value, str(value))
    if kind == "date" and isinstance(value, str):
        return _day(value)
    return number_words(value) if isinstance(value, int | Decimal) else _short(str(value))


def number_words(value: Any) -> str:
    """A number with the decimal comma."""
    return str(value).replace(".", ",")


def listed(words: list[str], most: int = 5) -> str:
    """Things in a row, the rest counted: ``A, B, C i 4 inne``."""
    shown = ", ".join(words[:most])
    return shown if len(words) <= most else f"{shown} oraz inne (razem {len(words)})"


def entries_words(seqs: tuple[int, ...]) -> str:
    """Where in the journal: ``wpis 12``, ``wpisy 12, 15``; empty for none."""
    if not seqs:
        return ""
    shown = ", ".join(str(seq) for seq in seqs[:6]) + (" i dalsze" if len(seqs) > 6 else "")
    return f"{'wpis' if len(seqs) == 1 else 'wpisy'} {shown} w dzienniku"


def _day(value: str) -> str:
    try:
        return format_date(date.fromisoformat(value))
    except ValueError:
        return value


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST].rstrip() + "…"


def known_tables() -> frozenset[str]:
    """Tables that have a Polish name; a test holds this against all tables."""
    return frozenset(TABLES) & frozenset(RECORDS)
