"""The committee report of one candidate as plain values: what the page, the PDF and the XLSX all draw from. PURE."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass

VERDICT_WORDS = {
    "met": "spełnione",
    "not_met": "niespełnione",
    "not_assessable": "nie do oceny",
    "review": "do rozstrzygnięcia",
    "error": "błąd reguły",
    None: "–",
}
RESULT_WORDS = {"positive": "pozytywny", "negative": "negatywny", "undecided": "nierozstrzygnięty"}
ORIGIN_WORDS = {
    "test_result": "wynik testu",
    "concordant": "zgodne oceny",
    "talked_over": "uzgodniono w rozmowie",
    "ruling": "rozstrzygnięcie odwołania",
}
RULE_WORDS = {
    "conjunctive": "Efekt uczenia się jest osiągnięty, gdy spełnione są wszystkie jego kryteria; "
    "wynik walidacji jest pozytywny, gdy osiągnięte są wszystkie efekty uczenia się.",
    "percent_55_75": "Wynik jest pozytywny przy co najmniej 55% kryteriów części teoretycznej i 75% kryteriów "
    "części praktycznej (wymaga podstawy w regulaminie IC).",
}


#: the word that a report without a decision carries
DRAFT = "PROJEKT"
DRAFT_WORDS = "Projekt raportu. Komisja nie podjęła jeszcze decyzji; dokument nie wywołuje skutków."


#: what stands in the place of a name where the result of the test stands
TEST_RESULT = "Wynik testu"


def shared_marks(marks: tuple[MemberMark, ...]) -> list[tuple[str, str, str]]:
    """Marks as a reader wants them, (names, verdict, note): members who say the same stand in one line.

    The result of the test is nobody's own mark: it stands under its own name, with those who signed for it.
    """
    told: dict[tuple[str, str], list[str]] = {}
    for mark in marks:
        if not mark.of_test:
            told.setdefault((mark.verdict, mark.note), []).append(mark.name)
    found = [(", ".join(names), verdict, note) for (verdict, note), names in told.items()]
    of_test = [mark for mark in marks if mark.of_test]
    if of_test:
        signed = ", ".join(mark.name for mark in of_test if mark.signed)
        found.append((TEST_RESULT, of_test[0].verdict, f"kontrasygnata: {signed}" if signed else "bez kontrasygnaty"))
    return found


@dataclass(frozen=True)
class MemberMark:
    """One member's mark on one row. ``of_test``: the test's result that stands; ``signed``: the member signed for it."""

    name: str
    verdict: str
    note: str
    of_test: bool = False
    signed: bool = False


@dataclass(frozen=True)
class ReportRow:
    """One of the 39 rows. ``methods``: official names; ``verdict``: the common one.

    Sentences: ``scores`` of the test, ``evidence`` from the work, ``heard`` in the talk and observed.
    """

    code: str
    text: str
    methods: tuple[str, ...]
    proposal: str | None
    scores: tuple[str, ...]
    evidence: tuple[str, ...]
    heard: tuple[str, ...]
    marks: tuple[MemberMark, ...]
    verdict: str | None
    origin: str
    reason: str
    text_of_consensus: str

    @property
    def told(self) -> tuple[str, ...]:
        """Everything established on the row."""
        return (*self.scores, *self.evidence, *self.heard)


@dataclass(frozen=True)
class OutcomePart:
    """A learning outcome with its rows and whether it was achieved."""

    code: str
    name: str
    set_name: str
    achieved: str | None
    rows: tuple[ReportRow, ...]


@dataclass(frozen=True)
class Signature:
    """A member's signature in the system, with a separate opinion if there is one."""

    name: str
    function: str
    signed_at: str
    separate_opinion: str


@dataclass(frozen=True)
class CommitteeReport:
    """Everything the report says. Dates and moments are already written out as Polish text."""

    number: str
    institution: str
    institution_line: str
    qualification: str
    qualification_line: str
    candidate: str
    case_number: str
    born: str
    sitting: str
    place: str
    course: tuple[tuple[str, str], ...]
    committee: tuple[tuple[str, str], ...]
    result: str | None
    decision_number: str
    decided_on: str
    rule: str
    results_of_parts: tuple[tuple[str, str], ...]
    parts: tuple[OutcomePart, ...]
    justification: str
    earlier: tuple[str, ...]
    signatures: tuple[Signature, ...]
    appeal_instruction: str
    attachments: tuple[tuple[str, str], ...]
    audit_head: str
    to_verify: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> str:
        """Hex SHA-256 of everything the report says: equal reports have equal fingerprints."""
        return hashlib.sha256(json.dumps(asdict(self), ensure_ascii=False, sort_keys=True).encode()).hexdigest()

    @property
    def result_words(self) -> str:
        """The result as it is printed; an undecided one names the criteria that are verified again."""
        if self.result == "undecided" and self.to_verify:
            noun = "kryterium" if len(self.to_verify) == 1 else "kryteria"
            return f"{RESULT_WORDS[self.result]} – do ponownej weryfikacji: {noun} {', '.join(self.to_verify)}"
        return RESULT_WORDS.get(self.result, "bez decyzji")

    @property
    def is_draft(self) -> bool:
        """Whether it reports marks without a decision: such a paper must not pass for one that stands."""
        return self.result is None

    @property
    def rows(self) -> tuple[ReportRow, ...]:
        """All rows in order."""
        return tuple(row for part in self.parts for row in part.rows)
