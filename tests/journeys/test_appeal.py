"""From a negative decision through an appeal, changed to met, to a certificate that anybody can check."""

import re
from io import BytesIO

from playwright.sync_api import expect
from pypdf import PdfReader

from exam.rehearsal.judging import Given
from tests.journeys.browsing import look
from tests.journeys.pages.appeals import AppealCase, AppealForm, Verification

CONTESTED = "2.2.a"
NOTE = "Pola konta pozostały nieuzupełnione w obu próbach, co widać w dzienniku zmian."
REASON = "Dane uzupełniłam w karcie kontaktu, bo tak mówiło polecenie; proszę sprawdzić dziennik."
RULING = "Dziennik zmian potwierdza uzupełnienie danych inną dopuszczalną drogą; kryterium jest spełnione."


def test_an_appeal_leads_from_a_negative_decision_to_a_certificate(house, people, tmp_path):
    cast = house.sitting()
    case = house.announced(cast, {CONTESTED: Given("not_met", NOTE)}, "Alicja Wrona", fault=CONTESTED)
    coordinator = house.build.staff("coordinator", name="Ewa Kowal")
    reviewer = house.build.staff("reviewer", name="Olga Rawska")
    officer = house.build.staff("certifier", name="Marek Sitarz")
    house.also(cast.chair, "reviewer")
    house.also(cast.member, "certifier")

    candidate = people.on_portal(case)
    look(candidate, "portal-negative")
    candidate.get_by_role("link", name="Raport komisji", exact=True).click()
    expect(candidate.get_by_text("negatywny", exact=True)).to_be_visible()
    expect(candidate.get_by_role("heading", name="Uzasadnienie")).to_be_visible()
    look(candidate, "report-negative")
    candidate.goto("/portal")
    candidate.get_by_role("link", name=re.compile("Odwołanie:")).click()
    AppealForm(candidate).file(**{"c2_2_a": ""})
    expect(candidate.get_by_role("alert")).to_be_visible()
    AppealForm(candidate).file(**{"c2_2_a": REASON})
    look(candidate, "appeal-filed")
    number = candidate.get_by_role("heading", level=1).inner_text().removeprefix("Odwołanie ").strip()

    desk = people.staff(coordinator)
    appeal = AppealCase(desk).enter(number)
    look(desk, "appeal-coordinator")
    expect(desk.locator("label").filter(has_text=cast.chair.name)).to_contain_text("udział w komisji tego kandydata")
    expect(desk.get_by_role("radio", name=cast.chair.name)).to_be_disabled()
    look(desk, "appeal-refused-reviewer")
    desk.goto("/appeals")
    desk.get_by_role("link", name=number).click()
    appeal.appoint(reviewer.name)
    expect(desk.locator("dd").filter(has_text=reviewer.name)).to_be_visible()

    ruling = people.staff(reviewer)
    AppealCase(ruling).enter(number)
    look(ruling, "appeal-reviewer")
    expect(ruling.get_by_text(REASON).first).to_be_visible()
    expect(ruling.get_by_text(NOTE).first).to_be_visible()
    AppealCase(ruling).rule(CONTESTED, "ocena zmieniona na „spełnione”", RULING)
    expect(ruling.get_by_text(RULING).first).to_be_visible()
    look(ruling, "appeal-ruled")

    candidate.goto("/portal")
    candidate.get_by_role("link", name="Raport komisji", exact=True).click()
    expect(candidate.locator(".result-box")).to_contain_text("pozytywny")
    expect(candidate.get_by_text(re.compile("wcześniejsz.*negatywn|negatywn.*wcześniejsz", re.I)).first).to_be_visible()
    look(candidate, "report-positive")

    refused = people.staff(cast.member)
    refused.get_by_role("navigation", name="Menu główne").get_by_role("link", name="Certyfikaty").click()
    refused.get_by_role("link", name="Sprawdź i zatwierdź").click()
    expect(refused.get_by_text("Nie można zatwierdzić tej sprawy:")).to_be_visible()
    expect(refused.get_by_role("button", name="Wydaj certyfikat")).to_have_count(0)
    look(refused, "certificate-refused")
    signing = people.staff(officer)
    signing.get_by_role("navigation", name="Menu główne").get_by_role("link", name="Certyfikaty").click()
    signing.get_by_role("link", name="Sprawdź i zatwierdź").click()
    signing.get_by_role("button", name="Wydaj certyfikat").click()
    look(signing, "certificates")
    printed = signing.get_by_role("row").filter(has_text="Alicja Wrona").get_by_role("rowheader").inner_text()

    candidate.goto("/portal")
    with candidate.expect_download() as download:
        candidate.get_by_role("link", name=re.compile("certyfikat", re.I)).click()
    download.value.save_as(tmp_path / "certyfikat.pdf")
    words = "\n".join(page.extract_text() for page in PdfReader(BytesIO((tmp_path / "certyfikat.pdf").read_bytes())).pages)
    assert printed in words and "Alicja Wrona" in words
    code = re.search(r"\b(?:[0-9A-Z]{4}-){6,}[0-9A-Z]{1,4}\b", words).group()

    check = Verification(people.window("anybody"))
    check.check(printed, code[:-1] + ("A" if code[-1] != "A" else "C"))
    check.expect_nothing_told("Alicja Wrona")
    unknown = check.page.get_by_role("status").inner_text()
    check.check(printed.replace("/2026/0", "/2025/0"), code)
    assert check.page.get_by_role("status").inner_text() == unknown
    look(check.page, "verify-nothing")
    check.check(printed, code)
    expect(check.page.get_by_text("Certyfikat jest autentyczny i ważny.")).to_be_visible()
    expect(check.page.get_by_text("Alicja Wrona")).to_be_visible()
    look(check.page, "verify-genuine")
