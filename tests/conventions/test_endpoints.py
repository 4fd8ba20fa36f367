"""Every endpoint against everybody: the rule decides, nobody slips past it, nothing breaks, and reading never writes.

Whom a rule turns away, it turns away before the endpoint is reached. So everybody comes to the first endpoint of each rule,
and to each of the others two of those who are turned away, taking turns; with ``PROBIERZ_MATRIX=all`` everybody, everywhere.
"""

from __future__ import annotations

import hashlib
import os
from collections import Counter, defaultdict
from itertools import cycle, islice

import pytest
from werkzeug.routing import AnyConverter, IntegerConverter, PathConverter, UnicodeConverter, UUIDConverter

from app import settings
from app.access import allow, rule, rule_of
from app.durable.sqlite import dbapi
from app.identity import STAFF_ROLES, Role
from exam.practical.variants import store

#: arguments that are texts, and the list of known values each is looked up in before anything is done with it
TEXTS = {("theory", "item_id"): "questions of the frozen form", ("practical", "question_id"): "questions of the variant",
         ("practical", "name"): "files of the variant", ("committee", "criterion"): "criteria of the qualification",
         ("talk", "question_id"): "questions of the candidate's plan"}
#: a rule that asks about the thing in the address, but lets these roles in whatever the answer is about (name of the question)
WIDE = {("may_see_case", Role.COORDINATOR), ("looks_after_stations", Role.COORDINATOR), ("may_read_appeal", Role.COORDINATOR),
        ("is_certificate_theirs", Role.COORDINATOR), ("is_certificate_theirs", Role.CERTIFIER)}
#: tables that a GET may touch: the session itself, and failed sign-ins
OWN_TABLES = {"http_session", "failed_sign_in"}
DENIED = {401, 403, 404}


def cells(app, methods=("GET", "POST", "PUT")):
    """Every pair of address and method, static files left out."""
    return [(one, method) for one in app.url_map.iter_rules() if not one.endpoint.endswith("static")
            for method in methods if method in one.methods]


def address(world, one, **instead):
    """The address of an endpoint in the busy instance."""
    values = {}
    for name in one.arguments:
        converter = one._converters[name]
        known = instead.get(name, world.values.get(name))
        if name == "attempt_id":
            known = world.test.id if one.endpoint.startswith("theory.") else world.practical.id
        if isinstance(converter, AnyConverter) and known not in converter.items:
            known = sorted(converter.items)[0]
        values[name] = 1 if known is None and isinstance(converter, IntegerConverter) else known
        assert values[name] is not None, f"{one.rule}: the busy instance has no {name}"
    with world.app.test_request_context():
        return one.build(values, append_unknown=False)[1]


def everybody(world, client_of, at_station, on_portal):
    """Name -> browser and roles (with scope) of people who have no part in the busy cases."""
    found = {role.value: (client_of(getattr(world.staff, role.value)), role, None) for role in STAFF_ROLES}
    found["candidate of another sitting at a station"] = (at_station(world.stranger), Role.CANDIDATE, "exam")
    found["candidate of another sitting on the portal"] = (on_portal(world.stranger), Role.CANDIDATE, "portal")
    return found


def expected(wanted, role, scope):
    """Statuses that a rule allows for somebody without a part; None where the person may come in."""
    if wanted.roles is None:
        return None
    if role not in wanted.roles:
        return {403}
    asks = getattr(wanted.asks, "__name__", None)
    if wanted.scope and scope and wanted.scope != scope:
        return {404} if asks else {403}
    if asks and (asks, role) not in WIDE:
        return {404}
    return None


class Turns:
    """Who of those whom a rule turns away comes to an endpoint."""

    def __init__(self):
        self.whole, self.turns = os.environ.get("PROBIERZ_MATRIX") == "all", {}

    def of(self, wanted, method, turned_away):
        """All of the names at the first endpoint with this rule and method, two in their turn at each of the others."""
        key = wanted, method
        if self.whole or key not in self.turns:
            self.turns[key] = cycle(turned_away)
            return list(turned_away)
        return list(dict.fromkeys(islice(self.turns[key], 2)))


