"""Answers to the fields that choose one of very many records."""

from __future__ import annotations

from typing import Any

from flask import jsonify, request

from sandbox_crm.bench import Workbench
from sandbox_crm.pages import page
from sandbox_crm.picking import ENTITIES, found


@page(f"/pick/<any({','.join(ENTITIES)}):kind>")
def pick(bench: Workbench, kind: str) -> Any:
    """Records of a kind whose words hold ``q``: the first few, as JSON; ``account_id`` narrows an empty question,
    ``pipeline_id`` the opportunities."""
    text = request.args.get("q", "").strip()[:100]
    pairs = found(bench.session, kind, text, account_id=request.args.get("account_id", type=int),
                  pipeline_id=request.args.get("pipeline_id", type=int))
    return jsonify([{"id": key, "label": label} for key, label in pairs])
