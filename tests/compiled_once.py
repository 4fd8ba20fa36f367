"""What every application of a run would compile anew: the builders of its addresses and the code of its templates.

Each test has an application of its own, and half a second of each went into compiling the same 360 addresses and the
same templates again. Both are pure functions of their text, so a worker compiles each once.
"""

from __future__ import annotations

from typing import Any

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.routing import Rule


class InMemory(BytecodeCache):
    """The code of templates, kept for the life of a worker; Jinja itself drops what belongs to another text."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key] = bucket.bytecode_to_string()


def install() -> None:
    """Let every application made from now on in this process share what is compiled."""
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": InMemory()}
    compile_builder, kept = Rule._compile_builder, {}

    def compiled_once(rule: Rule, append_unknown: bool = True) -> Any:
        # all that the builder is made of: the parts of the address, its defaults, what becomes of unknown values
        key = (tuple(rule._trace), repr(rule.defaults), append_unknown)
        if key not in kept:
            kept[key] = compile_builder(rule, append_unknown)
        return kept[key]

    Rule._compile_builder = compiled_once
