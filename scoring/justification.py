"""The justification of a decision: a Polish draft that people edit, and a linter that refuses an empty one.

Order per criterion not met: what is required, what was established, on what evidence, why other evidence did not
prevail, what would have met it (model: art. 107 § 3 KPA; the qualification wants a negative decision justified).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.polish.plural import plural
from scoring.findings import CriterionFinding, Finding
from scoring.normalisers.letters import fold, text

SHORTEST = 80
#: how a criterion stands that could not be assessed
TO_VERIFY = "Nie można było go ocenić; wymaga ponownej weryfikacji."
LONGEST_SENTENCE = 45
_EVIDENCE = {"test": "arkusz odpowiedzi z testu teoretycznego", "interview": "arkusz rozmowy z komisją",
             "observation": "arkusz obserwacji", "sandbox": "zapis pracy w systemie CRM"}
#: how the part after the criteria begins
_ENDS = re.compile(r"\s*(Za spełnione uznano|Żadnego z kryteriów|Po rozpatrzeniu odwołania|Kryteria, które pozostają)")
_PERSONAL = ("leniw", "nieudoln", "niezdoln", "głup", "beznadziejn", "żenując", "kompromituj", "nie nadaje się")


@dataclass(frozen=True)
class Fact:
    """One thing established: a sentence, and the piece of evidence it rests on (``zapis pracy w systemie CRM, wpis 12``)."""

    words: str
    evidence: str


@dataclass(frozen=True)
class Unmet:
    """A criterion not met, with what the justification must tell about it. ``other``: evidence that did not prevail."""

    criterion: str
    requirement: str
    facts: tuple[Fact, ...]
    would_have_met: str = ""
    other: tuple[str, ...] = ()


@dataclass(frozen=True)
class Closing:
    """What the justification ends with. ``rule``: the pass rule in words; ``resit``/``appeal``: sentences of the rules."""

    met: int
    total: int
    rule: str
    resit: str = ""
    appeal: str = ""


def facts_of(finding: CriterionFinding) -> tuple[Fact, ...]:
    """What the sandbox established against a criterion, sentence by sentence, each with its evidence."""
    told = {one.rationale_pl: one for one in finding.findings if one.result != "met" and one.rationale_pl}
    return tuple(Fact(words, _evidence_of(one)) for words, one in told.items())


def _evidence_of(finding: Finding) -> str:
    seqs = ", ".join(str(seq) for seq in finding.journal[:6])
    noun = "wpis" if len(finding.journal) == 1 else "wpisy"
    tail = f" ({noun} {seqs} w dzienniku)" if seqs else ""
    return f"{_EVIDENCE['sandbox']}, reguła {finding.check_id}{tail}"


def wanted_of(finding: CriterionFinding) -> str:
    """What would have met the criterion, from the expectations of its checks."""
    wanted = [one.expected for one in finding.findings if one.result != "met" and isinstance(one.expected, str)]
    return "; ".join(dict.fromkeys(wanted))


def draft(unmet: Sequence[Unmet], closing: Closing, unassessed: Sequence[Unmet] = ()) -> str:
    """The whole draft: an opening, one section per criterion not met or not assessed, the closing."""
    opening = _opening(unmet) if unmet or not unassessed else ""
    sections = [_undecided(unassessed), opening, *(section(one) for one in unmet),
                *(section(one, TO_VERIFY) for one in unassessed), _closing(closing)]
    return "\n\n".join(part for part in sections if part)


def section(one: Unmet, state: str = "") -> str:
    """One criterion, as paragraphs. ``state``: a sentence that says how it stands, empty for one that is not met."""
    lines = [" ".join(filter(None, (f"Kryterium {one.criterion}.", state, f"Wymaganie: „{one.requirement}”.")))]
    lines.append("Ustalenia komisji: " + " ".join(_sentence(fact.words) for fact in one.facts))
    evidence = list(dict.fromkeys(fact.evidence for fact in one.facts if fact.evidence))
    if evidence:
        lines.append(f"{plural(len(evidence), 'Dowód', 'Dowody', 'Dowody')}: {'; '.join(evidence)}.")
    if one.other:
        lines.append("Pozostałe dowody nie prowadzą do innej oceny: " + " ".join(_sentence(words) for words in one.other))
    if one.would_have_met:
        lines.append(f"Kryterium byłoby spełnione, gdyby stwierdzono: {one.would_have_met.rstrip('.')}.")
    return "\n".join(lines)


def sections(justification: str) -> dict[str, str]:
    """Criterion → what a justification says about it: from its heading ``Kryterium 2.4.d.`` to the next or to the closing."""
    found: dict[str, list[str]] = {}
    code = None
    for block in justification.split("\n\n"):
        head = re.match(r"\s*Kryterium ([12]\.\d\.[a-f])\.", block)
        if head:
            code = head[1]
        elif _ENDS.match(block):
            code = None
        if code:
            found.setdefault(code, []).append(block.strip())
    return {code: "\n\n".join(blocks) for code, blocks in found.items()}


def _undecided(unassessed: Sequence[Unmet]) -> str:
    if not unassessed:
        return ""
    noun = "kryterium" if len(unassessed) == 1 else "kryteriów"
    return (f"Wynik walidacji pozostaje nierozstrzygnięty do czasu ponownej weryfikacji {noun}: "
            f"{', '.join(one.criterion for one in unassessed)}.")


def _opening(unmet: Sequence[Unmet]) -> str:
    if not unmet:
        return "Komisja walidacyjna uznała wszystkie kryteria weryfikacji za spełnione."
    count = len(unmet)
    noun = plural(count, "kryterium weryfikacji", "kryteria weryfikacji", "kryteriów weryfikacji")
    done = plural(count, "nie zostało spełnione", "nie zostały spełnione", "nie zostało spełnionych")
    return f"Komisja walidacyjna ustaliła, że {count} {noun} {done}. Poniżej wskazano, na czym oparto tę ocenę."


def _closing(closing: Closing) -> str:
    lines = [f"Za spełnione uznano {closing.met} z {closing.total} kryteriów weryfikacji." if closing.met else
             "Żadnego z kryteriów weryfikacji nie uznano za spełnione.", closing.rule, closing.resit, closing.appeal]
    return "\n".join(_sentence(line) for line in lines if line)


def _sentence(words: str) -> str:
    """The words as a sentence; one that is too long to be signed is parted at its semicolons."""
    words = " ".join(words.split())
    if len(words.split()) > LONGEST_SENTENCE:
        words = ". ".join(part[:1].upper() + part[1:] for part in words.split("; "))
    return words if words.endswith((".", "”.", "?")) else f"{words}."


def problems(justification: str, unmet: Sequence[Unmet], unassessed: Sequence[Unmet] = ()) -> list[str]:
    """What the justification still lacks, in Polish; empty when it may be signed."""
    found = []
    whole = fold(text(justification))
    if len(whole) < SHORTEST:
        found.append(f"Uzasadnienie jest za krótkie: ma {len(whole)} znaków, powinno mieć co najmniej {SHORTEST}.")
    for one in unmet:
        found += _criterion_problems(one, justification)
    found += [f"Uzasadnienie nie mówi o kryterium {one.criterion}, które wymaga ponownej weryfikacji."
              for one in unassessed if _part_about(one.criterion, justification) is None]
    long = [sentence for sentence in re.split(r"(?<=[.?])\s+", justification) if len(sentence.split()) > LONGEST_SENTENCE]
    if long:
        found.append(f"Zdanie jest za długie (ponad {LONGEST_SENTENCE} słów): „{' '.join(long[0].split()[:8])}…”.")
    remarks = [word for word in _PERSONAL if fold(text(word)) in whole]
    if remarks:
        found.append("Uzasadnienie zawiera uwagę o osobie; proszę opisać wykonaną pracę, a nie osobę.")
    return found


def _criterion_problems(one: Unmet, justification: str) -> list[str]:
    found = []
    part = _part_about(one.criterion, justification)
    if part is None:
        return [f"Uzasadnienie nie mówi o kryterium {one.criterion}, które uznano za niespełnione."]
    if not one.facts or not any(fact.words.strip() for fact in one.facts):
        found.append(f"Kryterium {one.criterion}: brakuje ustalonego faktu.")
    if not any(fact.evidence.strip() for fact in one.facts):
        found.append(f"Kryterium {one.criterion}: brakuje dowodu, na którym oparto ocenę.")
    said = fold(text(re.sub(r"^\W*Kryterium\s+[\d.a-f]+\W*", "", part.replace("Wymaganie:", " "))))
    required = fold(text(one.requirement))
    if len(re.sub(r"\W", "", said.replace(required, ""))) < len(re.sub(r"\W", "", required)) // 4 + 20:
        found.append(f"Kryterium {one.criterion}: uzasadnienie powtarza treść kryterium i nie podaje, co ustalono.")
    return found


def _part_about(criterion: str, justification: str) -> str | None:
    """The text from the mention of a criterion to the next one; None where it is not mentioned."""
    places = [(found.start(), found[0]) for found in re.finditer(r"\b[12]\.\d\.[a-f]\b", justification)]
    for position, (start, code) in enumerate(places):
        if code == criterion:
            later = [place for place, other in places[position + 1:] if other != criterion]
            return justification[start:later[0] if later else len(justification)].removeprefix(code)
    return None
