"""Tags and blocks as people read them: a tag is a chip with its Polish name, wherever blocks are shown outside their editor."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup

from sandbox_crm.offers.labels import BLOCK_KIND
from sandbox_crm.offers.tags import GROUPS, TAGS, formats_of, parted, pieces

Block = dict[str, str]


def known(tag: str) -> bool:
    """Whether a tag is on the list and can be written in its way."""
    name, form = parted(tag)
    return name in TAGS and (not form or form in formats_of(name))


def chip(tag: str) -> str:
    """A tag's name on a chip, with its way of writing: ``Account: account name``; an unknown one as it is written."""
    name, form = parted(tag)
    if not known(tag):
        return f"{_('unknown tag:')} {tag}"
    said = f"{GROUPS[name.partition('.')[0]]}: {TAGS[name]}"
    return f"{said}, {way_name(formats_of(name)[form])}" if form else said


def way_name(way: Any) -> str:
    """A way of writing without its example: ``month in words``."""
    return str(way).partition(":")[0]


def chipped(text: str) -> Markup:
    """A text with its tags as chips."""
    return Markup().join(_chip(piece) if kind == "tag" else piece for kind, piece in pieces(text))


def _chip(tag: str) -> Markup:
    shape = "offer-chip" if known(tag) else "offer-chip offer-chip-unknown"
    return Markup('<span class="{}">{}</span>').format(shape, chip(tag))


def listed(blocks: Iterable[Block]) -> Markup:
    """Blocks one under the other, each with its kind and its text."""
    rows = [Markup("<li><strong>{}</strong> {}</li>").format(BLOCK_KIND.get(block["kind"], block["kind"]), chipped(block["text"]))
            for block in blocks]
    return Markup('<ul class="offer-said">{}</ul>').format(Markup().join(rows)) if rows else Markup("–")


def compared(one: Sequence[Block] | None, other: Sequence[Block] | None) -> tuple[Markup, Markup]:
    """Two versions of blocks side by side: what stands in one alone; all of both where they differ in their order."""
    first, second = list(one or ()), list(other or ())
    differing = [block for block in first if block not in second], [block for block in second if block not in first]
    return (listed(first), listed(second)) if not any(differing) else (listed(differing[0]), listed(differing[1]))
