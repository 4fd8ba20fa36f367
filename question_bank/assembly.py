"""Assembling one candidate's form: seeded, reproducible, evenly difficult, with no two enemies in it."""

import hashlib
import json
import random
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from question_bank.blueprint import Blueprint, Cell
from question_bank.items import Item
from question_bank.presentation import Order, shuffled_order

DRAWS_A_CELL = 60
REST_DRAWS = 6
WHOLE_ATTEMPTS = 40


@dataclass(frozen=True)
class ShortCell:
    """A criterion that the bank cannot fill: how many items were wanted, how many could be had together."""

    criterion: str
    wanted: int
    had: int


class BlueprintError(Exception):
    """The bank cannot fill the plan of the test; `short_cells` names every criterion that came short."""

    def __init__(self, message: str, short_cells: tuple[ShortCell, ...] = ()):
        self.short_cells = short_cells
        super().__init__(message)


@dataclass(frozen=True)
class FormItem:
    """One place in a form: which item in which version and content, and in what order its parts are shown."""

    position: int
    criterion: str
    item_id: str
    version: int
    sha256: str
    deciding: bool
    order: Order

    def as_json(self) -> dict[str, Any]:
        """Plain values for storing."""
        return {**self.__dict__, "order": self.order.as_json()}


@dataclass(frozen=True)
class Form:
    """A candidate's form; `form_id` is the digest of all the rest, so a changed form has another id."""

    form_id: str
    seed: str
    blueprint_version: int
    minutes: int
    items: tuple[FormItem, ...]

    def as_json(self) -> dict[str, Any]:
        """The form as plain JSON values; `Form.from_json` gives it back."""
        return {**self.__dict__, "items": [item.as_json() for item in self.items]}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Form":
        """The form stored by `as_json`. ValueError when its content does not answer its id."""
        items = tuple(FormItem(**{**item, "order": Order.from_json(item["order"])}) for item in data["items"])
        form = _form(data["seed"], data["blueprint_version"], data["minutes"], items)
        if form.form_id != data["form_id"]:
            raise ValueError(f"form {data['form_id']} has been changed: its content has the id {form.form_id}")
        return form


def _form(seed: str, blueprint_version: int, minutes: int, items: tuple[FormItem, ...]) -> Form:
    body = [seed, blueprint_version, minutes, [item.as_json() for item in items]]
    content = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return Form(hashlib.sha256(content.encode()).hexdigest(), seed, blueprint_version, minutes, items)


def assemble(
    items: Iterable[Item], blueprint: Blueprint, seed: str | int, excluded: Collection[str] = frozenset()
) -> Form:
    """Draw a form from the items; the same items, plan, seed and exclusions give the same form.

    `excluded` are ids of items the person has seen. BlueprintError when a cell stays short or when what is left
    would make the form easier or harder than others by more than the plan's tolerance.
    """
    bank = {item.id: item for item in sorted(items, key=lambda item: item.id)}
    rng = random.Random(f"form|{blueprint.version}|{seed}")  # noqa: S311 - a form is repeatable, not secret
    chosen = _choose(bank, blueprint, rng, frozenset(excluded))
    mixed = _mixed(chosen, rng)
    places = tuple(
        FormItem(
            position=position,
            criterion=item.criterion,
            item_id=item.id,
            version=item.version,
            sha256=item.sha256,
            deciding=blueprint.cell(item.criterion).deciding,
            order=shuffled_order(item, rng),
        )
        for position, item in enumerate(mixed, start=1)
    )
    return _form(str(seed), blueprint.version, blueprint.minutes, places)


