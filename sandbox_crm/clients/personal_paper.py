"""One person's data handed out: JSON for a machine (art. 20 GDPR) and a paper that a person reads (art. 15 GDPR).

What is handed out is in Polish, whoever does it: it goes to the person whose data it is.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import force_locale

from app.paper.page import Sheet, build, plain, styles, width_mm
from app.paper.tables import table
from app.polish.dates import format_date
from sandbox_crm.clients import labels
from sandbox_crm.clients.data_classes import CLASSES
from sandbox_crm.clients.personal import Brought, Held, Mention, Whose
from sandbox_crm.images import plain as plain_value
from sandbox_crm.models.clients import Consent


@dataclass(frozen=True)
class PersonalData:
    """Everything that is handed out about one person. ``company``: whose CRM it is; ``on``: the scenario's date."""

    whose: Whose
    account: str | None
    company: str
    on: date
    made_at: datetime
    held: list[Held]
    consents: list[Consent]
    mentions: list[Mention]
    brought: list[Brought]

    @property
    def name(self) -> str:
        """Whose data they are."""
        return self.whose.name

    @property
    def called(self) -> str:
        """The person without the name, for the foot of the paper."""
        return f"{'Klient' if self.whose.table == 'account' else 'Osoba'} nr {self.whose.record.id}"

    @property
    def file_name(self) -> str:
        """Name of the file without its ending; it does not tell the person's name to a list of files."""
        return f"dane-{'klienta' if self.whose.table == 'account' else 'osoby'}-{self.whose.record.id}"


def as_json(data: PersonalData) -> bytes:
    """The data in a structured form, with the field names of the CRM."""
    with force_locale("pl"):
        content = {
            "administrator": data.company, "stan_na_dzien": data.on.isoformat(), "osoba": data.name,
            "konto_klienta": data.account,
            "dane": {field.name: {"nazwa": str(field.label), "wartosc": plain_value(field.plain),
                                  "klasa": str(CLASSES[field.data_class])} for field in data.held},
            "zgody_i_podstawy": [_consent(entry) for entry in data.consents],
            "z_importow": [{"import": cell.import_run_id, "wiersz": cell.row_no, "kolumna": cell.heading, "wartosc": cell.text,
                            "klasa": str(CLASSES[cell.data_class])} for cell in data.brought],
            "wystapienia": [{"rodzaj": str(one.kind), "data": plain_value(one.on), "opis": one.words} for one in data.mentions],
        }
        return json.dumps(content, ensure_ascii=False, indent=2).encode()


def as_pdf(data: PersonalData) -> bytes:
    """The same on paper."""
    from reportlab.platypus import Paragraph, Spacer

    look, width = styles(), width_mm()
    with force_locale("pl"):
        story: list[Any] = [Paragraph("Karta danych osobowych", look["title"]), Paragraph(plain(data.name), look["body"])]
        facts = [("Administrator", data.company), ("Stan na dzień", format_date(data.on)), ("Konto klienta", data.account or "–")]
        told = " · ".join(f"<b>{name}:</b> {plain(words)}" for name, words in facts)
        story += [Paragraph(told, look["small"]), Spacer(1, 8)]
        story += _part(look, "Dane", ("Pole", "Wartość", "Klasa danych"), [
            (str(field.label), str(field.value), str(CLASSES[field.data_class])) for field in data.held], width)
        story += _part(look, "Zgody i inne podstawy kontaktu", ("Cel i kanał", "Stan", "Podstawa, źródło, daty"), [
            (f"{one['cel']}, {one['kanal']}", one["stan"], _together(one)) for one in map(_consent, data.consents)], width)
        story += _part(look, "Dane z importów", ("Kolumna pliku", "Wartość", "Klasa danych"), [
            (cell.heading, cell.text, str(CLASSES[cell.data_class])) for cell in data.brought], width)
        story += _part(look, "Gdzie jeszcze występuje ta osoba", ("Rodzaj", "Opis", "Data"), [
            (str(one.kind), one.words, format_date(one.on) if one.on else "–") for one in data.mentions], width)
    printed = hashlib.sha256(as_json(data)).hexdigest()
    return build(story, Sheet("Karta danych osobowych", data.company, data.called, printed, data.made_at))


def _part(look: Any, title: str, heads: tuple[str, str, str], rows: list[tuple[str, str, str]], width: float) -> list[Any]:
    from reportlab.platypus import Paragraph, Spacer

    body = table(heads, rows, (width * 0.3, width * 0.4, width * 0.3)) if rows else Paragraph("Brak.", look["quiet"])
    return [Paragraph(title, look["heading"]), body, Spacer(1, 8)]


def _consent(entry: Consent) -> dict[str, Any]:
    return {
        "cel": str(labels.PURPOSES.get(entry.purpose, entry.purpose)), "kanal": str(labels.CONSENT_CHANNELS[entry.channel]),
        "stan": str(labels.CONSENT_STATUSES[entry.status]),
        "podstawa": str(labels.LEGAL_BASES[entry.legal_basis]) if entry.legal_basis else None, "zrodlo": entry.source,
        "uzyskano": plain_value(entry.obtained_on), "wycofano": plain_value(entry.withdrawn_on), "dowod": entry.evidence,
    }


def _together(consent: dict[str, Any]) -> str:
    said = [consent["podstawa"], consent["zrodlo"], *(f"{word} {format_date(date.fromisoformat(consent[word]))}"
                                                      for word in ("uzyskano", "wycofano") if consent[word]), consent["dowod"]]
    return "; ".join(text for text in said if text) or "–"
