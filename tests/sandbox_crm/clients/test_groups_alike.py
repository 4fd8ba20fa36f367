"""The pages of accounts and people that look alike: what is grouped, page after page, and what a page costs."""

from __future__ import annotations

import pytest
from sqlalchemy import event, insert, select, text

from sandbox_crm import store
from sandbox_crm.clients import accounts, alike, merging
from sandbox_crm.clients.duplicates import find_duplicates
from sandbox_crm.models.clients import Account, Contact
from tests.sandbox_crm.driver import ADDRESS, page
from tests.sandbox_crm.seed import BORSUK, EWA, JAN, SWIT

STAMPS = {"created_at": store.datetime(2026, 4, 1), "updated_at": store.datetime(2026, 4, 1), "row_version": 1}


#: one NIP in the three ways in which old data hold it
WRITTEN = ("10{:08}", "1-0{:08}", "1 0{:08}")


def account(number: int, **values):
    return {"id": number, "name": f"Firma {number}", "name_fold": f"firma {number}", "name_sort": f"firma {number}",
            "city": f"Miasto {number}", "email": f"biuro{number}@firma.example", "nip": None, "phone": None,
            "duplicate_reason": None, "deleted_at": None, **STAMPS, **values}


def add(bench, *rows):
    bench.session.execute(insert(Account), list(rows))


def told(groups):
    return [(group.reason, [one.id for one in group.members]) for group in groups]


def every_page(bench, kind):
    groups, place = alike.page(bench.session, kind)
    found = list(groups)
    while place:
        groups, place = alike.page(bench.session, kind, place)
        found += groups
    return found


def test_accounts_are_grouped_by_nip_name_in_a_town_e_mail_and_phone(bench):
    add(bench,
        account(100, nip="1000000043"), account(101, nip="100-000-00-43", duplicate_reason=None),
        account(110, name="Żuraw sp. z o.o.", city="Łódź"), account(111, name="ŻURAW Spółka Akcyjna", city="łódź"),
        account(112, name="Żuraw", city="Kielce"), account(113, name="Żuraw", city=None),
        account(114, name="Żuraw", city=None),
        account(120, email="A@b.example"), account(121, email="a@B.example"),
        account(130, phone="+48 600 100 200"), account(131, phone="600-100-200"),
        account(132, phone="12"), account(133, phone="12"),
        account(140, email="x@y.example", duplicate_reason="oddział"), account(141, email="x@y.example"),
        account(150, email="z@y.example", deleted_at=STAMPS["created_at"]), account(151, email="z@y.example"))
    groups = told(every_page(bench, alike.ACCOUNTS))
    assert groups == [("nip", [100, 101]), ("name", [110, 111]), ("email", [120, 121]), ("phone", [130, 131])]


def test_a_group_is_told_once_with_its_strongest_reason(bench):
    add(bench, *(account(number, name="Sowa", city="Ełk", email="s@s.example", phone="600 700 800") for number in (100, 101)),
        account(102, email="s@s.example"))
    assert told(every_page(bench, alike.ACCOUNTS)) == [("name", [100, 101]), ("email", [100, 101, 102])]


def test_people_are_grouped_by_e_mail_by_any_of_their_phones_and_by_name_at_one_account(bench):
    def person(number, first, last, account_id, **values):
        return {"id": number, "first_name": first, "last_name": last, "account_id": account_id,
                "name_fold": f"{first} {last}".lower(), "name_sort": last, "email": None, "phone": None, "mobile": None,
                **STAMPS, **values}

    bench.get(Contact, EWA).phone = bench.get(Contact, JAN).phone = None
    bench.session.execute(insert(Contact), [
        person(100, "Iga", "Lis", SWIT, email="i@l.example"), person(101, "Igor", "Wilk", BORSUK, email="I@L.example"),
        person(110, "Ola", "Kot", SWIT, phone="600 100 200"), person(111, "Ala", "Ryś", BORSUK, mobile="+48600100200"),
        person(112, "Ula", "Żbik", None, mobile="600100200"), person(113, "Ewa", "Sum", None, phone="700 100 200"),
        person(114, "Jan", "Sum", SWIT, phone="700100200"),
        person(116, "Lew", "Dorsz", SWIT, phone="22 100 20 30"), person(117, "Zyta", "Flądra", BORSUK, mobile="22-100-20-30"),
        person(115, "Jan", "Pirs", SWIT, phone="888777666", mobile="888 777 666"),
        person(120, "Ada", "Okoń", SWIT), person(121, "Ada", "Okoń", SWIT), person(122, "Ada", "Okoń", BORSUK)])
    groups = {(reason, tuple(ids)) for reason, ids in told(every_page(bench, alike.CONTACTS))}
    assert groups == {("email", (100, 101)), ("phone", (110, 111, 112)), ("phone", (113, 114)), ("phone", (116, 117)),
                      ("name", (120, 121))}


