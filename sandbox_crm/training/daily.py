"""Daily work at the practice company: tasks, the mailbox, an import, accounts that stand twice, the bin."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from app.polish.dates import workday
from sandbox_crm.models.clients import Account, Contact
from sandbox_crm.models.offers import Offer
from sandbox_crm.models.work import Task
from sandbox_crm.training import asking, files
from sandbox_crm.training.clientele import Client
from sandbox_crm.training.days import TODAY, Days, Hand, after
from sandbox_crm.training.words import HEAD, LEARNER, SELLER, SERVICE

#: title, kind, priority, owner, workdays from today, time of day, percent, status, the client's place (None: nobody's)
TASKS: tuple[tuple[str, str, str, int, int, str | None, int, str, int | None], ...] = (
    ("Przygotować plan odwiedzin na czerwiec", "other", "normal", LEARNER, 3, None, 20, "in_progress", None),
    ("Zebrać pytania klientów na spotkanie zespołu", "other", "low", LEARNER, 0, "12:00", 0, "not_started", None),
    ("Potwierdzić godzinę pokazu w restauracji", "phone", "urgent", LEARNER, 0, "09:30", 0, "not_started", 9),
    ("Wysłać kartę urządzenia", "email", "normal", LEARNER, 0, None, 0, "not_started", 21),
    ("Oddzwonić w sprawie serwisu dystrybutora", "phone", "high", LEARNER, -1, None, 0, "not_started", 15),
    ("Uzupełnić dane po rozmowie na targach", "other", "normal", LEARNER, -3, None, 40, "in_progress", 8),
    ("Zaprosić na dzień otwarty", "email", "low", LEARNER, 4, None, 0, "not_started", 27),
    ("Sprawdzić, czy klient ma aktualny adres dostaw", "phone", "normal", LEARNER, 6, None, 0, "not_started", 5),
    ("Uzgodnić termin przeglądu", "phone", "high", LEARNER, 1, "10:15", 0, "not_started", 13),
    ("Pokaz dystrybutora z gazowaniem", "meeting", "high", LEARNER, 2, "11:00", 0, "not_started", 27),
    ("Rozmowa z kierowniczką o rabatach", "meeting", "normal", LEARNER, 5, "14:00", 0, "not_started", None),
    ("Czekamy na zgodę zarządcy budynku", "other", "normal", LEARNER, 9, None, 30, "on_hold", 0),
    ("Przygotować zdjęcia z montażu", "other", "low", LEARNER, 12, None, 0, "not_started", 27),
    ("Ustalić trasę dostaw na długi weekend", "other", "high", SERVICE, 8, None, 10, "in_progress", None),
    ("Odpowiedzieć na pytania o jakość wody", "email", "high", SERVICE, 1, None, 0, "not_started", 55),
    ("Zamówić filtry do magazynu", "other", "normal", SERVICE, -2, None, 0, "not_started", None),
    ("Odebrać urządzenie po próbie", "visit", "normal", SELLER, 2, None, 0, "not_started", 6),
    ("Zawieźć próbki butelek z nadrukiem", "meeting", "normal", SELLER, 3, "13:00", 0, "not_started", 35),
    ("Sprawdzić wyniki handlowców za kwiecień", "other", "normal", HEAD, -5, None, 0, "not_started", None),
    ("Podpisać umowę z dostawcą butli", "meeting", "urgent", HEAD, 1, "09:00", 50, "in_progress", None),
    ("Wysłać życzenia na rocznicę współpracy", "email", "low", LEARNER, -8, None, 0, "cancelled", 1),
)
#: done by the learner in the last weeks: title, kind, the client's place
DONE = (
    ("Wysłać cennik na maj", "email", 3),
    ("Sprawdzić płatność zaliczki za butelki", "phone", 35),
    ("Umówić pokaz", "phone", 9),
    ("Przygotować listę gości dnia otwartego", "other", None),
    ("Odebrać protokół montażu", "other", 12),
    ("Zapytać o liczbę pracowników", "phone", 20),
    ("Wysłać wynik badania wody", "email", 45),
    ("Poprawić adres dostaw", "other", 7),
)
_NOTE_FAIR = (
    "Dzień dobry,\n\nw załączniku lista osób z targów w Kielcach. Proszę wczytać firmy i osoby do CRM. Jedna z firm jest już "
    "naszym klientem, a jeden NIP zapisałem niewyraźnie.\n\nTomasz"
)
_NOTE_FORMS = (
    "Dzień dobry,\n\nprzesyłam zgłoszenia na abonament z formularza na stronie (arkusz w załączniku). To osoby prywatne. "
    "Pani Wilczek zgłosiła się drugi raz.\n\nIlona"
)
_NOTE_DATA = (
    "Dzień dobry,\n\nlisty do Fabryki Okien Przejrzyste wracają, ponoć zmienili nazwę. Proszę sprawdzić w rejestrze "
    "i poprawić, a przy okazji przejrzeć konta, których nikt jeszcze nie zweryfikował.\n\nMarta"
)


def work(days: Days, known: list[Client]) -> None:
    """Everything that is not selling."""
    asking.want_to_know(days)
    _import(days, known)
    _stand_twice(days)
    _to_the_bin(days, known)
    for title, kind, place in DONE:
        _one_done(days, known, title, kind, place)
    for row in TASKS:
        days.on(
            min(after(TODAY, row[4] - 6), TODAY),
            HEAD if row[3] != LEARNER else LEARNER,
            lambda hand, row=row: _task(days, hand, known, row),
        )
    _mailbox(days, known)


def _task(days: Days, hand: Hand, known: list[Client], row: tuple[Any, ...]) -> None:
    title, kind, priority, owner, away, hour, percent, status, place = row
    client = None if place is None else known[place]
    hand(
        "task.create",
        title=title,
        kind="meeting" if kind == "visit" else kind,
        priority=priority,
        owner_id=owner,
        due_on=after(TODAY, away),
        due_time=hour,
        percent=percent,
        status=status,
        account_id=client and days.known[client.key],
        contact_id=client and days.known.get(f"contact/{client.key}/0"),
    )


def _one_done(days: Days, known: list[Client], title: str, kind: str, place: int | None) -> None:
    day = workday(TODAY - timedelta(days=days.chance.randint(5, 24)))
    kept: dict[str, int] = {}

    def plan(hand: Hand) -> None:
        client = None if place is None else known[place]
        kept["id"] = hand(
            "task.create",
            title=title,
            kind=kind,
            due_on=after(day, 2),
            owner_id=LEARNER,
            account_id=client and days.known[client.key],
        ).id

    days.on(day, LEARNER, plan)
    days.on(after(day, 1), LEARNER, lambda hand: hand("task.complete", task_id=kept["id"]))


def _import(days: Days, known: list[Client]) -> None:
    """The guests of an open day were imported; one row was known already and one had a wrong NIP."""
    hotel = known[1].fields["nip"]
    days.on(
        date(2026, 3, 23),
        LEARNER,
        lambda hand: hand(
            "import.run",
            file=(files.OLD_NAME, files.old_file(hotel)),
            mapping=files.OLD_MAPPING,
            mode="create",
            match_by="nip",
            defaults={"source": "fair", "acquisition_method": "import"},
            decisions={},
        ),
    )


def _stand_twice(days: Days) -> None:
    """Accounts and people that stand twice, and one pair that somebody merged already."""

    def again(hand: Hand) -> None:
        twin = hand(
            "account.create",
            name="Hotel Ratuszowy recepcja",
            kind="company",
            owner_id=SELLER,
            source="call",
            phone="+48 77 000 47 37",
        )
        hand("account.update", account_id=twin.id, name="HOTEL RATUSZOWY Sp. z o.o.", city=_city(hand, "Hotel Ratuszowy"))
        hand(
            "contact.create",
            account_id=twin.id,
            first_name="Recepcja",
            last_name="Hotelu",
            email="recepcja@hotel-ratuszowy.example",
        )

    def merged(hand: Hand) -> None:
        kept = hand.session.scalars(select(Account).where(Account.name.startswith("Drukarnia Akapit"))).one()
        twin = hand(
            "account.create",
            name=kept.name,
            kind="company",
            city=kept.city,
            owner_id=SELLER,
            phone="+48 77 000 90 11",
            duplicate_reason="Osobny zakład w tej samej miejscowości",
        )
        hand("account.merge", keep_id=kept.id, drop_id=twin.id, fields={"phone": "drop"})

    def person(hand: Hand) -> None:
        first = hand.session.scalars(
            select(Contact).where(Contact.is_primary, Contact.mobile.is_not(None)).order_by(Contact.id)
        ).all()[4]
        hand("contact.delete", contact_id=first.id)
        hand(
            "contact.create",
            account_id=first.account_id,
            first_name=first.first_name,
            last_name=first.last_name,
            email=first.email,
            notes="Podany drugi numer: sekretariat",
        )
        hand("contact.restore", contact_id=first.id)

    days.on(date(2026, 4, 22), SELLER, again)
    days.on(date(2026, 4, 24), SELLER, merged)
    days.on(date(2026, 4, 28), SERVICE, person)


def _city(hand: Hand, name: str) -> str | None:
    return hand.session.scalars(select(Account.city).where(Account.name.startswith(name), Account.city.is_not(None))).first()


def _to_the_bin(days: Days, known: list[Client]) -> None:
    def tidy(hand: Hand) -> None:
        made = hand("account.create", name="Test wprowadzania danych", kind="company", owner_id=LEARNER)
        hand("account.delete", account_id=made.id)
        task = hand("task.create", title="Sprawdzić drukarkę", kind="other", owner_id=LEARNER, due_on=hand.today)
        hand("task.delete", task_id=task.id)
        wrong = hand(
            "opportunity.create",
            name="Zapytanie wpisane przez pomyłkę",
            account_id=days.known[known[3].key],
            pipeline_id=days.known["pipeline/firms"],
            value_gr=777_770,
        )
        for spawned in hand.session.scalars(select(Task).where(Task.opportunity_id == wrong.id)).all():
            hand("task.delete", task_id=spawned.id)
        hand("opportunity.delete", opportunity_id=wrong.id)

    def expired(hand: Hand) -> None:
        over = select(Offer).where(Offer.status == "sent", Offer.valid_until < hand.today).order_by(Offer.id).limit(1)
        for offer in hand.session.scalars(over).all():
            hand("offer.update_status", offer_id=offer.id, status="expired")

    days.on(date(2026, 5, 7), LEARNER, tidy)
    days.on(after(TODAY, -1), SERVICE, expired)


def _mailbox(days: Days, known: list[Client]) -> None:
    """What lies in the mailbox this morning, files to import among it, and one letter that came back."""
    hotel = known[1].fields["nip"]

    def bounce(hand: Hand) -> None:
        client = known[21]
        sent = hand(
            "message.send",
            to=f"biuro@stary-adres-{client.fields['email'].split('@')[1]}",
            subject="Zaproszenie na dzień otwarty",
            body="Dzień dobry,\n\nzapraszamy na pokaz urządzeń.\n\nKropla sp. z o.o.",
            account_id=days.known[client.key],
        )
        hand(
            "message.receive",
            sender="mailer-daemon@kropla.example",
            subject="Nie dostarczono wiadomości",
            bounce=True,
            body="Adres odbiorcy nie istnieje.",
            in_reply_to_id=sent.id,
            account_id=days.known[client.key],
        )

    def morning(hand: Hand) -> None:
        fair = hand("file.add", name=files.FAIR_NAME, content=files.fair_file(hotel))
        forms = hand("file.add", name=files.FORMS_NAME, content=files.forms_file())
        hand(
            "message.receive",
            sender="tomasz.lecki@kropla.example",
            subject="Lista z targów",
            body=_NOTE_FAIR,
            attachment_ids=[fair.id],
        )
        hand(
            "message.receive",
            sender="ilona.zurek@kropla.example",
            subject="Zgłoszenia na abonament",
            body=_NOTE_FORMS,
            attachment_ids=[forms.id],
        )
        hand("message.receive", sender="marta.sowinska@kropla.example", subject="Dane klientów do sprawdzenia", body=_NOTE_DATA)

    days.on(date(2026, 5, 12), LEARNER, bounce)
    days.on(TODAY, LEARNER, morning)