def test_everybody_takes_turns_at_every_rule():
    door, turns, came = rule("a door", Role.ASSESSOR), Turns(), defaultdict(list)
    for place in range(7):
        came[place] = turns.of(door, "GET", ["ala", "ela", "ola"])
    assert came[0] == ["ala", "ela", "ola"] == turns.of(door, "POST", ["ala", "ela", "ola"])
    assert all(len(came[place]) == 2 for place in range(1, 7))
    assert Counter(name for place in range(1, 7) for name in came[place]) == {"ala": 4, "ela": 4, "ola": 4}


def test_every_endpoint_has_a_rule(app):
    without = [one.endpoint for one in app.url_map.iter_rules() if rule_of(app, one.endpoint) is None]
    assert not without
    assert len(cells(app)) > 200


def test_an_endpoint_without_a_rule_answers_nobody(app, client_of, build):
    app.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    answer = client_of(build.staff("administrator", "coordinator")).get("/forgotten")
    assert answer.status_code == 403 and b"secret" not in answer.data


def test_addresses_hold_typed_ids(app):
    loose = {(one.endpoint.split(".")[0], name) for one, _ in cells(app) for name in one.arguments
             if isinstance(one._converters[name], UnicodeConverter | PathConverter)
             or not isinstance(one._converters[name], UUIDConverter | IntegerConverter | AnyConverter)}
    assert loose == set(TEXTS)


def test_strangers_are_kept_out_of_every_endpoint(world, anonymous, client_of, at_station, on_portal):
    wrong, seen, turns = [], Counter(), Turns()
    people = everybody(world, client_of, at_station, on_portal)
    nobody = anonymous()
    for one, method in cells(world.app):
        path, wanted = address(world, one), rule_of(world.app, one.endpoint)
        if wanted.roles is None:
            continue
        answer = nobody.open(path, method=method)
        to_sign_in = answer.headers.get("Location", "").startswith("/sign-in")
        turned_away = answer.status_code == 401 or (answer.status_code == 302 and to_sign_in)
        if not turned_away or (answer.status_code == 302 and method != "GET"):
            wrong.append(f"nobody {method} {path}: {answer.status_code}")
        allowed = {name: expected(wanted, role, scope) for name, (_, role, scope) in people.items()}
        for name in turns.of(wanted, method, [name for name, statuses in allowed.items() if statuses]):
            status = people[name][0].open(path, method=method).status_code
            seen[status] += 1
            if status not in allowed[name]:
                wrong.append(f"{name} {method} {path} ({one.endpoint}): {status} instead of {allowed[name]}")
    assert not wrong, f"{len(wrong)} wrong:\n" + "\n".join(wrong[:40])
    assert seen[403] > 500 and seen[404] > 100, seen


def test_the_matrix_notices_a_rule_that_lets_everybody_in(world, client_of, at_station, on_portal):
    narrow = rule("narrow", Role.ASSESSOR, asks=lambda identity, **_: False)
    open_door = allow(rule("wide", Role.ASSESSOR))(lambda: "secret")
    world.app.add_url_rule("/wide", "wide", open_door)
    browser, role, scope = everybody(world, client_of, at_station, on_portal)["assessor"]
    assert browser.get("/wide").status_code not in expected(narrow, role, scope)


def test_nothing_breaks_for_those_who_may_come_in(world, client_of, at_station, on_portal):
    broken, people = [], everybody(world, client_of, at_station, on_portal)
    last = {"auth.sign_out", "auth.password", "people.deactivate", "people.reset_password"}
    for one, method in sorted(cells(world.app), key=lambda cell: (cell[1] != "GET", cell[0].endpoint in last, cell[0].endpoint)):
        wanted = rule_of(world.app, one.endpoint)
        for name, (browser, role, scope) in people.items():
            if expected(wanted, role, scope) is None and one.endpoint not in last:
                path = address(world, one)
                answer = browser.open(path, method=method)
                if answer.status_code >= 500 or answer.status_code == 401:
                    broken.append(f"{name} {method} {path} ({one.endpoint}): {answer.status_code}")
    assert not broken, "\n".join(broken)


