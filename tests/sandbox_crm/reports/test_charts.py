"""Charts are drawn from the rows of the table, a chart for every number, and differ in grey as they do in colour."""

import re

import pytest

from sandbox_crm.reports.canvas import COLOURS, ON_SCREEN, colour_of, hatch, pattern_of
from sandbox_crm.reports.charts import DRAWN, ChartData, charts, svg
from sandbox_crm.reports.commands import create_report, generate_report
from sandbox_crm.reports.definition import from_plain
from sandbox_crm.reports.presenting import Reader, figures, shown

MEASURES = [{"func": "sum", "field": "value_gr"}, {"func": "count"}, {"func": "max", "field": "expected_close"}]


def run_of(bench, **parts):
    asked = {"name": "Otwarte", "entity": "opportunity", "kind": "bar", "measures": MEASURES, **parts}
    run = generate_report(bench, report_id=create_report(bench, **asked).id)
    return run, Reader(from_plain(run.definition), run.as_of)


def test_complaint_9_every_number_of_the_table_is_in_its_chart_and_no_other(bench):
    run, reader = run_of(bench, group_by=["stage.name"])
    found = charts(reader, run.rows, run.totals)
    assert [chart.measure for chart in found] == ["Suma: wartość netto", "Liczba"]  # a date has no bar
    for place, chart in enumerate(found):
        assert chart.series[0][1] == [float(row["values"][place] or 0) for row in run.rows]
        assert sum(chart.series[0][1]) == run.totals["values"][place]
        picture = svg(chart, "bar").decode()
        for value in chart.series[0][1]:
            assert chart.said(value) in picture and chart.said(value) in chart.words


@pytest.mark.parametrize("kind", DRAWN)
def test_a_chart_of_two_groupings_holds_every_cell(bench, kind):
    run, reader = run_of(bench, kind=kind, group_by=["stage.name", "owner.name"])
    chart = charts(reader, run.rows, run.totals)[0]
    cells = {tuple(row["keys"]): row["values"][0] or 0 for row in run.rows if row["kind"] == "group"}
    drawn = {(one, name): value for name, values in chart.series for one, value in zip(chart.categories, values, strict=True)}
    assert {key: value for key, value in drawn.items() if value} == {key: value for key, value in cells.items() if value}
    assert b"style=" not in svg(chart, kind)


@pytest.mark.parametrize("kind", DRAWN)
def test_a_page_s_chart_is_as_wide_as_it_asks_for_and_words_keep_their_size(bench, kind):
    run, reader = run_of(bench, kind=kind, group_by=["stage.name"])
    chart = charts(reader, run.rows, run.totals)[0]
    narrow, wide, odd = (svg(chart, kind, width).decode() for width in (None, *ON_SCREEN[1:], 77_000.0))
    assert odd == narrow != wide
    for picture, width in ((narrow, 720), (wide, 1440)):
        assert f'viewBox="0 0 {width} ' in picture
        places = [float(one) for one in re.findall(r'<text[^>]* x="([0-9.]+)"', picture)]
        assert places and min(places) >= 0 and max(places) <= width
    assert re.findall('font-size="[^"]*"', narrow) == re.findall('font-size="[^"]*"', wide)


def test_the_bars_of_a_funnel_carry_their_share_of_the_one_above_and_the_chart_says_what_it_counts_by(bench):
    run, reader = run_of(bench, kind="funnel", group_by=["stage.name"], measures=[{"func": "count"}])
    chart = charts(reader, run.rows, run.totals)[0]
    written = re.findall(r">([^<>]+)</text>", svg(chart, "funnel").decode())
    assert chart.shares == () and "według: etap: nazwa" in chart.caption
    assert [text for text in written if text.endswith("%")] == ["100%"] and not [text for text in written if text in "według"]


def grey(colour):
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_neighbouring_series_differ_on_a_grey_print():
    for one in range(30):
        for other in range(one):
            darker = abs(grey(colour_of(one)) - grey(colour_of(other)))
            assert darker > 12 or pattern_of(one) != pattern_of(other), (one, other)
    assert len(COLOURS) == 6


@pytest.mark.parametrize("pattern", ["rising", "falling", "level", "upright", "crossed"])
def test_a_pattern_stays_inside_its_box(pattern):
    lines = hatch(40.0, 22.0, pattern)
    assert lines and all(0 <= x <= 40 and 0 <= y <= 22 for x1, y1, x2, y2 in lines for x, y in ((x1, y1), (x2, y2)))