def _choose(
    bank: Mapping[str, Item], blueprint: Blueprint, rng: random.Random, excluded: frozenset[str]
) -> list[Item]:
    """The items of the form. Tries again from the start when an early choice has shut out a later cell by enmity."""
    pools = {cell.criterion: [i for i in bank.values() if i.criterion == cell.criterion] for cell in blueprint.cells}
    short: tuple[ShortCell, ...] = ()
    drift = None
    for _ in range(WHOLE_ATTEMPTS):
        chosen, short_now, drift_now = _one_attempt(pools, blueprint, rng, excluded)
        if not short_now and abs(drift_now) <= blueprint.share_tolerance:
            return chosen
        if short_now:
            short = short_now if not short or len(short_now) < len(short) else short
        else:
            drift = drift_now if drift is None or abs(drift_now) < abs(drift) else drift
    if drift is None:
        cells = "; ".join(f"{cell.criterion}: wanted {cell.wanted}, had {cell.had}" for cell in short)
        raise BlueprintError(f"the bank cannot fill the form ({cells}); add items or exclude fewer", short)
    raise BlueprintError(
        f"the items left make the form {'easier' if drift > 0 else 'harder'} than others by {abs(drift):.2f} expected"
        f" right answers (at most {blueprint.share_tolerance} allowed); add items or exclude fewer"
    )


def _one_attempt(
    pools: Mapping[str, list[Item]], blueprint: Blueprint, rng: random.Random, excluded: frozenset[str]
) -> tuple[list[Item], tuple[ShortCell, ...], float]:
    """One pass over the cells: items, cells that came short, drift of the expected shares (easier is positive)."""
    chosen: list[Item] = []
    short: list[ShortCell] = []
    drift = 0.0
    for cell in blueprint.cells:
        whole = pools[cell.criterion]
        free = [item for item in whole if item.id not in excluded and not _meets_enemy(item, chosen)]
        draws = [_draw(free, cell, rng) for _ in range(DRAWS_A_CELL)]
        full = [draw for draw in draws if len(draw) == cell.count]
        if not full:
            short.append(ShortCell(cell.criterion, cell.count, max(len(draw) for draw in draws)))
            continue
        # Each cell also makes up for the drift of the cells before it, so the whole form stays near the mean.
        target = cell.count * sum(item.expected for item in whole) / len(whole) - drift
        full.sort(key=lambda draw: abs(round(sum(item.expected for item in draw) - target, 6)))
        best = next((draw for draw in full if _leaves_a_form(draw, free, cell, rng)), full[0])
        drift = sum(item.expected for item in best) - target
        chosen += best
    return chosen, tuple(short), drift


def _leaves_a_form(draw: list[Item], free: list[Item], cell: Cell, rng: random.Random) -> bool:
    """Whether what the draw leaves could fill the cell again, so that a re-sit without seen items stays possible."""
    left = [item for item in free if item not in draw]
    return len(left) >= cell.count and any(len(_draw(left, cell, rng)) == cell.count for _ in range(REST_DRAWS))


def _draw(free: list[Item], cell: Cell, rng: random.Random) -> list[Item]:
    """Up to `count` items in a drawn order, keeping room for the single choice ones and keeping enemies apart."""
    drawn: list[Item] = []
    room_for_others = cell.count - cell.least_single
    for item in rng.sample(free, len(free)):
        if len(drawn) == cell.count:
            break
        if _meets_enemy(item, drawn) or (item.kind != "single" and room_for_others == 0):
            continue
        room_for_others -= item.kind != "single"
        drawn.append(item)
    return drawn


def _meets_enemy(item: Item, others: list[Item]) -> bool:
    return any(other.id in item.enemies or item.id in other.enemies for other in others)


def _mixed(chosen: list[Item], rng: random.Random) -> list[Item]:
    """The items in a drawn order in which no two neighbours share a criterion, as long as that can be had."""
    left: dict[str, list[Item]] = {}
    for item in rng.sample(chosen, len(chosen)):
        left.setdefault(item.criterion, []).append(item)
    mixed: list[Item] = []
    while left:
        total = sum(len(items) for items in left.values())
        last = mixed[-1].criterion if mixed else None
        open_codes = [code for code in sorted(left) if code != last] or sorted(left)
        # A criterion that holds more than half of what is left must come now, or it would end beside itself.
        pressing = [code for code in open_codes if 2 * len(left[code]) > total]
        weights = [len(left[code]) for code in open_codes]
        code = pressing[0] if pressing else rng.choices(open_codes, weights)[0]
        mixed.append(left[code].pop())
        if not left[code]:
            del left[code]
    return mixed
