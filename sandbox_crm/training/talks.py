"""What is said with clients of the practice company: events of their history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox_crm.training.days import Days, Hand

if TYPE_CHECKING:
    from sandbox_crm.training.selling import Deal

#: the stage's place -> events as (kind, direction, subject, body, result)
WITH_FIRMS: dict[int, tuple[tuple[str, str, str, str, str | None], ...]] = {
    0: (
        ("phone", "incoming", "Zapytanie o dystrybutory", "Klient pyta o cenę i czas montażu.", "prosi o oddzwonienie"),
        ("email", "incoming", "Zapytanie z formularza na stronie", "Prośba o kontakt w sprawie wody dla pracowników.", None),
        ("meeting", "outgoing", "Rozmowa na targach", "Klient obejrzał urządzenia na stoisku.", "chce poznać ceny"),
    ),
    1: (
        ("visit", "outgoing", "Oględziny miejsca montażu", "Przyłącze wody jest w aneksie kuchennym, gniazdko obok.", None),
        (
            "phone",
            "outgoing",
            "Rozmowa o liczbie urządzeń",
            "Ustalono, ile osób korzysta z wody na każdym piętrze.",
            "lista do końca tygodnia",
        ),
    ),
    2: (
        ("meeting", "outgoing", "Próba urządzenia u klienta", "Dystrybutor zostawiony na tydzień, pokazano obsługę.", None),
        ("phone", "incoming", "Pytanie o filtry", "Klient pyta, jak często wymienia się filtry.", "odpowiedź wysłana"),
    ),
    3: (
        ("phone", "outgoing", "Zapowiedź propozycji cenowej", "Klient czeka na ceny z montażem.", None),
        (
            "email",
            "incoming",
            "Prośba o dłuższy termin płatności",
            "Klient prosi o 30 dni zamiast 14.",
            "do decyzji kierowniczki",
        ),
    ),
    4: (
        ("meeting", "outgoing", "Rozmowa o warunkach", "Omówiono rabat i termin montażu.", "klient potwierdzi mailem"),
        ("phone", "outgoing", "Uzgodnienie szczegółów montażu", "Montaż możliwy po godzinie 15.", None),
    ),
}
WITH_PEOPLE: dict[int, tuple[tuple[str, str, str, str, str | None], ...]] = {
    0: (
        ("phone", "incoming", "Zgłoszenie abonamentu", "Klient pyta o dostawy wody pod swój adres.", None),
        ("email", "incoming", "Zgłoszenie z formularza", "Prośba o telefon po południu.", None),
    ),
    1: (("phone", "outgoing", "Ustalenie dnia dostaw", "Dostawy w co drugi czwartek, butle przed drzwi.", "klient potwierdził"),),
    2: (("email", "outgoing", "Umowa do podpisu", "Wysłano umowę abonamentową z cennikiem.", None),),
}


def talk_about(days: Days, hand: Hand, deal: Deal, place: int) -> None:
    """Note down what was said when the opportunity came to a stage."""
    said = (WITH_FIRMS if deal.pipeline == "firms" else WITH_PEOPLE)[place]
    kind, direction, subject, body, result = days.chance.choice(said)
    hand(
        "interaction.record",
        kind=kind,
        direction=direction,
        subject=subject,
        body=body,
        result=result,
        account_id=days.known[deal.client.key],
        contact_id=days.known.get(f"contact/{deal.client.key}/0"),
        opportunity_id=days.known[deal.key],
    )