#: endpoint, method, who -> what is answered; written by hand from the rules of validation, beside the rules of the code
SENSITIVE = [
    ("committee.sheet", "GET", "coordinator", 403), ("committee.sheet", "GET", "operator", 403),
    ("committee.sheet", "GET", "administrator", 403), ("committee.sheet", "GET", "assessor", 404),
    ("committee.sheet", "GET", "certifier", 403), ("committee.sheet", "GET", "reviewer", 403),
    ("committee.mark", "POST", "assessor", 404), ("committee.decide", "POST", "coordinator", 403),
    ("committee.decide", "POST", "assessor", 404), ("committee.sign", "POST", "administrator", 403),
    ("committee.announce", "POST", "coordinator", 403), ("committee.report", "GET", "operator", 403),
    ("committee.report", "GET", "administrator", 403), ("committee.report", "GET", "assessor", 404),
    ("committee.report_pdf", "GET", "reviewer", 404), ("committee.report_xlsx", "GET", "operator", 403),
    ("theory.answer", "PUT", "operator", 403), ("theory.answer", "PUT", "administrator", 403),
    ("theory.answer", "PUT", "candidate of another sitting at a station", 404),
    ("theory.state", "GET", "candidate of another sitting at a station", 404),
    ("practical.answer", "PUT", "candidate of another sitting at a station", 404),
    ("practical.assignment", "GET", "candidate of another sitting at a station", 404),
    ("practical.assignment", "GET", "operator", 403), ("practical.file", "GET", "assessor", 403),
    ("sandbox_crm.account_list", "GET", "operator", 403), ("sandbox_crm.account_list", "GET", "coordinator", 403),
    ("sandbox_crm.account_list", "GET", "assessor", 404),
    ("sandbox_crm.account_list", "GET", "candidate of another sitting at a station", 404),
    ("talk.overview", "GET", "coordinator", 403), ("talk.overview", "GET", "assessor", 404),
    ("talk.observation", "GET", "operator", 403), ("talk.add_note", "POST", "assessor", 404),
    ("supervision.board", "GET", "operator", 404), ("supervision.board", "GET", "coordinator", 403),
    ("supervision.board", "GET", "assessor", 403), ("supervision.tiles", "GET", "operator", 404),
    ("supervision.change_time", "POST", "operator", 404), ("supervision.change_time", "POST", "assessor", 403),
    ("supervision.check_identity", "POST", "coordinator", 403), ("supervision.print_slips", "POST", "operator", 404),
    ("certificates.confirm", "POST", "coordinator", 403), ("certificates.confirm", "POST", "assessor", 403),
    ("certificates.confirm", "POST", "administrator", 403), ("appeals.rule", "POST", "reviewer", 404),
    ("appeals.rule", "POST", "assessor", 403), ("appeals.rule", "POST", "coordinator", 403),
    ("appeals.appoint", "POST", "reviewer", 403), ("appeals.case", "GET", "reviewer", 404),
    ("appeals.case", "GET", "candidate of another sitting on the portal", 404),
    ("appeals.case", "GET", "assessor", 403), ("people.overview", "GET", "operator", 403),
    ("people.reset_password", "POST", "assessor", 403), ("people.deactivate", "POST", "certifier", 403),
    ("settings.save", "POST", "assessor", 403), ("settings.save", "POST", "operator", 403),
    ("sittings.case", "GET", "assessor", 404), ("sittings.case", "GET", "operator", 404),
    ("sittings.case", "GET", "certifier", 403), ("enrolments.seat", "POST", "assessor", 403),
    ("enrolments.admit", "POST", "operator", 403), ("entrance.portal", "GET", "coordinator", 403),
    ("entrance.portal", "GET", "candidate of another sitting at a station", 403),
    ("sandbox_crm.account_new", "POST", "reviewer", 404), ("sandbox_crm.account_new", "POST", "administrator", 403),
]


def test_the_sensitive_endpoints_answer_as_written_by_hand(world, client_of, at_station, on_portal):
    people = everybody(world, client_of, at_station, on_portal)
    wrong = []
    for endpoint, method, who, status in SENSITIVE:
        one = next(one for one in world.app.url_map.iter_rules(endpoint) if method in one.methods)
        found = people[who][0].open(address(world, one), method=method).status_code
        if found != status:
            wrong.append(f"{who} {method} {endpoint}: {found}, written: {status}")
    assert not wrong, "\n".join(wrong)


class Watch:
    """Sees whether a database file changed: cheaply by its data version, then by the content of every table but some."""

    def __init__(self, path, passed_over):
        self.connection, self.passed_over = dbapi.connect(f"file:{path}?mode=ro", uri=True), set(passed_over)
        self.version, self.content = self._version(), self._content()

    def changed(self):
        """Names of the tables that changed since the last look."""
        if self._version() == self.version:
            return []
        before, self.version, self.content = self.content, self._version(), self._content()
        return sorted(name for name in before | self.content if before.get(name) != self.content.get(name))

    def close(self):
        self.connection.close()

    def _version(self):
        return self.connection.execute("PRAGMA data_version").fetchone()[0]

    def _content(self):
        names = [name for (name,) in self.connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: hashlib.sha256(repr(self.connection.execute(f'SELECT * FROM "{name}"').fetchall()).encode()).hexdigest()
                for name in names if name not in self.passed_over}


