"""What every application of a run would compile anew: its addresses, the code of its templates, its SQL.

Each test has an application of its own, and half a second of each went into compiling the same 360 addresses and the
same templates again, and a sixth of everything into the same statements. All are pure functions of their text (a
statement: of its structure and the dialect), so a worker compiles each once.
"""

from __future__ import annotations

from typing import Any

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Engine, event
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache
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
    _share_addresses()
    _share_statements()


def _share_addresses() -> None:
    compile_builder, kept = Rule._compile_builder, {}

    def compiled_once(rule: Rule, append_unknown: bool = True) -> Any:
        # all that the builder is made of: the parts of the address, its defaults, what becomes of unknown values
        key = (tuple(rule._trace), repr(rule.defaults), append_unknown)
        if key not in kept:
            kept[key] = compile_builder(rule, append_unknown)
        return kept[key]

    Rule._compile_builder = compiled_once

    parse, parsed = Rule._parse_rule, {}

    def parsed_once(rule: Rule, text: str) -> Any:
        # reading an address notes its parts on the rule as well
        key = (text, *rule.map.converters.items())
        if key not in parsed:
            said = len(rule._trace)
            parts = list(parse(rule, text))
            parsed[key] = parts, rule._trace[said:], rule._converters.copy()
        else:
            rule._trace += parsed[key][1]
            rule._converters |= parsed[key][2]
            rule.arguments |= set(parsed[key][2])
        return parsed[key][0]

    Rule._parse_rule = parsed_once


def _share_statements() -> None:
    """Engines on SQLite share one cache; the dialects of two engines that speak through the same module are one."""
    shared = LRUCache(5_000)

    @event.listens_for(Engine, "engine_connect")
    def share(connection: Any) -> None:
        if isinstance(connection.dialect, SQLiteDialect_pysqlite):
            connection.engine._compiled_cache = shared

    def same(one: SQLiteDialect_pysqlite, other: object) -> bool:
        return type(one) is type(other) and (one.dbapi, one.paramstyle) == (other.dbapi, other.paramstyle)

    SQLiteDialect_pysqlite.__eq__ = same
    SQLiteDialect_pysqlite.__hash__ = lambda dialect: hash((type(dialect), dialect.paramstyle))
