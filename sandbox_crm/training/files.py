"""Files that come to the practice company and wait to be imported. Everybody in them is invented, like everybody here."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime

from app.paper.sheet import workbook
from sandbox_crm.training.numbers import fictional_nip

FAIR_NAME, FORMS_NAME, OLD_NAME = "targi-kielce-maj-2026.csv", "formularze-abonament.xlsx", "dzien-otwarty-marzec.csv"
_MADE_AT = (2026, 5, 15, 14, 0, 0)
_FAIR = """Firma;NIP;Miejscowość;Kod pocztowy;Ulica;Nr;Imię;Nazwisko;Stanowisko;E-mail;Telefon;Data urodzenia;Uwagi
Winnica Trzy Grona sp. z o.o.;{0};Świdnica;58-100;ul. Winna;4;Apolonia;Sum;prezeska zarządu;a.sum@trzy-grona.example;\
+48 600 000 801;12.03.1979;prosi o katalog
Hotel Nad Młynówką sp. z o.o.;{known};Opole;45-020;;;Bruno;Szczygieł;kierownik recepcji;b.szczygiel@hotel-nad-mlynowka.example;\
+48 600 000 802;;stały klient, nowa osoba
Zakład Kamieniarski Granit Olgierd Dzik;{1};Nysa;48300;ul. Skalna;17;Olgierd;Dzik;właściciel;granit@dzik.example;\
600 000 803;30.11.1968;
Szklarnia Pomidor sp. z o.o.;{2};Brzeg;49-300;ul. Działkowa;21;Klaudia;Pliszka;dyrektorka;k.pliszka@pomidor.example;;;oddzwonić \
w czerwcu
Studio Mebli Klon;;Opole;45-030;ul. Ozimska;8;Tobiasz;Perkoz;;t.perkoz@klon.example;+48 600 000 805;;
Hurtownia Guzik sp. z o.o.;{wrong};Gliwice;44-100;ul. Krawiecka;3;Żaneta;Wydra;kierowniczka;z.wydra@guzik.example;\
+48 600 000 806;04.07.1985;NIP niewyraźny na wizytówce
"""
_OLD = """Firma;NIP;Miejscowość;Imię;Nazwisko;E-mail
Palarnia Kawy Ziarno sp. z o.o.;{0};Opole;Melania;Rybitwa;m.rybitwa@ziarno.example
Zajazd Pod Dębem sp. z o.o.;{1};Krapkowice;Ksawery;Gęgawa;k.gegawa@zajazd-debem.example
Hotel Nad Młynówką sp. z o.o.;{known};Opole;;;
Tokarnia Śruba;12345;Brzeg;Ignacy;Cietrzew;i.cietrzew@sruba.example
"""
#: column of the old file -> field
OLD_MAPPING = {
    "Firma": "account.name",
    "NIP": "account.nip",
    "Miejscowość": "account.city",
    "Imię": "contact.first_name",
    "Nazwisko": "contact.last_name",
    "E-mail": "contact.email",
}
_FORMS = (
    (
        "Imię i nazwisko",
        "Telefon",
        "E-mail",
        "Kod pocztowy",
        "Miejscowość",
        "Ulica",
        "Nr",
        "Kanał kontaktu",
        "Zgoda marketingowa",
    ),
    (
        "Sabina Kukułka",
        "+48 600 000 811",
        "sabina.kukulka@poczta.example",
        "45-040",
        "Opole",
        "ul. Piastowska",
        "11",
        "telefon",
        "tak",
    ),
    ("Tymoteusz Rysiński", "+48 600 000 812", "t.rysinski@poczta.example", "49-300", "Brzeg", "ul. Krótka", "2", "SMS", "nie"),
    ("Wiktoria Dudka", "+48 600 000 813", "w.dudka@poczta.example", "48-300", "Nysa", "ul. Nadodrzańska", "35", "e-mail", "tak"),
    ("Aldona Wilczek", "", "aldona.wilczek@poczta.example", "", "Opole", "", "", "telefon", ""),
)
#: numbers of NIPs that firms of the files carry
_FIRST = 700


def fair_file(known_nip: str) -> bytes:
    """Visitors of a fair, as an older office program saved them: Windows-1250, semicolons, a column nobody needs."""
    nips = [fictional_nip(_FIRST + number) for number in range(3)]
    wrong = nips[0][:-1] + str((int(nips[0][-1]) + 1) % 10)
    return _FAIR.format(*nips, known=known_nip, wrong=wrong).replace("\n", "\r\n").encode("cp1250")


def old_file(known_nip: str) -> bytes:
    """Guests of an open day; it was imported in March."""
    return _OLD.format(*(fictional_nip(_FIRST + 10 + number) for number in range(2)), known=known_nip).encode()


def forms_file() -> bytes:
    """People who asked for a subscription on the web page, as a workbook; the same bytes every time."""
    whole = io.BytesIO(workbook([("Formularze", _FORMS)], made_at=datetime(*_MADE_AT)))
    fixed = io.BytesIO()
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(source.namelist()):
            content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2026-05-15T14:00:00Z", source.read(name))
            target.writestr(zipfile.ZipInfo(name, _MADE_AT), content, zipfile.ZIP_DEFLATED)
    return fixed.getvalue()
