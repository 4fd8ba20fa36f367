"""What no browser of ours sends is turned away at the gate, before a room has to think of it.

Numbers in addresses that no table can hold, NUL characters, JSON nested without end or with half a character in it.
"""

from __future__ import annotations

import json
from typing import Any

from flask import Flask, abort, request
from flask.json.provider import DefaultJSONProvider
from werkzeug.routing import IntegerConverter, Map

#: SQLite's largest whole number; a bigger id names nothing
LARGEST = 2**63 - 1
NUL = "\0"


class RecordNumber(IntegerConverter):
    """A whole number in an address; one that no table can hold leads to no page."""

    def __init__(self, map: Map, *args: Any, **kwargs: Any):
        super().__init__(map, *args, **{"max": LARGEST, **kwargs})
        self.regex = "[0-9]{1,19}"


class StrictJson(DefaultJSONProvider):
    """JSON that can be stored and hashed. Raises ValueError where a text holds half a character or nesting has no end."""

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        try:
            found = super().loads(s, **kwargs)
            json.dumps(found, ensure_ascii=False).encode()
        except RecursionError as fault:
            raise ValueError("nested too deeply") from fault
        return found


def refuse_nul() -> None:
    """Answer 400 to a text with a NUL character: nobody types one, and the search index and files break on it."""
    if any(NUL in text for values in (request.args, request.form) for pair in values.items(multi=True) for text in pair):
        abort(400)


def init_app(app: Flask) -> None:
    """Set the gate before any rule of an application; called before the first room brings its addresses."""
    app.url_map.converters["int"] = RecordNumber
    app.json = StrictJson(app)
    app.before_request(refuse_nul)
