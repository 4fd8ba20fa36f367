"""A sandbox file with very many records: rows are made by the database itself, straight into a copy of a template.

The same size gives the same rows. Names are invented; every account has a contact, an opportunity, two tasks (one closes its
stage), an event in its history, a line and a move; every fourth one an offer, a message and an entry of the register.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.polish.text import fold, sort_key
from sandbox_crm.store import open_path

WORDS = {
    "firm": ["Hurtownia", "Zakład", "Sklep", "Piekarnia", "Drukarnia", "Pracownia", "Warsztat", "Spółdzielnia", "Mleczarnia",
             "Szkółka", "Stolarnia", "Odlewnia"],
    "name": ["Świt", "Źródło", "Łąka", "Żuraw", "Borsuk", "Ćma", "Jesion", "Kalina", "Ostoja", "Perła", "Sokół", "Wrzos",
             "Zefir", "Olcha", "Dąb", "Grań", "Halny"],
    "first": ["Anna", "Łucja", "Piotr", "Jan", "Zofia", "Świętosław", "Ewa", "Żaneta", "Michał", "Ola", "Karol"],
    "last": ["Nowak", "Łącka", "Źrebiec", "Kowal", "Śliwa", "Ćwik", "Mazur", "Wójcik", "Zając", "Pawlak", "Dudek", "Wrona"],
    "town": ["Lublin", "Łódź", "Kielce", "Żary", "Gdańsk", "Ełk", "Świdnica", "Kraków", "Poznań", "Rzeszów", "Ćmielów"],
    "goods": ["Oświetlenie biura", "Dostawa lamp", "Montaż opraw", "Wymiana źródeł światła", "Przegląd instalacji", "Audyt hali"],
    "task": ["Zadzwonić w sprawie spotkania", "Wysłać katalog", "Przygotować zestawienie", "Ustalić termin", "Sprawdzić adres"],
}
_STAMPS = {"created_at": "datetime('2026-01-02 08:00:00', '+' || (i % 90) || ' days')",
           "updated_at": "datetime('2026-01-02 08:00:00', '+' || (i % 90) || ' days')", "row_version": "1"}


def fill(path: Path, size: int) -> None:
    """Add ``size`` accounts with what belongs to them to the sandbox at ``path``; it has users, stages and products."""
    with open_path(path, write=True) as session:
        session.execute(text("CREATE TEMP TABLE word (kind, n, text, fold, sort, PRIMARY KEY (kind, n))"))
        session.execute(text("INSERT INTO word VALUES (:kind, :n, :text, :fold, :sort)"), [
            {"kind": kind, "n": place, "text": word, "fold": fold(word), "sort": sort_key(word)}
            for kind, words in WORDS.items() for place, word in enumerate(words)])
        for name in ("stage", "sales_user", "product"):
            _ranked(session, name)
        first = {table: _after(session, table) for table in ("account", "contact", "opportunity", "offer")}
        _clients(session, size, first)
        _sales(session, size, first)
        _work(session, size, first)
        _goals(session)
        for name in ("word", "ranked_stage", "ranked_sales_user", "ranked_product"):
            session.execute(text(f"DROP TABLE temp.{name}"))


def _clients(session: Session, size: int, first: dict[str, int]) -> None:
    name = [_word("firm", "i * 7"), "' '", _word("name", "i / 5"), "' '", "i"]
    _insert(session, "account", size, {
        "id": f"{first['account']} + i",
        "kind": "CASE i % 4 WHEN 0 THEN 'sole_trader' WHEN 1 THEN 'institution' ELSE 'company' END",
        "name": " || ".join(name), "name_fold": _as("fold", name), "name_sort": _as("sort", name),
        "name_key": f"{_as('fold', name)} || '|' || {_word('town', 'i / 3', 'fold')}",
        "status": "CASE i % 3 WHEN 0 THEN 'active' WHEN 1 THEN 'inactive' ELSE 'prospect' END",
        "nip": "'100' || printf('%07d', i + 5000)", "country": "'PL'", "city": _word("town", "i / 3"), "owner_id": _user("i"),
        "industry": "CASE i % 3 WHEN 0 THEN 'trade' WHEN 1 THEN 'production' ELSE 'services' END",
        "source": "CASE i % 5 WHEN 0 THEN 'fair' WHEN 1 THEN 'website' END", "email": "'biuro' || i || '@firma.example'"})
    person = [_word("last", "i * 3"), "char(9)", _word("first", "i")]
    _insert(session, "contact", size, {
        "id": f"{first['contact']} + i", "account_id": f"{first['account']} + i", "first_name": _word("first", "i"),
        "last_name": _word("last", "i * 3"), "title": "'dyrektor'", "email": "'osoba' || i || '@firma.example'",
        "phone": "'+48 81 ' || printf('%07d', i)", "is_primary": "1", "do_not_call": "0", "active": "1",
        "decision_role": "CASE i % 3 WHEN 0 THEN 'user' ELSE 'decision_maker' END", "name_sort": _as("sort", person),
        "name_fold": _as("fold", [_word("first", "i"), "' '", _word("last", "i * 3")])})
    _insert(session, "register_entry", size // 4, {
        "name": " || ".join(name), "name_fold": _as("fold", name), "nip": "'100' || printf('%07d', i + 5000)",
        "entity_type": "'P'", "city": _word("town", "i / 3")})


def _sales(session: Session, size: int, first: dict[str, int]) -> None:
    kind, day = _of_stage("kind"), "date('2026-01-05', '+' || (i * 13 % 330) || ' days')"
    name = [_word("goods", "i"), "' '", "i"]
    _insert(session, "opportunity", size, {
        "id": f"{first['opportunity']} + i", "number": "'SZ/2025/' || printf('%06d', i)", "name": " || ".join(name),
        "name_fold": _as("fold", name), "account_id": f"{first['account']} + i",
        "primary_contact_id": f"{first['contact']} + i", "pipeline_id": _of_stage("pipeline_id"), "stage_id": _of_stage("id"),
        "value_gr": "100000 + i * 7919 % 90000000", "value_source": "'manual'", "probability": _of_stage("probability"),
        "probability_manual": "0", "expected_close": day, "owner_id": _user("i / 2"), "opened_on": "'2026-01-02'",
        "stage_entered_on": "'2026-02-02'", "closed_on": f"CASE WHEN {kind} <> 'open' THEN {day} END",
        "lost_reason": f"CASE WHEN {kind} = 'lost' THEN 'price' END"})
    _insert(session, "opportunity_line", size, {
        "opportunity_id": f"{first['opportunity']} + i", "product_id": "(SELECT id FROM ranked_product WHERE n = 0)",
        "name": "'Lampa'", "qty_milli": "1000", "unit": "'szt.'", "price_net_gr": "100000", "discount_pct": "0",
        "vat_code": "'23'", "net_gr": "100000", "position": "1"})
    _insert(session, "stage_change", size, {
        "opportunity_id": f"{first['opportunity']} + i", "to_stage_id": _of_stage("id"), "changed_on": "'2026-02-02'",
        "changed_at": "'2026-02-02 09:00:00.000000'", "user_id": _user("i")})


def _work(session: Session, size: int, first: dict[str, int]) -> None:
    ties = {"account_id": f"{first['account']} + 1 + i % {size}", "opportunity_id": f"{first['opportunity']} + 1 + i % {size}"}
    done = "i % 4 = 0"
    _insert(session, "task", size * 2, {
        **ties,
        "stage_id": f"CASE WHEN i <= {size} THEN (SELECT stage_id FROM opportunity WHERE id = {ties['opportunity_id']}) END",
        "title": f"{_word('task', 'i')} || ' ' || i", "kind": "'phone'", "owner_id": _user("i / 3"), "mandatory": "0",
        "status": f"CASE WHEN {done} THEN 'completed' WHEN i % 4 = 1 THEN 'in_progress' ELSE 'not_started' END",
        "priority": "CASE i % 5 WHEN 0 THEN 'urgent' WHEN 1 THEN 'high' WHEN 2 THEN 'low' ELSE 'normal' END",
        "percent": f"CASE WHEN {done} THEN 100 ELSE i % 4 * 10 END",
        "due_on": "date('2026-02-01', '+' || (i * 11 % 240) || ' days')", "done_on": f"CASE WHEN {done} THEN '2026-04-01' END"})
    _insert(session, "interaction", size, {
        **ties, "kind": "'phone'", "direction": "'outgoing'", "happened_on": "date('2026-01-05', '+' || (i % 100) || ' days')",
        "subject": "'Rozmowa ' || i", "user_id": _user("i")})
    session.execute(text(
        "INSERT INTO offer_template (name, version, blocks, validity_days, active, created_at, updated_at, row_version) "
        "SELECT 'Wzór', 1, '[]', 14, 1, '2026-01-02 08:00:00.000000', '2026-01-02 08:00:00.000000', 1 "
        "WHERE NOT EXISTS (SELECT 1 FROM offer_template)"))
    _insert(session, "offer", size // 4, {
        **ties, "id": f"{first['offer']} + i", "number": "'OF/2025/' || printf('%06d', i)", "version": "1",
        "template_id": "(SELECT min(id) FROM offer_template)", "template_version": "1", "issued_on": "'2026-04-01'",
        "valid_until": "'2026-04-15'", "status": "CASE i % 3 WHEN 0 THEN 'draft' WHEN 1 THEN 'ready' ELSE 'accepted' END",
        "tag_values": "'{}'", "customer_snapshot": "'{}'", "rendered_blocks": "'[]'", "vat_summary": "'[]'",
        "net_gr": "100000", "vat_gr": "23000", "gross_gr": "123000", "unresolved_tags": "'[]'"})
    _insert(session, "message", size // 4, {
        **ties, "direction": "CASE i % 2 WHEN 0 THEN 'incoming' ELSE 'outgoing' END", "sender": "'a@firma.example'",
        "recipients": """'["b@firma.example"]'""", "cc": "'[]'", "subject": "'Pytanie ' || i", "body": "'Dzień dobry'",
        "attachment_ids": "'[]'", "status": "CASE i % 2 WHEN 0 THEN 'received' ELSE 'sent' END", "sent_on": "'2026-04-02'"})


def _goals(session: Session) -> None:
    """A goal of every metric, the first of nobody and with no scope, the others of an owner and with a product."""
    metric = "CASE i WHEN 1 THEN 'won_value' WHEN 2 THEN 'won_count' WHEN 3 THEN 'new_clients' WHEN 4 THEN 'offer_count' " \
             "WHEN 5 THEN 'conversion' ELSE 'won_value' END"
    _insert(session, "sales_goal", 6, {
        "name": "'Cel ' || i", "metric": metric, "target_value": "1000 * i", "date_from": "'2026-01-01'",
        "date_to": "'2026-12-31'", "status": "'active'", "needed_fields": "'[]'",
        "owner_id": f"CASE WHEN i > 4 THEN {_user('i')} END",
        "product_id": "CASE WHEN i = 6 THEN (SELECT id FROM ranked_product WHERE n = 0) END"})


def _insert(session: Session, table: str, size: int, values: dict[str, str]) -> None:
    given = {**_STAMPS, **values}
    session.execute(text(
        f"INSERT INTO {table} ({', '.join(given)}) "
        f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {size}) "
        f"SELECT {', '.join(given.values())} FROM n WHERE i <= {size}".replace(":", "\\:")))


def _ranked(session: Session, table: str) -> None:
    """The live rows of a table numbered from 0, to choose from by a remainder."""
    session.execute(text(f"CREATE TEMP TABLE ranked_{table} AS SELECT row_number() OVER (ORDER BY id) - 1 AS n, * FROM {table} "
                         "WHERE deleted_at IS NULL"))


def _of_stage(column: str) -> str:
    return f"(SELECT {column} FROM ranked_stage WHERE n = i % (SELECT count(*) FROM ranked_stage))"


def _user(number: str) -> str:
    return f"(SELECT id FROM ranked_sales_user WHERE n = {number} % (SELECT count(*) FROM ranked_sales_user))"


def _word(kind: str, number: str, form: str = "text") -> str:
    return f"(SELECT {form} FROM word WHERE kind = '{kind}' AND n = {number} % {len(WORDS[kind])})"


def _as(form: str, parts: list[str]) -> str:
    """A text made of parts, each word of it in the form that is searched or sorted by."""
    return " || ".join(part.replace("SELECT text", f"SELECT {form}") for part in parts)


def _after(session: Session, table: str) -> Any:
    return session.execute(text(f"SELECT coalesce(max(id), 0) FROM {table}")).scalar_one()
