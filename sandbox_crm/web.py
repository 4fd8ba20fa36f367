"""The CRM as a Flask blueprint, made for whichever host serves it: the exam's factory or the stand-alone practice."""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any

from flask import Blueprint, Flask, g, render_template

from sandbox_crm import routes
from sandbox_crm.bench import Refused
from sandbox_crm.looks import register_looks
from sandbox_crm.pages import PAGES, Host, serve

#: addresses carry the sandbox and the mode: live work, a sealed copy, a branch for the talk
ADDRESS = "/<any(crm,sealed,branch):mode>/<uuid:sandbox>"
#: a sealed copy as it stood after an entry of its journal: the same pages, to read
MOMENT = "/<any(sealed):mode>/<uuid:sandbox>/at/<int:at>"


def load_pages() -> None:
    """Import every module of `sandbox_crm.routes`, so that its pages are declared."""
    for module in pkgutil.iter_modules(routes.__path__):
        importlib.import_module(f"{routes.__name__}.{module.name}")


def make_blueprint() -> Blueprint:
    """The CRM's blueprint; its templates link only to CRM pages (``crm_url``)."""
    load_pages()
    blueprint = Blueprint("sandbox_crm", __name__, template_folder="templates")
    register_looks(blueprint)
    for declared in PAGES:
        view = serve(declared)
        blueprint.add_url_rule(ADDRESS + declared.rule, declared.endpoint, view, methods=list(declared.methods))
        if "GET" in declared.methods:
            blueprint.add_url_rule(MOMENT + declared.rule, declared.endpoint, view, methods=["GET"])
    blueprint.context_processor(lambda: {"crm": g.get("crm_opened"), "bench": g.get("crm_bench")})
    blueprint.register_error_handler(Refused, show_refusal)
    return blueprint


def show_refusal(refused: Refused) -> tuple[str, int]:
    """The page for a refusal that no form caught."""
    return render_template("sandbox_crm/refused.html", refused=refused), refused.status


def register(app: Flask, host: Host, **options: Any) -> None:
    """Serve the CRM in ``app`` for ``host``."""
    app.extensions["sandbox_crm_host"] = host
    app.register_blueprint(make_blueprint(), **options)
    # The files of the screens are the same for every sandbox: one address, so that browsers keep them.
    app.register_blueprint(Blueprint("sandbox_crm_static", __name__, static_folder="static",
                                     static_url_path="/crm-static"))
