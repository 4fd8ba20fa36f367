"""Variants: drawn from a seed, alike in difficulty, the same bytes every time."""

import io
import json
import re
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from app.polish.identifiers import nip_problem, regon_problem
from question_bank.scenarios.build import BadReference, build
from question_bank.scenarios.loader import load_pack, pack_ids
from question_bank.scenarios.texts import UnknownSlot, filled, prose, slot_value
from question_bank.scenarios.variants import BadSlot, draw, line_net_gr, vat_gr
from sandbox_crm.models.everything import BY_TABLE
from tests.scenarios.proving import PACK

SEEDS = [str(number) for number in range(1, 41)]


@pytest.fixture(scope="module")
def variants():
    return {seed: build(PACK, seed) for seed in SEEDS}


def test_the_shipped_packs_are_listed_and_an_unknown_one_is_an_error():
    assert "bezszum" in pack_ids()
    with pytest.raises(KeyError):
        load_pack("nie-ma")


def test_the_same_seed_gives_the_same_bytes(variants):
    again = build(PACK, "3")
    assert json.dumps(again.to_plain(), sort_keys=True) == json.dumps(variants["3"].to_plain(), sort_keys=True)
    assert {name: file.content for name, file in again.files.items()} == {
        name: file.content for name, file in variants["3"].files.items()}


def test_every_variant_fits_the_tables_of_the_crm(variants):
    for built in variants.values():
        for table, rows in built.rows.items():
            columns = {attribute.key for attribute in BY_TABLE[table].__mapper__.column_attrs}
            assert all(set(row) <= columns for row in rows), table


def test_variants_have_the_same_number_of_everything_the_tasks_touch(variants):
    def shape(built):
        rule = next(check for check in built.checks.document.checks if check.id == "Z3.segment1").equals
        accounts = built.rows["account"]
        areas = {built.slots["area"]["first"], built.slots["area"]["second"]}
        segment = [row for row in accounts if row["kind"] == "company" and row["status"] == "active"
                   and row["size_bucket"] in ("medium", "large") and row.get("voivodeship") in areas]
        second = [row for row in accounts if row["kind"] == "institution" and row["status"] == "active"
                  and row["industry"] in ("education", "administration") and row["voivodeship"] == built.slots["area"]["inst"]]
        stages = {row["id"]: row["kind"] for row in built.rows["stage"]}
        opened = [row for row in built.rows["opportunity"] if stages[row["stage_id"]] == "open"]
        return (rule.of, len(accounts), len(segment), len(second), len(opened), len(built.tasks), len(built.events),
                [lead["what"] for lead in built.leads].count("new"))

    assert {shape(built) for built in variants.values()} == {("account", 59, 8, 5, 34, 10, 6, 19)}


def test_neighbours_differ_in_what_they_have_to_find(variants):
    names = ("j_net_gr", "near_net_gr", "k_net_gr", "h_net_gr", "nip_near", "phone_dup_new", "service_target")
    seen = [tuple(built.slots[name] for name in names) for built in variants.values()]
    assert len(set(seen)) == len(seen)
    for name in ("j", "near", "clo", "inst", "dup"):
        assert len({json.dumps(built.slots[name], sort_keys=True) for built in variants.values()}) >= 3


def test_numbers_of_firms_are_fictional_and_well_formed(variants):
    for built in list(variants.values())[:5]:
        for row in built.rows["account"]:
            nip = row["nip"].replace("-", "")
            assert nip_problem(nip) is None and nip[1:3] == "00"
        nips = [row["nip"].replace("-", "") for row in built.rows["account"]]
        assert len(nips) - len(set(nips)) == 1, "exactly one firm stands twice"
        assert all(regon_problem(row["regon"]) is None for row in built.rows["register_entry"] if row.get("regon"))
        assert all(row["krs"].startswith("0009") for row in built.rows["register_entry"] if row.get("krs"))


def test_every_address_ends_in_example(variants):
    text = json.dumps(variants["1"].to_plain(), ensure_ascii=False)
    addresses = re.findall(r"[\w.+-]+@[\w.-]+\w", text)
    assert len(addresses) > 100
    assert all(address.endswith(".example") for address in addresses)


def test_the_sheet_opens_and_holds_one_test_row_and_one_wrong_nip(variants):
    for built in list(variants.values())[:5]:
        file = built.files["targi_cisza_w_pracy_2026.xlsx"]
        rows = list(load_workbook(io.BytesIO(file.content)).active.iter_rows(values_only=True))
        assert len(rows) == 25
        wrong = [row for row in rows[1:] if nip_problem(str(row[2])) is not None and row[1] != "TEST TEST"]
        assert len(wrong) == 1
        assert all(isinstance(row[2], str) for row in rows[1:])


def test_no_slot_is_left_open_in_what_the_candidate_reads(variants):
    for built in variants.values():
        shown = json.dumps([built.instruction, built.tasks, built.documents, built.questions, built.events], ensure_ascii=False)
        assert "{{" not in shown and "o.o.." not in shown


def test_the_tasks_name_neither_stages_nor_priorities():
    text = " ".join(task.text for task in PACK.tasks).casefold()
    for word in ("pilny", "wysoki priorytet", "niski priorytet", "etap „"):
        assert word not in text


def test_the_instruction_says_that_sending_is_not_recorded_by_itself():
    assert "nie zapisuje sam wysyłki" in build(PACK, "1").instruction


def test_offers_are_reckoned_per_line_and_vat_on_the_sum():
    assert line_net_gr(3, 33, 0) == 99
    assert line_net_gr(7, 18600, 5) == 123690
    assert vat_gr(165, 23) == 38


def test_a_slot_drawn_in_an_unknown_way_is_refused():
    with pytest.raises(BadSlot, match="dziwny"):
        draw({}, {"dziwny": {"wrozba": 1}}, {}, "1")
    with pytest.raises(BadSlot, match="pool"):
        draw({}, {"x": {"pick": "nie-ma"}}, {}, "1")


def test_texts_keep_the_crms_own_tags_and_refuse_unknown_slots():
    assert filled("Oferta {{offer.number}} dla {{x.name}}", {"x": {"name": "Żuk"}}) == "Oferta {{offer.number}} dla Żuk"
    assert filled("{{n}}", {"n": 7}) == 7
    with pytest.raises(UnknownSlot):
        filled("{{brak}}", {})
    with pytest.raises(UnknownSlot):
        slot_value("n", {"n": 7}, "nie-ma")


def test_letters_are_unwrapped_but_keep_their_lists():
    assert prose("a\nb\n– c\n  d\n\ne /\nf") == "a b\n– c d\n\ne\nf"


def test_a_row_that_points_nowhere_is_told():
    broken = replace(PACK, seed=PACK.seed | {"task": [{"key": "x", "title": "x", "owner_id": "#sales_user/nikt"}]})
    with pytest.raises(BadReference, match="nikt"):
        build(broken, "1")


def test_every_row_came_into_the_crm_before_the_day_of_the_scenario(variants):
    for built in variants.values():
        today = built.today.isoformat()
        for table, rows in built.rows.items():
            assert all(row["created_at"][:10] < today and row["updated_at"] == row["created_at"] for row in rows), table
        opened = [(row["created_at"][:10], row["opened_on"]) for row in built.rows["opportunity"]]
        assert all(day == told for day, told in opened) and len(set(opened)) > 5
        began = {row["created_at"] for row in built.rows["account"]}
        assert len(began) == 1 and began.pop()[:10] <= min(told for _day, told in opened)