def test_a_pivot_holds_every_measure_and_adds_only_what_adds_up(bench):
    measures = [{"func": "sum", "field": "value_gr"}, {"func": "avg", "field": "value_gr"}]
    run, reader = run_of(bench, kind="pivot", group_by=["stage.name", "owner.name"], measures=measures)
    table = shown(reader, run.rows, run.totals)
    foot = [cell.text for cell in table.rows[-1].cells]
    assert len(table.heads) == len(foot) == 1 + 2 * (1 + len({row["keys"][1] for row in run.rows if row["kind"] == "group"}))
    assert foot[2] == "–" and foot[-2].replace("\xa0", " ") == "16 845,67 zł"
    assert re.search("Suma", table.heads[1][0])


def test_a_figure_says_what_it_is_compared_with(bench):
    filters = {"all": [{"field": "expected_close", "op": "relative", "value": "this_quarter"}]}
    compare = {"kind": "period", "from": "2025-04-01", "to": "2025-06-30"}
    run, reader = run_of(bench, kind="figure", filters=filters, date_field="expected_close", compare=compare)
    assert figures(reader, run.totals)[0].compared.startswith("01.04.2025–30.06.2025: 0,00")


def test_months_without_records_are_in_the_chart_as_in_the_table(bench):
    filters = {"all": [{"field": "expected_close", "op": "relative", "value": "this_year"}]}
    measures = [{"func": "sum", "field": "value_gr"}, {"func": "avg", "field": "value_gr"}]
    run, reader = run_of(bench, kind="line", filters=filters, measures=measures, date_field="expected_close", date_bucket="month")
    total, average = charts(reader, run.rows, run.totals)
    table = shown(reader, run.rows, run.totals)
    assert total.categories == [row.cells[0].text for row in table.rows[:-1]] and len(total.categories) == 12
    empty = [place for place, row in enumerate(run.rows) if not row["count"]]
    assert empty and all(total.series[0][1][place] == 0.0 and average.series[0][1][place] is None for place in empty)
    for kind in DRAWN:
        assert b"<svg" in svg(average, kind) and b"<svg" in svg(total, kind)
    full = len(re.findall("<circle", svg(average, "line").decode()))
    assert full == 12 - len(empty)  # of nothing there is no average: the line has no point there


@pytest.mark.parametrize("grouping", [["expected_close", "owner.name"], ["owner.name", "expected_close"]])
def test_an_empty_month_stands_in_pivots_and_charts_of_two_groupings(bench, grouping):
    filters = {"all": [{"field": "expected_close", "op": "relative", "value": "this_year"}]}
    run, reader = run_of(bench, kind="pivot", filters=filters, group_by=grouping, date_field="expected_close",
                         date_bucket="month", measures=MEASURES[:1])
    table = shown(reader, run.rows, run.totals)
    months = [f"{name} 2026" for name in ("styczeń", "luty", "marzec", "kwiecień", "maj", "czerwiec", "lipiec", "sierpień",
                                          "wrzesień", "październik", "listopad", "grudzień")]
    down, across = [row.cells[0].text for row in table.rows[:-1]], [name for name, _numeric in table.heads[1:-1]]
    assert (down if grouping[0] == "expected_close" else across) == months
    bars = Reader(from_plain({**run.definition, "kind": "stacked_bar"}), run.as_of)
    chart = charts(bars, run.rows, run.totals)[0]
    assert (chart.categories if grouping[0] == "expected_close" else [name for name, _values in chart.series]) == months
    assert sum(value or 0 for _name, values in chart.series for value in values) == run.totals["values"][0]


def test_names_that_begin_alike_are_told_apart_in_the_chart_and_their_ends_are_not_lost():
    names = [f"Fabryka Okien Przejrzyste i Spółka {town} sp. z o.o." for town in ("Oława", "Opole", "Olesno")]
    data = ChartData("x", names, [("a", [1.0, 2.0, 3.0])], True, "Suma")
    for kind in ("bar", "stacked_bar", "pie", "funnel"):
        picture = re.sub("<[^>]+>", " ", svg(data, kind).decode())
        for town in ("Oława", "Opole", "Olesno"):
            assert town in picture, (kind, town)


def test_many_bars_are_cut_into_pictures_of_one_scale_for_paper():
    values = [float(number) for number in range(41)]
    data = ChartData("x", [f"K{number}" for number in range(41)], [("a", values)], False, "Suma")
    parts = data.parts(20)
    assert [one for part in parts for one in part.categories] == data.categories
    assert [one for part in parts for one in part.series[0][1]] == values
    assert len(parts) == 3 and all(len(part.categories) <= 20 for part in parts)
    ends = [re.findall(r">([0-9,]+)</text>", svg(part, "bar").decode())[:5] for part in parts]
    assert {tuple(end) for end in ends} == {tuple(ends[0])}  # every axis says the same
    assert data.parts(41) == [data]
