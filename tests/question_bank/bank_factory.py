"""A small sound bank for tests: every file of a complete content folder, which a test then breaks in one place."""

from datetime import date

import yaml

from question_bank.blueprint import load_blueprint
from question_bank.content_file import DATA
from question_bank.interview import judged_criteria
from question_bank.qualification import load_qualification

LEVELS = ("recall", "understanding", "application")
SUBJECT_WORDS = ("alfa", "beta", "gamma", "delta", "epsilon", "zeta", "eta")


def _subject(id):
    """Words that belong to this item only, so that no two stems or keys are alike."""
    return " ".join(f"{word}{id.replace('.', '').replace('-', '')}" for word in SUBJECT_WORDS)


def single(id, level="recall", expected=0.7):
    """A sound single choice item."""
    subject = _subject(id)
    return {
        "id": id, "version": 1, "kind": "single", "level": level, "expected": expected,
        "stem": f"Co należy zrobić w sprawie {subject}?",
        "options": [
            {"id": "a", "text": f"dobrze {subject}", "key": True, "rationale": "tak trzeba"},
            {"id": "b", "text": f"przeciwnie {subject}", "key": False, "rationale": "pomyłka pierwsza"},
            {"id": "c", "text": f"najgorzej {subject}", "key": False, "rationale": "pomyłka druga"},
        ],
        "source": {"kind": "practice", "ref": "praktyka"}, "note": "co rozdziela",
    }  # fmt: skip


def multiple(id, **changes):
    """A sound multiple choice item: two keys of four."""
    item = single(id)
    subject = _subject(id)
    texts = [("a", "tak", True), ("b", "owszem", True), ("c", "inaczej", False), ("d", "odwrotnie", False)]
    options = [{"id": i, "text": f"{t} {subject}", "key": k, "rationale": "bo"} for i, t, k in texts]
    stem = f"Jakie kroki podejmiesz: {subject}? (Zaznacz dwie odpowiedzi.)"
    return item | {"kind": "multiple", "choose": 2, "stem": stem, "options": options} | changes


def _without_options(id, kind):
    item = single(id) | {"kind": kind}
    del item["options"]
    return item


def matching(id, **changes):
    """A sound matching item: three rows, four columns, one of which serves no row."""
    rows = [{"id": f"r{n}", "text": f"wiersz {n}", "answer": f"c{n}", "rationale": "bo"} for n in (1, 2, 3)]
    columns = [{"id": f"c{n}", "text": f"kolumna {n}"} for n in (1, 2, 3, 4)]
    return _without_options(id, "matching") | {"rows": rows, "columns": columns} | changes


def ordering(id, **changes):
    """A sound ordering item of four steps."""
    steps = [{"id": f"s{n}", "text": f"krok {n}", "rationale": "bo"} for n in (1, 2, 3, 4)]
    return _without_options(id, "ordering") | {"steps": steps} | changes


def numeric(id, **changes):
    """A sound numeric item: 12.50 give or take 0.01."""
    errors = [{"value": 14, "rationale": "dodano"}, {"value": "1.25", "rationale": "przecinek"}]
    values = {"answer": "12.50", "unit": "zł", "tolerance": "0.01", "rationale": "bo", "errors": errors}
    return _without_options(id, "numeric") | values | changes


def item_file(criterion, count=12):
    """The content of one item file: levels in turn, expected shares spread evenly."""
    items = [single(f"{criterion}-{n:02d}", LEVELS[n % 3], 0.5 + 0.03 * n) for n in range(1, count + 1)]
    for n, item in enumerate(items):
        item["options"][0]["text"] += " i jeszcze trochę dłużej" if n % 4 == 0 else ""
    return {"criterion": criterion, "items": items}


def question(id, role):
    """A sound interview question with three points."""
    points = [{"id": f"p{n}", "text": f"punkt {n}", "accept": "też"} for n in (1, 2, 3)]
    law = {"kind": "law", "ref": "art. 5 RODO", "as_of": date(2026, 11, 1), "review_on": date(2027, 11, 1)}
    return {"id": id, "version": 1, "role": role, "text": f"Dlaczego tak ({id})?", "points": points,
            "critical_errors": ["odwrotnie"], "probes": ["Proszę rozwinąć."], "source": law, "note": "po co"}  # fmt: skip


def question_files():
    """The content of every interview file by criterion."""
    qualification = load_qualification()
    roles = {c.code: ("main", 2) for c in qualification.decided_by("interview")}
    roles |= {c.code: ("follow_up", 2) for c in qualification.decided_by("test")}
    roles |= dict.fromkeys(judged_criteria(), ("supporting", 1))
    return {
        code: {"criterion": code, "questions": [question(f"{code}-q{n}", role) for n in range(1, count + 1)]}
        for code, (role, count) in roles.items()
    }


def write_yaml(path, content):
    """Write one content file, folders included."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.dump(content, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False), encoding="utf-8")


def write_bank(folder):
    """Write a complete sound content folder and return it."""
    for cell in load_blueprint().cells:
        write_yaml(folder / "items" / f"{cell.criterion}.yaml", item_file(cell.criterion))
    for code, content in question_files().items():
        write_yaml(folder / "interview" / f"{code}.yaml", content)
    (folder / "blueprint.yaml").write_bytes((DATA / "blueprint.yaml").read_bytes())
    return folder
