"""Nothing leaks: unmistakable words are put into keys, notes, another's work and secrets, then every page is read by everybody.

What is read is what a browser or a reader of the paper would get: text, headers, the inside of workbooks and of PDF pages
(reliability.md T12). Who may meet which word is written by hand, beside the rules of the code.
"""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from types import SimpleNamespace

import pytest
from pypdf import PdfReader

from app.access import ANYONE, allow, rule_of
from app.db import db, transaction
from exam.practical.notes import add_note
from exam.practical.variants import DRAWER
from exam.theory import frozen_form
from tests.conventions.test_endpoints import PARTS, Turns, address, at_home, cells, everybody, expected
from tests.exam.practical.conftest import tiny_variant

KEY, WORK, NOTE = "KANAREKKLUCZ", "KANAREKPRACA", "KANAREKNOTATKA"
#: fields of an item that only its authors and the engine may read
KEPT_BACK = {"rationale", "note", "author_note"}
OWN_WORK = {"the candidate in the CRM", "the chair", "the member"}
NAMES = {"the operator", "the chair", "the member", "coordinator"}


def marked(value, inside=False):
    """An item's fields with the word in everything that is kept back."""
    if isinstance(value, dict):
        return {name: marked(part, inside or name in KEPT_BACK) for name, part in value.items()}
    if isinstance(value, list):
        return [marked(part, inside) for part in value]
    return f"{KEY} {value}" if inside and isinstance(value, str) else value


def working_variant(pack_id, seed):
    """The tiny variant with the word in the notes on a customer."""
    pack, built = tiny_variant(pack_id, seed)
    for row in built.rows["account"]:
        row["description"] = f"{WORK} {row.get('description') or ''}"
    return pack, built


@pytest.fixture
def marked_bank(monkeypatch):
    """The bank in which every rationale and note carries the word."""
    items = {name: type(item).model_validate(marked(item.model_dump(mode="json"))) for name, item in frozen_form.bank().items()}
    assert all(KEY in item.model_dump_json() for item in items.values())
    monkeypatch.setattr(frozen_form, "bank", lambda: items)


@pytest.fixture
def leaky(marked_bank, monkeypatch, request):
    """The busy instance full of canaries, and who meets which by right."""
    monkeypatch.setattr("tests.conventions.conftest.tiny_variant", working_variant)
    world = request.getfixturevalue("world")
    assert world.app.extensions[DRAWER] is working_variant and KEY in str(world.test.form)
    with transaction():
        add_note(world.day.attempt, db.session.merge(world.day.cast.chair), NOTE, world.build.moment)
    names = {who: f"{case.person.first_name} {case.person.last_name}"
             for who, case in (("at work", world.day.case), ("writer", world.writer), ("stranger", world.stranger))}
    strangers = {"candidate of another sitting at a station", "candidate of another sitting on the portal", "coordinator"}
    secret = world.app.config["SECRET_KEY"]
    rights = {KEY: set(), WORK: OWN_WORK, NOTE: {"the chair"}, secret.hex(): set(), repr(secret)[2:-1]: set(), "$argon2": set(),
              names["at work"]: NAMES | {"the candidate in the CRM", "the candidate at home"},
              names["writer"]: NAMES | {"the candidate in the test"}, names["stranger"]: strangers}
    return SimpleNamespace(world=world, rights=rights)


@pytest.fixture
def readers(leaky, client_of, at_station, on_portal, anonymous):
    """Name -> browser of everybody there is, people with a part in the cases and people without one."""
    world = leaky.world
    strangers = everybody(world, client_of, at_station, on_portal)
    leaky.strangers = {name: (role, scope) for name, (_, role, scope) in strangers.items()}
    found = {name: browser for name, (browser, _, _) in strangers.items()}
    found |= {"the operator": client_of(world.day.cast.operator), "the chair": client_of(world.day.cast.chair),
              "the member": client_of(world.day.cast.member), "the candidate in the CRM": at_station(world.day.case, "practical"),
              "the candidate in the test": at_station(world.writer), "the candidate at home": on_portal(world.day.case),
              "nobody": anonymous()}
    return found


def words_of(answer):
    """Everything a reader can get out of an answer: headers and text, workbooks and PDF pages opened."""
    body, head = answer.get_data(), str(answer.headers)
    if body[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            return head + "".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())
    if body[:5] == b"%PDF-":
        return head + "".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)
    return head + body.decode("utf-8", "replace")


def turned_away(leaky, name, wanted):
    """Does the rule stop this reader before the endpoint is reached?"""
    if name in PARTS:
        return not at_home(name, wanted)
    return wanted.roles is not None and (name == "nobody" or expected(wanted, *leaky.strangers[name]) is not None)


def crawl(leaky, readers, methods):
    """Words met by people who have no right to them, and who met each word at all. Everybody reads where the rule lets them
    in; those whom it turns away get one page of refusal everywhere and take turns."""
    leaks, met, last = [], Counter(), {"auth.sign_out", "theory.hand_in_now", "practical.hand_in_now"}
    turns = Turns()
    for one, method in sorted(cells(leaky.world.app, methods), key=lambda cell: cell[0].endpoint):
        if method != "GET" and one.endpoint in last:
            continue
        path, wanted = address(leaky.world, one), rule_of(leaky.world.app, one.endpoint)
        refused = [name for name in readers if turned_away(leaky, name, wanted)]
        for name in [name for name in readers if name not in refused] + turns.of(wanted, method, refused):
            words = words_of(readers[name].open(path, method=method))
            for canary, rightful in leaky.rights.items():
                if canary in words:
                    met[canary, name] += 1
                    if name not in rightful:
                        leaks.append(f"{name} reads {canary} at {method} {path} ({one.endpoint})")
    return leaks, met


def test_nobody_reads_what_is_not_theirs(leaky, readers):
    leaks, met = crawl(leaky, readers, ("GET",))
    assert not leaks, f"{len(leaks)}:\n" + "\n".join(leaks[:40])
    for canary, name in ((WORK, "the candidate in the CRM"), (WORK, "the chair"), (NOTE, "the chair")):
        assert met[canary, name], f"{name} should have met {canary}: the crawl does not reach it"


def test_refusals_and_errors_leak_nothing_either(leaky, readers):
    few = {name: browser for name, browser in readers.items() if name.startswith("the ") or name in ("nobody", "assessor")}
    leaks, _ = crawl(leaky, few, ("POST", "PUT"))
    assert not leaks, f"{len(leaks)}:\n" + "\n".join(leaks[:40])


def test_a_key_in_one_answer_is_caught(leaky, readers):
    def leak():
        return {"items": leaky.world.test.form["items"]}
    leaky.world.app.view_functions["entrance.home"] = allow(ANYONE)(leak)
    leaks, _ = crawl(leaky, {"nobody": readers["nobody"]}, ("GET",))
    assert leaks and all(KEY in leak and "entrance.home" in leak for leak in leaks)
