"""Empty sheets of one candidate for paper, where a member's computer gives up: observation, talk, marking.

They hold what the member's own screens hold before anything is marked, and no score of the test. What is written by hand
is typed into the own sheet by its author afterwards; the paper stays in the files (validation.md §1).
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from app import settings
from app.audit import canonical
from app.paper import page, tables
from app.polish.dates import format_date
from exam.committee.models import VERDICTS
from exam.practical.attempts import attempt_of
from exam.practical.reverification import verified
from exam.practical.talk import plan_of
from exam.sittings.models import Enrolment
from exam.sittings.people import seated
from question_bank.qualification import Criterion, load_qualification
from scoring.report.model import VERDICT_WORDS

BOX, LINE = "[\u00a0\u00a0\u00a0]", "." * 118


def draw(case: Enrolment, made_at: datetime) -> bytes:
    """The three sheets as one PDF. ``made_at``: with a zone."""
    said = _facts(case)
    wanted = verified(case.id)
    criteria = [entry for entry in load_qualification().criteria if entry.code in wanted]
    plan = plan_of(case.id)
    story = [*_head("Arkusz obserwacji", said), *_observation(case, criteria)]
    story += [*_head("Arkusz rozmowy z komisją", said, new=True), *_talk(plan.questions if plan else [])]
    asked = {question["criterion"] for question in plan.questions} if plan else set()
    story += [*_head("Karta oceny", said, new=True), *_marking(criteria, asked)]
    fingerprint = hashlib.sha256(canonical([said, [entry.code for entry in criteria], sorted(asked)]).encode()).hexdigest()
    return page.build(story, page.Sheet(title=f"Arkusze komisji {case.number}", author=settings.get("institution.name"),
                                        number=f"Arkusze {case.number}", fingerprint=fingerprint, made_at=made_at))


def _facts(case: Enrolment) -> list[tuple[str, str]]:
    return [("Kandydat", f"{case.person.name}, nr {case.number}"),
            ("Sesja walidacyjna", f"{case.sitting.number}, {format_date(case.sitting.on_date)}, {case.sitting.place}"),
            ("Komisja kandydata", ", ".join(member.name for member in seated(case)) or "niewyznaczona"),
            ("Wypełnia", LINE[:70])]


def _head(title: str, said: list[tuple[str, str]], *, new: bool = False) -> list[Any]:
    from reportlab.platypus import PageBreak, Paragraph

    styles = page.styles()
    lines = "<br/>".join(f"{page.plain(name)}: {page.plain(words)}" for name, words in said)
    return [*([PageBreak()] if new else []), Paragraph(page.plain(title), styles["title"]), Paragraph(lines, styles["body"])]


def _observation(case: Enrolment, criteria: list[Criterion]) -> list[Any]:
    """One row a criterion that the work shows: tasks, and room for what was seen."""
    from reportlab.platypus import Paragraph

    work = attempt_of(case.id)
    tasks = work.variant["task_criteria"] if work is not None else {}
    rows = [(entry.code, entry.text, ", ".join(sorted((task for task, codes in tasks.items() if entry.code in codes),
                                                      key=lambda task: (len(task), task))), "\n\n\n")
            for entry in criteria if {"sandbox", "observation"} & {*entry.methods, *entry.supporting}]
    asks = "Przy każdym kryterium: co zaobserwowano, z godziną i zadaniem, albo „bez uwag”."
    return [Paragraph(asks, page.styles()["quiet"]),
            tables.table(("Kryterium", "Treść", "Zadania", "Obserwacja"), rows, (18, 52, 20, 80))]


def _talk(questions: list[dict[str, Any]]) -> list[Any]:
    """The questions of the plan with the points to listen for, and room for the answer."""
    from reportlab.platypus import KeepTogether, Paragraph

    styles = page.styles()
    if not questions:
        return [Paragraph("Plan rozmowy nie jest jeszcze ułożony. Powstaje po zapieczętowaniu pracy w systemie CRM; wtedy "
                          "arkusz zawiera pytania.", styles["body"])]
    story: list[Any] = [Paragraph("Pytania odczytuje się dosłownie. Każdy członek komisji notuje samodzielnie.", styles["quiet"])]
    for question in questions:
        points = [f"{BOX} {point['text']}" for point in question["points"]]
        errors = [f"{BOX} błąd krytyczny: {error}" for error in question["critical_errors"]]
        story.append(KeepTogether([
            Paragraph(page.plain(f"{question['position']}. {question['text']}"), styles["subheading"]),
            Paragraph(page.plain(f"Kryterium {question['criterion']}"), styles["quiet"]),
            *(Paragraph(page.plain(line), styles["cell"]) for line in (*points, *errors)),
            Paragraph(page.plain(f"Streszczenie odpowiedzi:\n{LINE}\n{LINE}\n{LINE}"), styles["body"]),
            Paragraph(page.plain(f"Po odczytaniu kandydat: {BOX} potwierdził  {BOX} zgłosił zastrzeżenie: {LINE[:50]}"),
                      styles["cell"]),
        ]))
    return story


def _marking(criteria: list[Criterion], asked: set[str]) -> list[Any]:
    """A row a criterion; where the test decides and nothing is asked, its result is not marked."""
    from reportlab.lib.units import mm
    from reportlab.platypus import KeepTogether, Paragraph, Spacer

    marks = "\n".join(f"{BOX} {VERDICT_WORDS[verdict]}" for verdict in VERDICTS)
    rows = [(entry.code, entry.text, "rozstrzyga wynik testu", "") if list(entry.methods) == ["test"] and entry.code not in asked
            else (entry.code, entry.text, marks, "") for entry in criteria]
    styles = page.styles()
    asks = ("Każdy członek komisji ocenia samodzielnie, bez uzgodnień z innymi. Ocena inna niż „spełnione” wymaga uwagi. Kartę "
            "wprowadza do systemu jej autor, a papier zostaje w aktach sprawy.")
    signature = [Spacer(1, 14 * mm), Paragraph("." * 52, styles["small"]),
                 Paragraph("data, godzina i podpis członka komisji", styles["cell"])]
    return [Paragraph(asks, styles["quiet"]), tables.table(("Kryterium", "Treść", "Ocena", "Uwaga"), rows, (18, 62, 34, 56)),
            KeepTogether(signature)]
