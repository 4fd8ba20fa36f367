"""Slots: what differs between candidates, drawn from a seed, and what is computed from it. Pure."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from app.polish.dates import is_workday
from app.polish.identifiers import nip_problem, regon_problem

_MOBILE = ("501", "602", "693", "724", "785", "888")


class BadSlot(ValueError):
    """A slot that cannot be drawn; the message names it."""


def draw(pools: Mapping[str, list[Any]], slots: Mapping[str, Mapping[str, Any]], computed: Mapping[str, Mapping[str, Any]],
         seed: str) -> dict[str, Any]:
    """Every slot's value. Each slot has a generator of its own, so a new slot does not shift the others."""
    values: dict[str, Any] = {}
    for name, spec in slots.items():
        values[name] = _plain(_drawn(name, spec, pools, random.Random(f"{seed}/{name}"), seed))  # noqa: S311
    for name, spec in computed.items():
        values[name] = _computed(name, spec, values)
    return values


def _plain(value: Any) -> Any:
    """A drawn value as JSON can hold it: dates as ISO text."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value.isoformat() if isinstance(value, date) else value


def _drawn(name: str, spec: Mapping[str, Any], pools: Mapping[str, list[Any]], chance: random.Random, seed: str) -> Any:
    kind = next(iter(spec), None)
    if kind == "pick":
        if spec["pick"] not in pools:
            raise BadSlot(f"{name}: there is no pool {spec['pick']!r}")
        return chance.choice(pools[spec["pick"]])
    if kind == "choice":
        return chance.choice(spec["choice"])
    if kind == "int":
        low, high, step = spec["int"]
        return chance.randrange(low, high + 1, step)
    if kind == "date":
        first, last = spec["date"]
        days = [first + timedelta(days=count) for count in range((last - first).days + 1)]
        return chance.choice([day for day in days if not spec.get("workday") or is_workday(day)]).isoformat()
    if kind == "shuffle":
        order = list(range(spec["shuffle"]))
        chance.shuffle(order)
        return order
    numbered = {"nip": fictional_nip, "regon": fictional_regon, "krs": fictional_krs, "phone": fictional_phone}
    if kind in numbered:
        return numbered[kind](seed, spec[kind])
    raise BadSlot(f"{name}: {kind!r} is no way to draw a slot")


def _computed(name: str, spec: Mapping[str, Any], values: Mapping[str, Any]) -> int:
    def value(term: Any) -> int:
        return values[term] if isinstance(term, str) else term

    if "lines" in spec:
        return sum(line_net_gr(value(count), value(price), value(discount)) for count, price, discount in spec["lines"])
    if "gross" in spec:
        net = value(spec["gross"])
        return net + vat_gr(net, spec["vat"])
    if "vat_of" in spec:
        return vat_gr(value(spec["vat_of"]), spec["vat"])
    if "times" in spec:
        return math.prod(value(term) for term in spec["times"])
    raise BadSlot(f"{name}: {next(iter(spec), None)!r} is no way to compute a value")


def line_net_gr(count: int, price_gr: int, discount_pct: int) -> int:
    """Net of a line, rounded half up to a grosz."""
    return (count * price_gr * (100 - discount_pct) * 2 + 100) // 200


def vat_gr(net_gr: int, rate: int) -> int:
    """VAT on a net sum, rounded half up to a grosz."""
    return (net_gr * rate * 2 + 100) // 200


def fictional_nip(seed: str, number: int) -> str:
    """A NIP of the kind no business can carry (digits 2 and 3 are zeros) with a good checksum; ``number`` keeps it
    apart from the others of its variant."""
    chance = random.Random(f"{seed}/nips")  # noqa: S311
    start = chance.randrange(0, 9000) * 100
    while True:
        stem = f"{chance.randrange(1, 10)}00{start + number:06d}"
        control = next((digit for digit in "0123456789" if nip_problem(stem + digit) is None), None)
        if control is not None:
            return stem + control


def fictional_regon(seed: str, number: int) -> str:
    """A nine-digit REGON with a leading zero and a good checksum."""
    chance = random.Random(f"{seed}/regon/{number}")  # noqa: S311
    while True:
        stem = f"0{chance.randrange(1000, 9999)}{number:03d}"
        for digit in "0123456789":
            if regon_problem(stem + digit) is None:
                return stem + digit


def fictional_krs(seed: str, number: int) -> str:
    """A KRS number of the kind 0009xxxxxx."""
    chance = random.Random(f"{seed}/krs/{number}")  # noqa: S311
    return f"0009{chance.randrange(100, 999)}{number:03d}"


def fictional_phone(seed: str, number: int) -> str:
    """A mobile number with a block of zeros in the middle; ``number`` keeps it apart from the others."""
    chance = random.Random(f"{seed}/phone/{number}")  # noqa: S311
    return f"+48 {chance.choice(_MOBILE)} 000 {(chance.randrange(1, 9) * 100 + number):03d}"


def day(value: str | date) -> date:
    """A date from the text a slot keeps."""
    return value if isinstance(value, date) else date.fromisoformat(value)
