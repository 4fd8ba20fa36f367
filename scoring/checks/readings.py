"""Checks on typed answers: the figure that stood in the candidate's own CRM when the answer was given."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from scoring.checks import kinds_of_work
from scoring.checks.evidence import CANDIDATE, Answer, Evidence, Judged
from scoring.checks.lookup import Lookup, NotFound
from scoring.checks.wording import untried
from scoring.normalise import Match, equal, normalise, readings
from scoring.normalisers.numbers import places_typed, plain, rounds_to
from scoring.words import sentence, value_words


def answer_equals(check: kinds_of_work.AnswerEquals, evidence: Evidence) -> Judged:
    """Met when the last answer is the figure as of its moment; a figure that stood there at the last look is a near
    miss, as is a slip of one digit."""
    answer = evidence.answers.get(check.answer)
    what = check.says or "odczyt z systemu CRM"
    if answer is None or not answer.raw.strip():
        return untried(what)
    when: str | int = answer.journal_seq if check.as_of == "answer" else check.as_of
    lookup = Lookup(evidence, when)
    exact = _expected(check, lookup)
    match = _compare(check, answer.raw, exact)
    shown = _shown(check, lookup, exact)
    common: dict[str, Any] = {"expected": _plain(exact), "actual": answer.raw, "normalised": normalise(check.type, answer.raw),
                              "as_of": when if isinstance(when, int) else None, "journal": _views(evidence, answer),
                              "flags": match.flags}
    if match.equal:
        told = f"Stwierdzono: poprawny odczyt – {what}. Podano „{answer.raw.strip()}”, zgodnie ze stanem systemu."
        return Judged("met", told, **common)
    told = sentence(f"Nie stwierdzono: poprawny odczyt – {what}. Podano „{answer.raw.strip()}”, a w systemie było wtedy {shown}")
    if check.as_of == "answer" and _was_true(check, evidence, answer):
        common["flags"] = (*match.flags, "Odpowiedź była prawdziwa przy ostatnim odczycie, przed późniejszą zmianą danych.")
        return Judged("not_met", f"{told} Wartość była prawdziwa przy wcześniejszym odczycie.", near=True, **common)
    return Judged("not_met", told, near=check.near == "slip" and match.slip, **common)


def _expected(check: kinds_of_work.AnswerEquals, lookup: Lookup) -> Any:
    """The figure, or None where nothing stands to be read."""
    if check.compute is not None:
        return lookup.compute(check.compute)
    values = lookup.resolve(check.value)
    if len(values) != 1:
        raise NotFound(f"{check.id}: the value should be exactly one, there are {len(values)}")
    return values[0]


def _compare(check: kinds_of_work.AnswerEquals, raw: str, exact: Any) -> Match:
    """Fractions may be given as precisely as the candidate likes, rounded; grosze and whole numbers exactly."""
    if isinstance(exact, Decimal) and check.type == "money":
        exact = int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))
    if isinstance(exact, Decimal) and check.type in ("number", "percent", "integer"):
        for one in readings(check.type, raw):
            if rounds_to(exact, Decimal(one), places_typed(raw)):
                return Match(True, one, plain(exact))
    tol = check.tol
    if check.type == "money" and check.compute is not None and check.compute.weighted_sum is not None:
        tol = max(tol, Decimal(5))  # a screen may round the sum, another each row: a few grosze are nobody's error
    return equal(check.type, raw, exact, tol)


def _was_true(check: kinds_of_work.AnswerEquals, evidence: Evidence, answer: Answer) -> bool:
    """Whether the answer was the figure at some moment from the candidate's last look on."""
    views = _views(evidence, answer)
    if not views:
        return False
    changed = [entry.seq for entry in evidence.snapshot.journal
               if views[-1] <= entry.seq < answer.journal_seq and (entry.changes or entry.seq == views[-1])]
    for seq in reversed(changed):
        try:
            if _compare(check, answer.raw, _expected(check, Lookup(evidence, seq))).equal:
                return True
        except NotFound:
            continue
    return False


def _views(evidence: Evidence, answer: Answer) -> tuple[int, ...]:
    """The candidate's last look before the answer, as evidence of where the figure was read."""
    seqs = [entry.seq for entry in evidence.snapshot.journal
            if entry.is_view and entry.actor == CANDIDATE and entry.seq <= answer.journal_seq]
    return tuple(seqs[-1:])


def _shown(check: kinds_of_work.AnswerEquals, lookup: Lookup, exact: Any) -> str:
    if isinstance(exact, Decimal):
        places = Decimal(1) if check.type == "money" else Decimal("0.01")
        rounded = exact.quantize(places, rounding=ROUND_HALF_UP)
        return value_words(lookup.state, check.type, int(rounded) if check.type == "money" else Decimal(plain(rounded)))
    return value_words(lookup.state, check.type, exact)


def _plain(exact: Any) -> Any:
    return plain(exact.quantize(Decimal("0.0001"))) if isinstance(exact, Decimal) else exact


def answer_in(check: kinds_of_work.AnswerIn, evidence: Evidence) -> Judged:
    """Met when the last answer is one of the choices, or names all of them and nothing else."""
    answer = evidence.answers.get(check.answer)
    what = check.says or "odpowiedź wybrana spośród właściwych"
    if answer is None or not answer.raw.strip():
        return untried(what)
    lookup = Lookup(evidence, answer.journal_seq)
    choices = [one for value in check.choices for one in lookup.resolve(value)]
    given = [part for part in re.split(r"[,;\n]", answer.raw) if part.strip()] if check.all else [answer.raw]
    hits = [[equal(check.type, part, choice) for choice in choices] for part in given]
    named = {at for row in hits for at, match in enumerate(row) if match.equal}
    good = all(any(match.equal for match in row) for row in hits) and (not check.all or len(named) == len(choices))
    common: dict[str, Any] = {"expected": choices, "actual": answer.raw, "as_of": answer.journal_seq,
                              "normalised": [normalise(check.type, part) for part in given]}
    if good:
        return Judged("met", f"Stwierdzono: {what} – odpowiedź „{answer.raw.strip()}”.", **common)
    slip = len(hits) == 1 and any(match.slip for match in hits[0])
    return Judged("not_met", f"Nie stwierdzono: {what}. Odpowiedź: „{answer.raw.strip()}”.",
                  near=check.near == "slip" and slip, **common)
