"""Walks the CRM as a browser would: gets a page, finds the form of a command, fills it, sends it."""

from __future__ import annotations

import re
from typing import Any

from bs4 import BeautifulSoup
from werkzeug.datastructures import MultiDict

ADDRESS = "/crm/00000000-0000-4000-8000-000000000001"
SEALED = "/sealed/00000000-0000-4000-8000-000000000001"


def page(client: Any, path: str, status: int = 200, address: str = ADDRESS) -> BeautifulSoup:
    """The page at ``path`` below the sandbox's address."""
    response = client.get(address + path)
    assert response.status_code == status, (response.status_code, response.get_data(as_text=True)[:3000])
    return BeautifulSoup(response.get_data(as_text=True), "html.parser")


def form_of(soup: BeautifulSoup, command: str, index: int = 0) -> Any:
    """The form on a page that carries out ``command``."""
    found = soup.select(f'form[data-command="{command}"]')
    assert found, f"no form for {command}; there are {[form['data-command'] for form in soup.select('form[data-command]')]}"
    return found[index]


def filled(form: Any) -> MultiDict[str, str]:
    """What a browser would send when the form is left as it is."""
    values: MultiDict[str, str] = MultiDict()
    for element in form.select("input[name], select[name], textarea[name]"):
        name = element["name"]
        if element.name == "select":
            chosen = element.select("option[selected]") or element.select("option")[:1]
            for option in chosen if not element.has_attr("multiple") else element.select("option[selected]"):
                values.add(name, option.get("value", option.text))
        elif element.name == "textarea":
            values.add(name, element.text.removeprefix("\r\n").removeprefix("\n"))
        elif element.get("type") in ("checkbox", "radio"):
            if element.has_attr("checked"):
                values.add(name, element.get("value", "on"))
        elif element.get("type") != "file":
            values.add(name, element.get("value", ""))
    return values


def send(client: Any, path: str, command: str, index: int = 0, status: Any = 303, **typed: Any) -> Any:
    """Fill the form of ``command`` found at ``path`` and post it; values may be lists; ``None`` leaves a field out.
    ``status``: the expected HTTP status as a number; a text is what is typed into the field of that name."""
    if not isinstance(status, int):
        typed["status"], status = status, 303
    form = form_of(page(client, path), command, index)
    values = filled(form)
    for name, value in typed.items():
        values.poplist(name)
        for item in value if isinstance(value, list) else [value] if value is not None else []:
            values.add(name, item)
    response = client.post(form["action"], data=values, content_type="multipart/form-data" if form.get("enctype") else None)
    assert response.status_code == status, (response.status_code, _words(response))
    return response


def new_id(response: Any) -> int:
    """The record's id at the end of the address that a form led to."""
    found = re.search(r"/(\d+)$", response.headers["Location"])
    assert found, response.headers["Location"]
    return int(found[1])


def _words(response: Any) -> str:
    soup = BeautifulSoup(response.get_data(as_text=True), "html.parser")
    return " ".join((soup.select_one("main") or soup).text.split())[:2000]
