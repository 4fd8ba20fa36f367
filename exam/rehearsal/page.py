"""A page as a browser holds it: its forms with what stands in their inputs, its links, its words. No network."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from exam.rehearsal.html_form import Control, Form, NoSuchInput


@dataclass
class Page:
    """An answer of the server. ``url``: where it was found, after redirects; ``text``: the HTML or other text."""

    url: str
    status: int
    text: str
    headers: dict[str, str] = field(default_factory=dict)
    content: bytes = b""

    def __post_init__(self) -> None:
        self._read: _Reader | None = None

    @property
    def reader(self) -> _Reader:
        """The page read, when first asked for."""
        if self._read is None:
            self._read = _Reader()
            self._read.feed(self.text)
            self._read.close()
        return self._read

    @property
    def forms(self) -> list[Form]:
        """Its forms in order."""
        return self.reader.forms

    @property
    def links(self) -> list[str]:
        """Addresses it links to, in order."""
        return self.reader.links

    def form(self, command: str | None = None, *, action: str | None = None, has: str | None = None) -> Form:
        """The first form that carries a command, goes to an address ending so, or has an input. NoSuchInput."""
        for form in self.forms:
            if (command is None or form.command == command) and (has is None or has in form.names) \
                    and (action is None or form.action.partition("?")[0].endswith(action)):
                return form
        wanted = " ".join(str(one) for one in (command, action, has) if one)
        raise NoSuchInput(f"{self.url} has no form {wanted}; it says: {self.words[:300]}")

    def own_form(self, has: str | None = None) -> Form:
        """The form that is sent to the page's own address. NoSuchInput."""
        for form in self.forms:
            if not form.action and form.method == "post" and (has is None or has in form.names):
                return form
        raise NoSuchInput(f"{self.url} has no form of its own; it says: {self.words[:300]}")

    @property
    def words(self) -> str:
        """What it says, alerts first: for messages about what went wrong."""
        said = " | ".join(" ".join(words.split()) for words in self.reader.alerts)
        return said or " ".join(" ".join(self.reader.said).split())[:600]


class _Reader(HTMLParser):
    """Reads forms, links and words out of HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.said: list[str] = []
        self.alerts: list[str] = []
        self._form: Form | None = None
        self._select: Control | None = None
        self._area: Control | None = None
        self._silent = self._alert = 0
        self._away: list[tuple[str, Control]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag opens."""
        of = {name: value or "" for name, value in attrs}
        if tag in ("script", "style", "template"):
            self._silent += 1
        if self._silent:
            return
        if self._alert or of.get("role") == "alert":
            self._alert += tag == "div"
            if of.get("role") == "alert":
                self.alerts.append("")
        if tag == "a" and of.get("href"):
            self.links.append(of["href"])
        elif tag == "form":
            self._form = Form(of.get("action", ""), of.get("method", "get").lower(), of.get("data-command"), of.get("id"))
            self.forms.append(self._form)
        if self._form is not None and ("data-add-row" in of or "data-add-block" in of):
            self._form.grows = True
        self._input(tag, of)

    def handle_endtag(self, tag: str) -> None:
        """A tag closes."""
        if tag in ("script", "style", "template") and self._silent:
            self._silent -= 1
        elif tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._area = None
        elif tag == "div" and self._alert:
            self._alert -= 1

    def handle_data(self, data: str) -> None:
        """Text."""
        if self._silent:
            return
        if self._area is not None:
            self._area.value += data
        elif self._alert:
            self.alerts[-1] += f" {data}"
        else:
            self.said.append(data)

    def close(self) -> None:
        """Inputs that name their form with ``form=`` join it."""
        super().close()
        for key, control in self._away:
            for form in self.forms:
                if form.id == key:
                    form.controls.append(control)
        for form in self.forms:
            for control in form.controls:
                if control.kind == "textarea":
                    control.value = control.value.removeprefix("\n")

    def _input(self, tag: str, of: dict[str, str]) -> None:
        if tag == "option" and self._select is not None:
            value = of.get("value", "")
            if not self._select.options or "selected" in of:
                self._select.value = value
            self._select.options.append(value)
            return
        if tag not in ("input", "select", "textarea", "button") or "disabled" in of or not of.get("name"):
            return
        made = Control(of["name"], _kind(tag, of), of.get("value", "on" if of.get("type") in ("checkbox", "radio") else ""),
                       on="checked" in of)
        if tag == "select":
            self._select, made.value = made, ""
        if tag == "textarea":
            self._area = made
        if "form" in of:
            self._away.append((of["form"], made))
        elif self._form is not None:
            self._form.controls.append(made)


def _kind(tag: str, of: dict[str, str]) -> str:
    if tag in ("select", "textarea"):
        return tag
    kind = of.get("type", "submit" if tag == "button" else "text")
    return kind if kind in ("hidden", "checkbox", "radio", "file", "submit") else "text" if tag == "input" else "submit"
