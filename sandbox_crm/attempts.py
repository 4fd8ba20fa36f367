"""Attempts that the CRM refused: entries of the journal of their own, which change nothing and are no acts.

They say what was tried and why it was refused, in the words that stood on the screen. What was typed is not kept.
"""

from __future__ import annotations

from typing import Any

from sandbox_crm.bench import Refused, Workbench

MOST_SIGNS = 600
#: refusals that tell of an address or of a right, not of work that was tried
NOT_WORK = (403, 404)
#: what a command does, and to what (Polish, genitive)
_DOES = {
    "activate": "uruchomienie", "add": "dodanie", "add_contact": "dodanie osoby do", "anonymise": "usunięcie danych",
    "bulk_update": "zmiana zbiorcza", "complete": "zakończenie", "correct": "korekta", "create": "dodanie",
    "delete": "usunięcie", "delete_draft": "usunięcie szkicu", "duplicate": "powielenie", "generate": "wygenerowanie",
    "mark_lost": "oznaczenie jako przegranej", "mark_read": "oznaczenie jako przeczytanej",
    "mark_won": "oznaczenie jako wygranej",
    "merge": "scalenie", "move": "przeniesienie", "receive": "odbiór", "record": "zapisanie",
    "remove_contact": "odłączenie osoby od",
    "reopen": "ponowne otwarcie", "restore": "przywrócenie", "run": "wykonanie", "save": "zapisanie",
    "save_draft": "zapisanie szkicu", "send": "wysłanie", "set_lines": "ustalenie pozycji", "set_members": "ustalenie składu",
    "set_progress": "zmiana stanu", "shift": "przesunięcie terminów", "undo": "cofnięcie", "update": "zmiana",
    "update_status": "zmiana statusu", "verify": "weryfikacja",
}
_WHAT = {
    "account": "konta klienta", "act": "ostatniej czynności", "bin": "z kosza", "consent": "zgody",
    "contact": "osoby kontaktowej",
    "file": "pliku", "goal": "celu sprzedaży", "import": "importu", "interaction": "zdarzenia w historii",
    "message": "wiadomości",
    "offer": "oferty", "opportunity": "szansy sprzedaży", "pipeline": "lejka", "product": "produktu", "report": "raportu",
    "segment": "segmentu", "stage": "etapu", "stage_task": "zadania etapu", "task": "zadania", "template": "szablonu oferty",
    "view": "zapisanego widoku",
}
_MANY = {"account": "kont klientów", "contact": "osób kontaktowych", "opportunity": "szans sprzedaży", "task": "zadań"}


def command_words(command: str) -> str:
    """What a command does, in Polish: ``usunięcie zadania``."""
    what, _dot, does = command.partition(".")
    named = _MANY.get(what) if does.startswith("bulk") else None
    return f"{_DOES[does]} {named or _WHAT[what]}"


def refused_words(command: str, refused: Refused) -> str:
    """An attempt in the journal's words, with the reasons that were shown."""
    reasons = dict.fromkeys(str(one).strip() for one in (refused.message, *refused.fields.values()) if str(one).strip())
    return f"Odrzucono: {command_words(command)}. {' '.join(reasons)}"[:MOST_SIGNS]


def log_refused(bench: Workbench, command: str, refused: Refused, parts: dict[str, Any]) -> None:
    """Journal an attempt that was refused, with the ids of its address and the names of the fields at fault."""
    if refused.status not in NOT_WORK:
        bench.log_attempt(command, refused_words(command, refused), **parts, fields=sorted(refused.fields))