def test_pages_follow_by_keys_and_lose_and_repeat_nothing(bench):
    add(bench, *(account(100 + number, email=f"wspolny{number // 2:03}@firma.example") for number in range(140)),
        *(account(400 + number, nip=WRITTEN[number % 3].format(number // 3)) for number in range(30)))
    groups = every_page(bench, alike.ACCOUNTS)
    keys = [(group.reason, group.key) for group in groups]
    assert len(keys) == len(set(keys)) == 80 and keys == sorted(keys, key=lambda one: (one[0] != "nip", one[1]))
    first, place = alike.page(bench.session, alike.ACCOUNTS)
    assert len(first) == alike.ON_PAGE and place == (first[-1].reason, first[-1].key)
    add(bench, account(900, email="wspolny000@firma.example"), account(901, nip="10-00000000"))
    rest, place = [], place
    while place:
        more, place = alike.page(bench.session, alike.ACCOUNTS, place)
        rest += more
    assert [(group.reason, group.key) for group in [*first, *rest]] == keys, "what is added meanwhile moves no page"


def test_a_large_group_shows_some_of_its_members_and_says_how_many_there_are(sandbox, client):
    with sandbox.work() as bench:
        add(bench, *(account(100 + number, email="sekretariat@gmina.example") for number in range(40)))
    soup = page(client, "/accounts/merge")
    assert len(soup.select("#alike ~ .crm-scroll tbody tr td a[href$='/accounts/100']")) == 1
    assert "pierwsze 12 z 40" in soup.text and len(soup.select("#alike ~ .crm-scroll tbody tr")) == 1 + 12


def test_the_pages_are_walked_by_links_alone(sandbox, client):
    with sandbox.work() as bench:
        add(bench, *(account(100 + number, email=f"wspolny{number // 2:03}@firma.example") for number in range(120)))
    seen, address = [], "/accounts/merge"
    while address:
        soup = page(client, address)
        seen += [link["href"] for link in soup.select("#alike ~ .crm-scroll tbody td:first-child a")]
        later = soup.select_one('a[rel="next"]')
        address = later["href"].removeprefix(ADDRESS) if later else None
    assert len(seen) == len(set(seen)) == 120
    page(client, "/accounts/merge?after=tampered")


def cost(sandbox, kind):
    """Statements that a first page sends, rows that it reads, and how each statement finds its rows."""
    sent = []

    def note(_connection, _cursor, statement, parameters, *_rest):
        if statement != "BEGIN":
            sent.append((statement, parameters))

    with store.open_path(sandbox.path, write=False) as session:
        event.listen(store._engine, "before_cursor_execute", note)
        try:
            groups, place = alike.page(session, kind)
        finally:
            event.remove(store._engine, "before_cursor_execute", note)
        connection = session.connection()
        rows = sum(len(connection.exec_driver_sql(*one).all()) for one in sent)
        plans = [[row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {one[0]}", one[1])] for one in sent]
    return len(sent), rows, plans, groups, place


@pytest.mark.parametrize("kind", [alike.ACCOUNTS, alike.CONTACTS], ids=["accounts", "contacts"])
def test_a_page_reads_the_index_and_the_records_that_it_shows(sandbox, kind):
    def grow(first, last):
        with sandbox.work() as bench:
            add(bench, *(account(number, email=f"b{number}@f.example", phone=f"600 {number:06}", nip=f"1{number:09}")
                         for number in range(first, last)))
            bench.session.execute(insert(Contact), [
                {"id": number, "first_name": "Jan", "last_name": f"Nowak {number}", "name_fold": f"jan nowak {number}",
                 "account_id": SWIT, "email": f"n{number}@f.example", "phone": f"500 {number:06}",
                 "mobile": f"700 {number:06}", **STAMPS} for number in range(first, last)])

    with sandbox.work() as bench:
        bench.get(Contact, EWA).phone = bench.get(Contact, JAN).phone = None
        add(bench, *(account(100 + number, email=f"wspolny{number // 2}@f.example") for number in range(20)))
        bench.session.execute(insert(Contact), [
            {"id": 100 + number, "first_name": "A", "last_name": "B", "email": f"wspolny{number // 2}@f.example", **STAMPS}
            for number in range(20)])
    grow(1_000, 1_100)
    few = cost(sandbox, kind)
    grow(2_000, 5_000)
    many = cost(sandbox, kind)
    assert few[:2] == many[:2], "neither the statements nor the rows that are read know how large the table is"
    assert few[0] <= 8 and few[1] <= 2 * 20 + 20 and len(many[3]) == 10 and many[4] is None
    for plan in many[2]:
        walked = [step for step in plan if step.startswith("SCAN") and "USING COVERING INDEX" not in step]
        kept = [step for step in walked if not any(word in step for word in ("subquery", "(", "anon_"))]
        assert not kept, plan
        assert any(f"ix_{kind.entity.__tablename__}_alike_" in step for step in plan), plan


def test_the_key_of_name_and_town_follows_every_path(bench):
    def key():
        return bench.session.execute(select(Account.name_key).where(Account.id == SWIT)).scalar_one()

    assert key() == "swit|lublin", "seeded rows have it too"
    accounts.update(bench, account_id=SWIT, name="Świt Nowy S.A.")
    bench.session.flush()
    assert key() == "swit nowy|lublin"
    accounts.bulk_update(bench, account_ids=[SWIT], field="city", value="Łódź")
    bench.session.flush()
    assert key() == "swit nowy|lodz"
    merging.merge(bench, keep_id=SWIT, drop_id=BORSUK, fields={"name": "drop", "city": "drop"})
    assert key() == "hurtownia borsuk jan borsuk|kielce"


def test_duplicates_of_a_new_account_are_found_by_the_key_alone(bench):
    plan = bench.session.execute(text(
        "EXPLAIN QUERY PLAN SELECT * FROM account WHERE name_key >= 'swit|' AND name_key < 'swit}'")).all()
    assert "ix_account_name_key" in plan[0][3]
    found = find_duplicates(bench.session, {"name": "ŚWIT spółka z ograniczoną odpowiedzialnością", "city": None})
    assert [(match.account.id, match.reason) for match in found] == [(SWIT, "name")]
    assert not find_duplicates(bench.session, {"name": "Świt Plus", "city": "Lublin"})
    assert not find_duplicates(bench.session, {"name": "Świ", "city": "Lublin"})