@pytest.fixture
def watches(world):
    """The examination's database and the live sandbox, watched."""
    config = world.app.extensions["probierz_config"]
    with world.app.app_context():
        sandbox = store().path(world.practical.sandbox)
    found = {"the examination": Watch(config.database, OWN_TABLES), "the sandbox": Watch(sandbox, {"journal"})}
    yield found
    for watch in found.values():
        watch.close()


#: role and scope of the people who have a part in the busy cases
PARTS = {"the operator": (Role.OPERATOR, None), "the chair": (Role.ASSESSOR, None), "the member": (Role.ASSESSOR, None),
         "the candidate in the CRM": (Role.CANDIDATE, "exam"), "the candidate in the test": (Role.CANDIDATE, "exam"),
         "the candidate at home": (Role.CANDIDATE, "portal")}


def at_home(name, wanted):
    """May somebody with a part come in as far as the role goes? Whether the thing is theirs too, the endpoint answers."""
    role, scope = PARTS[name]
    return wanted.roles is None or (role in wanted.roles and (not wanted.scope or not scope or wanted.scope == scope))


@pytest.fixture
def insiders(world, client_of, at_station, on_portal):
    """Browsers of people who have a part in the busy cases."""
    return {"the operator": client_of(world.day.cast.operator), "the chair": client_of(world.day.cast.chair),
            "the candidate in the CRM": at_station(world.day.case, "practical"),
            "the candidate in the test": at_station(world.writer), "the candidate at home": on_portal(world.day.case)}


def test_reading_writes_nothing(world, watches, insiders, client_of, at_station, on_portal):
    readers = {name: (browser, None) for name, browser in insiders.items()}
    strangers = everybody(world, client_of, at_station, on_portal)
    readers |= {name: (browser, (role, scope)) for name, (browser, role, scope) in strangers.items()}
    turns = Turns()
    for watch in watches.values():
        watch.changed()
    wrote, statuses = [], Counter()
    for one, _ in cells(world.app, ("GET",)):
        path, wanted = address(world, one), rule_of(world.app, one.endpoint)
        # strangers who are kept out, as another test proves, have no part in this
        inside = [name for name, (_, outside) in readers.items() if outside is None or expected(wanted, *outside) is None]
        refused = [name for name in inside if name in insiders and not at_home(name, wanted)]
        for name in [name for name in inside if name not in refused] + turns.of(wanted, "GET", refused):
            status = readers[name][0].get(path).status_code
            statuses[status] += 1
            wrote += [f"{name} GET {path} ({one.endpoint}) changed {tables} of {where}"
                      for where, watch in watches.items() if (tables := watch.changed())]
            if status >= 500:
                wrote.append(f"{name} GET {path} ({one.endpoint}): {status}")
    assert not wrote, f"{len(wrote)}:\n" + "\n".join(wrote[:40])
    assert statuses[200] > 100, statuses


def test_an_empty_form_from_insiders_breaks_nothing(world, insiders):
    broken, last = [], {"auth.sign_out", "theory.hand_in_now", "practical.hand_in_now"}
    for one, method in sorted(cells(world.app, ("POST", "PUT")), key=lambda cell: cell[0].endpoint in last):
        for name, browser in insiders.items():
            status = browser.open(address(world, one), method=method).status_code
            if status >= 500:
                broken.append(f"{name} {method} {one.endpoint}: {status}")
    assert not broken, "\n".join(broken)


def test_the_watch_notices_a_write(world, watches, client_of):
    browser = client_of(world.staff.coordinator)
    watches["the examination"].changed()
    browser.post("/settings", data={"institution.place": "Lublin"})
    assert watches["the examination"].changed() == []
    values = {key: str(value) for key, value in _settings(world).items()}
    assert browser.post("/settings", data={**values, "institution.place": "Lublin"}).status_code == 303
    assert "setting_change" in watches["the examination"].changed()


def _settings(world):
    with world.app.app_context():
        return settings.all_values()
