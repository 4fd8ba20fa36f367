"""The search over the whole CRM: its page, and the few finds that the field in the top bar offers while one types."""

from __future__ import annotations

from flask import render_template, request

from sandbox_crm.bench import Workbench
from sandbox_crm.pages import page
from sandbox_crm.search.finding import search as find

#: so many of each kind are offered below the field
MOST_OFFERED = 4


@page("/search")
def search(bench: Workbench) -> str:
    """Wyszukiwanie."""
    text = request.args.get("q", "").strip()
    return render_template("sandbox_crm/search/search.html", search_text=text, groups=find(bench.session, text))


@page("/search/offered")
def search_offered(bench: Workbench) -> str:
    """The list below the search field, as a piece of a page."""
    text = request.args.get("q", "").strip()
    return render_template("sandbox_crm/search/_offered.html", search_text=text, groups=find(bench.session, text, MOST_OFFERED))
