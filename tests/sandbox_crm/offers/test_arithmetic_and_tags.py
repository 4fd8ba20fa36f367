"""VAT once per rate, and tags replaced plainly: what is not on the list is seen, what is put in is never read again."""

import random
from fractions import Fraction

from sandbox_crm.offers.arithmetic import offer_totals
from sandbox_crm.offers.tags import TAGS, empty_tags, fill, has_loose_braces, pieces, tags_in, unknown_tags
from sandbox_crm.sales.arithmetic import line_net_gr


def test_five_lines_of_33_grosze_bear_38_grosze_of_vat_and_not_40():
    totals = offer_totals([("23", 33)] * 5)
    assert (totals.net_gr, totals.vat_gr, totals.gross_gr) == (165, 38, 203)


def test_the_warehouse_racks_of_the_example_scenario():
    lines = [line_net_gr(2000, 124800, 6), line_net_gr(12000, 93600, 6), line_net_gr(14000, 11800)]
    totals = offer_totals(("23", net) for net in lines)
    assert (totals.net_gr, totals.vat_gr, totals.gross_gr) == (1455632, 334795, 1790427)


def test_totals_equal_exact_fractions_rounded_half_up_over_random_lines():
    rng = random.Random(7)
    for _ in range(300):
        lines = [(rng.choice(["23", "8", "5", "0", "zw", "np"]), rng.randint(0, 10**7)) for _ in range(rng.randint(1, 30))]
        totals = offer_totals(lines)
        vat = 0
        for code in {code for code, _net in lines}:
            exact = Fraction(sum(net for other, net in lines if other == code) * int(code if code.isdigit() else 0), 100)
            vat += int(exact + Fraction(1, 2))
        assert totals.vat_gr == vat and totals.gross_gr == totals.net_gr + vat == sum(r.gross_gr for r in totals.by_rate)


def test_rates_without_a_percentage_stand_apart_and_bear_no_vat():
    totals = offer_totals([("np", 100), ("0", 200), ("zw", 300), ("23", 400)])
    assert [(r.vat_code, r.vat_gr) for r in totals.by_rate] == [("23", 92), ("0", 0), ("zw", 0), ("np", 0)]


def test_a_tag_is_replaced_every_time_also_before_an_apostrophe():
    text = "{{account.name}}'s, {{ account.name }} i {{account.name}}."
    assert fill(text, {"account.name": "Świt"}) == "Świt's, Świt i Świt."


def test_a_value_that_looks_like_a_tag_or_a_template_stays_text():
    values = {"account.name": "{{contact.email}} {% raw %} {{7*7}}", "contact.email": "tajne@x.example"}
    assert fill("{{account.name}}", values) == "{{contact.email}} {% raw %} {{7*7}}"


def test_unknown_tags_are_listed_once_each_and_loose_braces_are_seen():
    blocks = [
        {"kind": "paragraph", "text": "{{konto.nazwa}} {{account.name}} {{konto.nazwa}} {{7*7}}"},
        {"kind": "line_table", "text": ""},
    ]
    assert unknown_tags(blocks) == ["konto.nazwa", "7*7"]
    assert [has_loose_braces(text) for text in ("{{a", "a}}", "{{a}}", "{{a}} }}", "{a}")] == [True, True, False, True, False]


def test_empty_values_are_listed_and_spaces_are_empty():
    blocks = [{"kind": "paragraph", "text": "{{contact.email}} {{account.name}} {{contact.phone}}"}]
    assert empty_tags(blocks, {"account.name": "Świt", "contact.phone": "  "}) == ["contact.email", "contact.phone"]


def test_pieces_put_together_are_the_text():
    for text in ("", "a", "{{account.name}}", "a {{account.name}}{{x}} b"):
        assert "".join(piece if kind == "text" else "{{" + piece + "}}" for kind, piece in pieces(text)) == text
    assert tags_in("{{account.name}}") == ["account.name"] and "account.name" in TAGS
