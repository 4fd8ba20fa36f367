"""The trade fair sheet of a variant: which firms stand in it, and its bytes, the same every time."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from question_bank.scenarios.variants import fictional_nip, fictional_phone

_STAMP = (2026, 10, 9, 16, 0, 0)
Lead = dict[str, Any]


def leads_of(spec: Mapping[str, Any], slots: Mapping[str, Any], accounts: Mapping[str, Mapping[str, Any]],
             seed: str) -> list[Lead]:
    """The rows in the order of the sheet. Each is {"what": new|known|test|bad, "account": key or None, "cells": {...}}."""
    chance = random.Random(f"{seed}/leads")  # noqa: S311
    firms = chance.sample(spec["firms"], spec["new_count"])
    rows = [_firm("new", firm, fictional_nip(seed, 60 + number), fictional_phone(seed, 40 + number),
                  chance.choice(spec["remarks"]), chance) for number, firm in enumerate(firms)]
    rows += [_known(entry, slots, accounts[entry["account"]], chance) for entry in spec["known"]]
    wrong = fictional_nip(seed, 59)
    rows.append(_firm("bad", spec["bad_nip"], wrong[:9] + str((int(wrong[9]) + 3) % 10), fictional_phone(seed, 39), "", chance))
    rows.append({"what": "test", "account": None, "cells": dict(spec["test_row"])})
    ordered = [rows[place] for place in slots["lead_order"]]
    for number, row in enumerate(ordered, 1):
        row["cells"]["Lp."] = number
    return ordered


def _firm(what: str, firm: Mapping[str, Any], nip: str, phone: str, remark: str, chance: random.Random) -> Lead:
    dashed = f"{nip[:3]}-{nip[3:6]}-{nip[6:8]}-{nip[8:]}" if chance.random() < 0.4 else nip
    return {"what": what, "account": None, "cells": {
        "Firma": firm["name"], "NIP": dashed, "Ulica": firm["street"], "Nr": firm["house"], "Kod pocztowy": firm["postcode"],
        "Miejscowość": firm["city"], "Telefon": phone, "E-mail firmy": f"biuro@{firm['domain']}", "Imię": firm["first"],
        "Nazwisko": firm["last"], "Stanowisko": firm["title"], "E-mail osoby": f"{firm['mail']}@{firm['domain']}",
        "PESEL": _pesel(chance), "Uwagi": remark}}


def _known(entry: Mapping[str, Any], slots: Mapping[str, Any], account: Mapping[str, Any], chance: random.Random) -> Lead:
    return {"what": "known", "account": entry["account"], "cells": {
        "Firma": account["name"], "NIP": account["nip"], "Ulica": account["street"], "Nr": account["house_no"],
        "Kod pocztowy": account["postcode"], "Miejscowość": account["city"],
        "Telefon": slots[entry["phone"]] if "phone" in entry else account["phone"], "E-mail firmy": account["email"],
        "Imię": entry["first"], "Nazwisko": entry["last"], "Stanowisko": entry["title"], "E-mail osoby": entry["mail"],
        "PESEL": _pesel(chance), "Uwagi": entry["remark"]}}


def _pesel(chance: random.Random) -> str:
    """Eleven digits in the form of a PESEL whose last digit is wrong, so that it belongs to nobody."""
    stem = f"{chance.randrange(70, 99)}{chance.randrange(1, 13):02d}{chance.randrange(1, 29):02d}{chance.randrange(1000, 9999)}"
    right = (10 - sum(int(digit) * weight for digit, weight in zip(stem, (1, 3, 7, 9) * 3, strict=False)) % 10) % 10
    return stem + str((right + 5) % 10)


def sheet_bytes(spec: Mapping[str, Any], leads: list[Lead]) -> bytes:
    """The XLSX file: text cells only, no formulas; its inner dates are fixed, so the same rows give the same bytes."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.title = spec["sheet"]
    sheet.append(spec["columns"])
    for lead in leads:
        sheet.append([lead["cells"].get(column) for column in spec["columns"]])
    book.properties.created = book.properties.modified = datetime(*_STAMP)
    raw = io.BytesIO()
    book.save(raw)
    return _repacked(raw)


def _repacked(raw: io.BytesIO) -> bytes:
    """The same parts in a ZIP whose entries carry one fixed date; saving writes the present moment."""
    fixed = io.BytesIO()
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(source.namelist()):
            content = source.read(name)
            if name == "docProps/core.xml":
                content = _dated(content)
            target.writestr(zipfile.ZipInfo(name, _STAMP), content, zipfile.ZIP_DEFLATED)
    return fixed.getvalue()


def _dated(core: bytes) -> bytes:

    return re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2026-10-09T16:00:00Z", core)
