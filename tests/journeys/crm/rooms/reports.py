"""Reports: what is asked, what is counted, how it is shown, and a run of it."""

from __future__ import annotations

from tests.journeys.crm.hands import Hands


def begin(hands: Hands, entity: str, **values: str) -> None:
    """A new report about some records; values by label."""
    hands.go("Raporty")
    hands.link("Dodaj raport")
    hands.follow(hands.main.get_by_role("link", name=entity).first)
    hands.fill(values)


def columns(hands: Hands, *names: str) -> None:
    """Columns from the group of the report's own records."""
    group = hands.main.get_by_role("group", name="Kolumny", exact=True).locator("details").first
    for name in names:
        hands.tick(group.get_by_role("checkbox", name=name, exact=True))


def condition(hands: Hands, number: int, field: str, sign: str, value: str) -> None:
    """One condition; what stands for the value fits the field, a list or a text."""
    row = hands.main.get_by_role("table", name="Warunki").locator("tbody tr").nth(number - 1)
    hands.fill({"Pole": field, "Operator": sign}, row)
    hands.fill({"Wartość": value}, row)


def measure(hands: Hands, func: str, field: str) -> None:
    """What is counted in every group."""
    hands.fill({"Funkcja": func, "Z pola": field}, hands.main.get_by_role("table", name="Miary").locator("tbody tr").first)


def show_as(hands: Hands, kind: str) -> None:
    """The form of the report."""
    hands.tick(hands.main.get_by_role("radio", name=kind, exact=True))


def save(hands: Hands) -> None:
    """Keep the question."""
    hands.button("Zapisz raport")
    hands.arrive("/reports/#")


def generate(hands: Hands) -> list[list[str]]:
    """Answer it now; the rows of the table."""
    hands.button("Generuj")
    hands.arrive("/reports/runs/#")
    rows = hands.main.locator("table.report-table tbody tr")
    return [[cell.replace("\u00a0", " ") for cell in row.locator("th, td").all_inner_texts()] for row in rows.all()]
