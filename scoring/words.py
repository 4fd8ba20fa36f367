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
    "done_on": "data wykonania", "opportunity_id": "szansa sprzedaży",
    "stage_task_id": "zadanie etapu", "stage_task_version": "wersja zadania etapu",
    "mandatory": "obowiązkowe", "happened_on": "data zdarzenia", "subject": "temat", "body": "treść", "result": "wynik",
    "offer_id": "oferta", "message_id": "wiadomość", "metric": "miara celu", "target_value": "wartość docelowa",
    "baseline_value": "wartość wyjściowa", "date_from": "początek okresu", "date_to": "koniec okresu",
    "specific": "treść celu", "achievable_why": "uzasadnienie osiągalności", "relevant_why": "uzasadnienie istotności",
    "segment_id": "segment", "channel": "kanał", "purpose": "cel", "mode": "sposób utworzenia",
    "exit_condition": "warunek wyjścia", "entry_condition": "warunek wejścia", "expected_days": "planowany czas etapu",
    "offset_days": "przesunięcie w dniach", "offset_from": "liczone od", "workdays_only": "tylko dni robocze",
    "responsible_id": "osoba odpowiedzialna", "validity_days": "okres ważności", "template_id": "szablon oferty",
    "lost": "przegrana", "verified_at": "data weryfikacji", "verified_on": "data weryfikacji", "date_field": "pole daty",
    "date_bucket": "okres", "empty_periods": "okresy bez zapisów", "group_by": "grupowanie",
    "sort_by": "kolejność", "sort_down": "kolejność malejąca", "top": "liczba pierwszych pozycji",
    "created_at": "data dodania do CRM",
    "entity": "przedmiot raportu", "conclusion": "wniosek",
    "why_kind": "uzasadnienie rodzaju", "recipients": "adresaci", "is_primary": "główna osoba", "active": "aktywność",
    "do_not_call": "zakaz telefonowania", "decision_role": "rola w decyzji", "needed_fields": "potrzebne dane",
    "client_type": "typ klienta", "product_scope": "zakres produktów", "sales_form": "forma sprzedaży",
    "stage.position": "kolejność etapu w lejku", "position": "kolejność", "number": "numer", "measures": "miary",
    "role": "rola", "code": "kod", "label": "etykieta", "key": "klucz", "value": "wartość", "voivodeship": "województwo",
    "county": "powiat", "commune": "gmina", "corr_street": "ulica do korespondencji",
    "corr_house_no": "numer domu do korespondencji", "corr_flat_no": "numer lokalu do korespondencji",
    "corr_postcode": "kod pocztowy do korespondencji", "corr_city": "miejscowość do korespondencji",
    "corr_country": "kraj do korespondencji", "pkd": "PKD", "nip_status": "status NIP", "entity_type": "rodzaj podmiotu",
    "started_on": "data rozpoczęcia działalności", "suspended_on": "data zawieszenia",
    "ended_on": "data zakończenia działalności",
    "short_name": "nazwa skrócona", "vat_eu": "numer VAT UE", "size_bucket": "wielkość firmy",
    "annual_revenue_gr": "roczny przychód", "country": "kraj", "duplicate_reason": "powód powtórzenia", "department": "dział",
    "anonymised_at": "data anonimizacji", "legal_basis": "podstawa prawna", "obtained_on": "data udzielenia zgody",
    "withdrawn_on": "data wycofania zgody", "evidence": "dowód zgody", "user_id": "pracownik", "results": "wyniki weryfikacji",
    "accepted_fields": "przyjęte dane", "category": "kategoria", "unit": "jednostka", "vat_code": "stawka VAT",
    "is_default": "domyślność", "gate": "warunek przejścia", "rule": "reguła segmentu", "product_category": "kategoria produktu",
    "duration_days": "czas trwania w dniach", "file_name": "nazwa pliku", "encoding": "kodowanie pliku",
    "delimiter": "znak rozdzielający", "sheet": "arkusz", "mapping": "przypisanie kolumn", "defaults": "wartości domyślne",
    "match_by": "pole dopasowania", "created_count": "liczba utworzonych", "updated_count": "liczba zaktualizowanych",
    "skipped_count": "liczba pominiętych", "error_count": "liczba błędów", "undone_at": "cofnięcie importu",
    "row_no": "numer wiersza", "action": "czynność", "errors": "błędy", "probability_manual": "prawdopodobieństwo ręczne",
    "stage_entered_on": "data wejścia na etap", "from_stage_id": "etap początkowy", "to_stage_id": "etap docelowy",
    "changed_on": "data zmiany", "changed_at": "chwila zmiany", "days_in_from": "liczba dni na etapie", "reason": "powód",
    "version": "wersja", "blocks": "części szablonu", "template_version": "wersja szablonu", "tag_values": "wartości tagów",
    "unresolved_tags": "tagi bez wartości", "file_id": "plik", "sent_at": "chwila wysłania", "sent_on": "data wysłania",
    "direction": "kierunek", "sender": "nadawca", "cc": "kopia do", "attachment_ids": "załączniki",
    "in_reply_to_id": "odpowiedź na wiadomość", "read_on": "data odczytania", "corrects_id": "sprostowanie wpisu",
    "origin": "pochodzenie wpisu", "added_by_id": "osoba dodająca", "color": "kolor",
    "filters": "warunki", "sort": "sortowanie", "columns": "kolumny", "compare": "porównanie", "report_id": "raport",
    "ran_at": "chwila wygenerowania", "as_of": "stan na dzień", "totals": "sumy", "rows": "wiersze",
    "import_run_id": "import", "register_entry_id": "wpis w rejestrze",
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
#: tags of offer templates as a member of the committee calls them
TAGS = {
    "account.name": "nazwa klienta", "account.short_name": "nazwa skrócona klienta", "account.address": "adres klienta",
    "account.corr_address": "adres klienta do korespondencji",
    "account.street": "ulica klienta", "account.postcode": "kod pocztowy klienta", "account.city": "miejscowość klienta",
    "account.nip": "NIP klienta", "account.regon": "REGON klienta", "account.email": "e-mail klienta",
    "account.phone": "telefon klienta", "contact.full_name": "imię i nazwisko osoby kontaktowej",
    "contact.first_name": "imię osoby kontaktowej", "contact.last_name": "nazwisko osoby kontaktowej",
    "contact.title": "stanowisko osoby kontaktowej", "contact.department": "dział osoby kontaktowej",
    "contact.email": "e-mail osoby kontaktowej", "contact.phone": "telefon osoby kontaktowej",
    "contact.mobile": "telefon komórkowy osoby kontaktowej", "opportunity.number": "numer szansy",
    "opportunity.name": "nazwa szansy", "opportunity.value": "wartość szansy",
    "opportunity.expected_close": "planowane zamknięcie szansy", "opportunity.next_step": "następny krok",
    "opportunity.description": "opis szansy", "offer.number": "numer oferty", "offer.issued_on": "data wystawienia oferty",
    "offer.valid_until": "data ważności oferty", "offer.validity_days": "okres ważności oferty", "offer.net": "wartość netto",
    "offer.vat": "kwota VAT", "offer.gross": "wartość brutto", "offer.gross_words": "wartość brutto słownie",
    "owner.name": "imię i nazwisko opiekuna", "owner.role": "stanowisko opiekuna", "owner.email": "e-mail opiekuna",
    "seller.name": "nazwa sprzedawcy", "seller.address": "adres sprzedawcy", "seller.nip": "NIP sprzedawcy",
    "seller.regon": "REGON sprzedawcy", "seller.krs": "KRS sprzedawcy", "seller.phone": "telefon sprzedawcy",
    "seller.email": "e-mail sprzedawcy", "seller.website": "strona internetowa sprzedawcy",
    "seller.bank_account": "rachunek bankowy sprzedawcy",
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
    """A field's Polish name, by the last step of its path; a name at the end of a link is called as the link is."""
    before, _, last = path.rpartition(".")
    if path in FIELDS:
        return FIELDS[path]
    if before and last in ("name", "full_name"):
        return field_words(before)
    return FIELDS.get(last, FIELDS.get(f"{last}_id", path))


def tag_words(tag: str) -> str:
    """A tag of an offer template by what it puts in: ``numer oferty``; an unknown one as typed."""
    return TAGS.get(tag, f"„{tag}”")


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


def sentence(words: str) -> str:
    """The words closed by one full stop, also after ``sp. z o.o.`` and ``2025 r.``"""
    return words if words.endswith((".", ".”", "?", "…")) else f"{words}."


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
