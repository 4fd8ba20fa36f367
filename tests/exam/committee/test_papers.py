"""What the committee's report and the protocol of a sitting say: parts, thresholds, course, seats, readiness, closing list."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta

import pytest
from pypdf import PdfReader

from app.db import transaction
from exam.committee import deciding, justifying
from exam.committee import sitting_rules as paper
from exam.committee.reporting import report_of
from exam.committee.sitting_report import sitting_report_of
from exam.practical import crm_lock, self_test
from exam.practical.talk import plan_of
from exam.rehearsal import judging
from exam.sittings import admission, readiness, seating
from exam.sittings.models import CaseState, Sitting
from exam.supervision import closing, incidents
from exam.theory import attempts
from exam.timing import adjust
from question_bank.qualification import load_qualification
from scoring.report import pdf, xlsx
from scoring.report.model import MemberMark, shared_marks
from scoring.report.sitting import draw_pdf, draw_xlsx

NOTED, QUIET, HEARD = "2.4.b", "2.4.f", "2.3.e"


def words_of(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


@pytest.fixture
def report(announced):
    return report_of(announced.case())


def test_each_part_has_its_result_and_the_score_its_threshold(announced, report):
    assert dict(report.results_of_parts) == {"Część teoretyczna": "wynik negatywny (7 z 8)",
                                             "Część praktyczna": "wynik pozytywny (31 z 31)"}
    assert all(words.startswith("wynik pozytywny") for _, words in report_of(announced.case("good")).results_of_parts)
    printed = words_of(pdf.draw(report, announced.clock.now()))
    assert "wynik negatywny (7 z 8)" in printed and "0 z 6 odpowiedzi poprawnych; próg wstępny: 4" in printed
    assert xlsx.draw(report, announced.clock.now())[:2] == b"PK"


def test_work_that_nobody_noted_anything_about_says_so(report):
    rows = {row.code: row for row in report.rows}
    assert rows[QUIET].heard == ("Obserwacja: bez uwag.",)
    assert any("sam poprawił etap" in line for line in rows[NOTED].heard)
    assert "Obserwacja: bez uwag." not in rows[NOTED].heard and not any("bez uwag" in line for line in rows["1.1.a"].heard)


def test_the_record_of_the_talk_is_never_counted_away(announced, report):
    rows = {row.code: row for row in report.rows}
    long = tuple(f"Ustalenie numer {number}." for number in range(9))
    assert any(line.startswith("Rozmowa") for line in rows[HEARD].heard)
    parts = tuple(replace(part, rows=tuple(replace(row, evidence=long) if row.code == HEARD else row for row in part.rows))
                  for part in report.parts)
    printed = words_of(pdf.draw(replace(report, parts=parts), announced.clock.now()))
    assert "oraz 7 dalszych ustaleń w zapisie pracy" in printed
    assert "Ustalenie numer 8" not in printed and rows[HEARD].heard[0][:40] in printed


def test_the_result_of_the_test_is_nobodys_own_mark(announced, report):
    rows = {row.code: row for row in report.rows}
    names = ", ".join(sorted(member.name for member in announced.members))
    ((who, verdict, note),) = shared_marks(rows["1.1.a"].marks)
    assert (who, verdict) == ("Wynik testu", "not_met")
    assert ", ".join(sorted(note.removeprefix("kontrasygnata: ").split(", "))) == names
    assert {who for who, _, _ in shared_marks(rows["1.3.a"].marks)} != {"Wynik testu"}  # control: marked after the talk
    unsigned = shared_marks((MemberMark("Anna", "met", "", of_test=True),))
    assert unsigned == [("Wynik testu", "met", "bez kontrasygnaty")]


def test_the_course_tells_changes_of_time_and_of_the_committee(frozen):
    with transaction():
        test = attempts.attempt_of(frozen.good)
        adjust(test, "theory.", "extension", 600, "awaria klawiatury", frozen.moment, frozen.user("operator"))
        seating.replace(frozen.case("good"), frozen.user("member"), frozen.user("reserve"), "choroba członka", frozen.moment)
    told = dict(report_of(frozen.case("good")).course)
    assert "przedłużenie czasu o 10 min – awaria klawiatury" in told["Zmiana czasu"]
    change = told["Zmiana w składzie komisji"]
    assert frozen.user("member").name in change and "choroba członka" in change
    assert "Zmiana czasu" not in dict(report_of(frozen.case()).course)  # control: the other candidate


def section(report, title):
    return report.section(title)


def test_the_protocol_names_the_rules_in_force_and_the_versions(announced):
    with transaction():
        sitting = announced.case().sitting
        sitting.allowed_aids = "kalkulator\nsłownik"
        crm_lock.ensure(sitting, announced.moment)
    rules = dict(section(sitting_report_of(announced.case().sitting), "Zasady i ustawienia").rows)
    aids = dict(section(sitting_report_of(announced.case().sitting), "Dozwolone pomoce i adresy").rows)
    assert rules["Progi testu teoretycznego"].startswith("próg wstępny: od 4 poprawnych odpowiedzi")
    assert rules["Czas testu teoretycznego"] == "75 min"
    assert (aids["Test teoretyczny"], aids["Adresy internetowe"]) == ("kalkulator, słownik", "brak")
    assert rules["Metody walidacji"] == ("test teoretyczny; obserwacja w warunkach symulowanych (symulacja); "
                                         "wywiad swobodny lub ustrukturyzowany (rozmowa z komisją)")
    ((_, what, crm, pack, _),) = section(sitting_report_of(announced.case().sitting), "System CRM i scenariusz").rows
    assert what == "ustalono wersję" and crm and pack.startswith("bezszum (")


def test_the_protocol_names_who_signed_the_cards_and_what_was_decided_on_gaps(announced):
    sitting = announced.case().sitting
    assert self_test.run(sitting, announced.moment).fault == ""
    with transaction():
        checked = set(readiness.ITEMS) - {"printer"}
        operator = announced.user("operator")
        readiness.sign(sitting.stations[0], checked, "Wydruki z drukarki zapasowej.", operator, announced.moment)
    rows = section(sitting_report_of(announced.case().sitting), "Karty gotowości stanowisk").rows
    assert "braki: drukarka (strona próbna); decyzja: Wydruki z drukarki zapasowej." in rows[0][1]
    assert announced.user("operator").name in rows[0][2] and "braki" not in rows[1][1]


def test_the_protocol_tells_refusals_events_seats_and_the_closing_list(build):
    cast = build.sitting()
    refused, seated = build.enrolled(cast), build.admitted(cast)
    with transaction():
        admission.refuse(refused, "fee", "Opłata nie wpłynęła do dnia sesji.", build.moment)
        seating.replace(seated, cast.member, cast.reserve, "spóźnienie członka", build.moment)
        incidents.log(cast.sitting, None, "noise", "Hałas z korytarza.", build.moment, cast.operator, build.moment)
    report = sitting_report_of(cast.sitting)
    unsigned = section(report, "Lista zamknięcia")
    assert unsigned.rows == () and "nie została jeszcze podpisana" in unsigned.empty
    ((number, _, why, facts, _),) = section(report, "Odmowy dopuszczenia").rows
    assert (number, why, facts) == (refused.number, "brak opłaty", "Opłata nie wpłynęła do dnia sesji.")
    ((_, bench, changes),) = section(report, "Komisje kandydatów").rows
    assert cast.reserve.name in bench and cast.member.name not in bench and "spóźnienie członka" in changes
    with transaction():
        seated.state = CaseState.NO_SHOW
        closing.sign(cast.sitting, set(closing.BY_HAND) - {"copy"}, "Kopię zapisano w poniedziałek.", cast.operator, build.moment)
    report = sitting_report_of(cast.sitting)
    told = dict(section(report, "Lista zamknięcia").rows)
    assert told["Kopia zapieczętowanych dowodów zapisana na drugim urządzeniu"] == "nie"
    assert told["Uwagi do listy zamknięcia"] == "Kopię zapisano w poniedziałek."
    assert cast.operator.name in told["Podpis pod listą zamknięcia"]
    printed = words_of(draw_pdf(report, build.clock.now()))
    signs = f"{cast.chair.name}, przewodniczy komisji walidacyjnej"
    for wanted in ("Hałas z korytarza.", "brak opłaty", signs, report.audit_head):
        assert wanted in printed or wanted in printed.replace(" ", ""), wanted
    assert draw_xlsx(report, build.clock.now())[:2] == b"PK"


def test_every_word_of_readiness_refusal_and_closing_has_its_polish_on_paper():
    assert set(paper.READINESS) == set(readiness.ITEMS) and set(paper.CLOSING) == set(closing.BY_HAND)
    assert set(paper.REFUSALS) == set(admission.REASONS)


def test_a_case_left_open_is_told_in_the_protocol_by_its_criteria(frozen):
    judging.open_marking(frozen.good, frozen.moment)
    given = {HEARD: judging.Given("not_assessable", "Rozmowa urwała się przed odpowiedzią.")}
    for member in frozen.members:
        judging.fill_sheet(frozen.good, member, given, frozen.moment)
    with transaction():
        case = frozen.case("good")
        deciding.decide(case, frozen.user("chair"), justifying.drafted(case, deciding.verdicts_of(case)), judging.dice(),
                        frozen.moment + timedelta(minutes=1))
    rows = {row[0]: row for row in section(sitting_report_of(frozen.case().sitting), "Kandydaci").rows}
    assert rows[frozen.case("good").number][2:4] == ("do ponownej weryfikacji: kryterium 2.3.e", "nierozstrzygnięty")
    assert rows[frozen.case().number][2] == "dowody zamknięte" and isinstance(frozen.case().sitting, Sitting)


def test_empty_sheets_for_paper_hold_questions_and_rows_but_no_score(frozen, staff_browser):
    answer = staff_browser(frozen, "chair").get(f"/committee/{frozen.weak}/sheets.pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    words = words_of(answer.data)
    plan = plan_of(frozen.weak)
    assert all(" ".join(question["text"].split()[:6]) in words for question in plan.questions)
    assert all(point["text"].split()[0] in words for question in plan.questions for point in question["points"])
    codes = [entry.code for entry in load_qualification().criteria]
    assert words.count("[ ] spełnione") == len(codes) - words.count("rozstrzyga wynik testu") > 30
    assert all(f"{code} " in words for code in codes)
    assert "poprawnych odpowiedzi" not in words and "propozycja" not in words.lower()
    other = staff_browser(frozen, "reserve").get(f"/committee/{frozen.weak}/sheets.pdf")
    assert other.status_code in (403, 404)
