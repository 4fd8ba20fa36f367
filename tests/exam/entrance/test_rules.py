"""The rules of the validation are told to everybody in advance, from the settings in force and the qualification itself."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from app import settings
from app.db import transaction
from exam.sittings.aids import allowed_in, lines
from exam.sittings.models import Sitting
from exam.sittings.pinned import stated, thresholds
from question_bank.qualification import load_qualification


def words(answer):
    return " ".join(BeautifulSoup(answer.get_data(as_text=True), "html.parser").get_text(" ").split())


def test_everybody_reads_every_criterion_with_its_methods(app, anonymous, build):
    page = words(anonymous().get("/rules"))
    for criterion in load_qualification().criteria:
        assert " ".join(criterion.text.split()) in page, criterion.code
    for wanted in ("Próg wstępny", "75 minut", "120 minut", "14 dni", "obserwacja w warunkach symulowanych", "RODO", "5 lat"):
        assert wanted in page, wanted


@pytest.mark.parametrize("address", ["/", "/about-crm"])
def test_the_page_is_linked_where_people_come_in(anonymous, build, address):
    assert 'href="/rules"' in anonymous().get(address).get_data(as_text=True)


def test_the_page_follows_the_settings_and_a_case_keeps_its_own(anonymous, build, on_portal):
    case = build.admitted(build.sitting())
    with transaction():
        settings.change("theory.minutes", 91)
        settings.change("theory.met_from", 5)
        settings.change("theory.first", "yes")
        settings.change("result.days", 0)
    page = words(anonymous().get("/rules"))
    assert "91 minut" in page and "75 minut" not in page and "co najmniej 5 poprawnych" in page
    assert "która zaliczyła część teoretyczną" in page and "w dniu sesji" in page
    browser = on_portal(case)
    assert 'href="/rules"' in browser.get("/portal").get_data(as_text=True)
    own = words(browser.get("/rules"))
    assert "75 minut" in own and "91 minut" not in own and "z dnia zgłoszenia" in own


def test_the_page_speaks_english_too(anonymous, build):
    browser = anonymous()
    browser.post("/language/en")
    assert "Rules of the validation" in words(browser.get("/rules"))


def test_thresholds_are_stated_as_pinned():
    assert thresholds({}).startswith("spełnione od 4 poprawnych odpowiedzi na 6 (próg wstępny); 2–3:")
    assert "; 4: kryterium" in thresholds({"theory.met_from": 5, "theory.review_from": 4})
    assert "wyjaśnia" not in thresholds({"theory.met_from": 4, "theory.review_from": 4})
    assert dict(stated({"appeal.days": 21}))["Czas na odwołanie"].startswith("21 dni")


def test_one_list_of_aids_holds_everywhere(build, on_portal, at_station, client_of):
    cast = build.sitting(allowed_aids="kalkulator", practice_aids="pakiet biurowy\nliczydło", talk_aids="brak",
                         allowed_addresses="https://isap.sejm.gov.pl")
    build.ready(cast)
    case = build.admitted(cast, state="identity_checked")
    portal = words(on_portal(case).get("/portal"))
    assert all(one in portal for one in ("kalkulator", "pakiet biurowy, liczydło", "isap.sejm.gov.pl"))
    waiting = words(at_station(case).get("/test"))
    assert "kalkulator" in waiting and "isap.sejm.gov.pl" in waiting and "liczydło" not in waiting
    operator = client_of(cast.operator)
    script = words(operator.get(f"/supervision/{cast.sitting.id}/opening/theory"))
    assert "kalkulator" in script and "liczydło" not in script
    assert "liczydło" in words(operator.get(f"/supervision/{cast.sitting.id}/opening/practical"))
    protocol = words(client_of(build.staff("coordinator")).get(f"/sittings/{cast.sitting.id}/report"))
    assert "pakiet biurowy, liczydło" in protocol and "isap.sejm.gov.pl" in protocol


def test_a_sitting_without_a_list_takes_that_of_its_scenario_and_no_address():
    allowed = allowed_in(Sitting(pack_id="bezszum", allowed_aids=""))
    assert "kalkulator" in allowed.practice and allowed.theory == allowed.talk == allowed.addresses == ()
    assert allowed_in(Sitting(pack_id="bezszum", allowed_aids="", practice_aids="tylko kartka")).practice == ("tylko kartka",)
    assert allowed_in(Sitting(pack_id="nieznany", allowed_aids="")).practice == ()


def test_aids_are_parted_by_lines_and_commas():
    assert lines("kalkulator, kartki;\n\n długopis.") == ("kalkulator", "kartki", "długopis") and lines(None) == ()
