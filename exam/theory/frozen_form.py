"""A candidate's form, drawn once and frozen with the full items: what was asked that day stays readable for ever."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter

from app.audit import canonical
from question_bank.assembly import Form, FormItem, assemble
from question_bank.bank import load_items
from question_bank.blueprint import Blueprint, load_blueprint
from question_bank.items import Item
from question_bank.presentation import PublicItem, public_view

_ITEM: TypeAdapter[Item] = TypeAdapter(Item)


@lru_cache(maxsize=1)
def bank() -> dict[str, Item]:
    """The shipped items by id; read once, because nothing edits the bank while the server runs."""
    return load_items()


@lru_cache(maxsize=1)
def plan() -> Blueprint:
    """The shipped plan of the test."""
    return load_blueprint()


def draw(seed: str, excluded: Collection[str] = frozenset(), bands: Mapping[str, int] | None = None) -> dict[str, Any]:
    """A form drawn from the bank, with its items in full, as plain JSON. BlueprintError when the bank is too small.

    ``bands``: the limits in force for the case, where they are not those of the shipped plan.
    """
    form = assemble(bank().values(), plan(), seed, frozenset(excluded))
    items = {place.item_id: bank()[place.item_id].model_dump(mode="json") for place in form.items}
    return {"form": form.as_json(), "items": items, "blueprint": with_bands(plan(), bands).model_dump(mode="json")}


def with_bands(shipped: Blueprint, bands: Mapping[str, int] | None) -> Blueprint:
    """The plan of the test with the limits given. ValidationError on limits that contradict each other."""
    return Blueprint.model_validate({**shipped.model_dump(), "bands": dict(bands)}) if bands else shipped


def digest(frozen: Mapping[str, Any]) -> str:
    """SHA-256 (hex) of a frozen form."""
    return hashlib.sha256(canonical(frozen).encode()).hexdigest()


@dataclass(frozen=True)
class Question:
    """One place of a form with its item: the server's side of a question, which holds the key."""

    place: FormItem
    item: Item

    def public(self) -> PublicItem:
        """What the candidate may see."""
        return public_view(self.item, self.place.order)


@lru_cache(maxsize=128)
def _read(form_sha: str, text: str) -> dict[str, Question]:
    frozen = json.loads(text)
    form = Form.from_json(frozen["form"])
    return {place.item_id: Question(place, _ITEM.validate_python(frozen["items"][place.item_id])) for place in form.items}


def questions(frozen: Mapping[str, Any], form_sha: str) -> dict[str, Question]:
    """The questions of a frozen form by item id, in their order. ValueError when the form was changed."""
    text = canonical(frozen)
    if hashlib.sha256(text.encode()).hexdigest() != form_sha:
        raise ValueError("the frozen form does not answer its digest")
    return _read(form_sha, text)
