"""A form as it stands on a page: what its inputs hold, what may be put into them, and what a browser would send."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

ROW_NAME = re.compile(r"^(?P<list>[a-z_]+)-(?P<row>\d+)-(?P<part>.+)$")
SENT_AS_TYPED = ("hidden", "text", "textarea")


class NoSuchInput(LookupError):
    """The page has no form, input or choice of that name: a person could not do it on this page either."""


@dataclass
class Control:
    """One input. ``kind``: hidden, text, textarea, select, checkbox, radio, file or submit."""

    name: str
    kind: str
    value: str = ""
    options: list[str] = field(default_factory=list)
    on: bool = False

    def set(self, value: str) -> None:
        """Type or choose. NoSuchInput for a choice that is not offered."""
        if self.kind == "select" and value not in self.options:
            raise NoSuchInput(f"the list {self.name} has no choice {value!r}")
        self.value = value

    def empty(self) -> None:
        """Take out what stands in it; a list without an empty choice keeps its first one."""
        self.on = False
        self.value = "" if self.kind != "select" or "" in self.options else self.options[0]


@dataclass
class Form:
    """A form as it stands on the page. ``grows``: the page's script can add rows to its lists."""

    action: str
    method: str = "get"
    command: str | None = None
    id: str | None = None
    controls: list[Control] = field(default_factory=list)
    grows: bool = False

    @property
    def names(self) -> set[str]:
        """Names of its inputs."""
        return {control.name for control in self.controls}

    def fill(self, name: str, value: Any) -> None:
        """Put a value into the input: text, yes or no for one checkbox, a list for several inputs of one name."""
        found = [control for control in self.controls if control.name == name and control.kind != "submit"]
        if not found:
            found = [self._new_row(name)]
        kind = found[0].kind
        if kind in ("checkbox", "radio"):
            self._tick(found, value)
        elif isinstance(value, list):
            for place, control in enumerate(found):
                control.set(str(value[place]) if place < len(value) else "")
            if len(value) > len(found):
                raise NoSuchInput(f"{name} takes {len(found)} values, not {len(value)}")
        else:
            found[0].set("" if value is None else str(value))

    def clear_rows(self, listed: str) -> None:
        """Empty every row of a list."""
        for control in self.controls:
            if control.name.startswith(f"{listed}-") and ROW_NAME.match(control.name):
                control.empty()

    def sent(self, button: str | None = None) -> list[tuple[str, str]]:
        """What a browser sends: ``button`` names the pressed button's value, if it has one."""
        pairs = []
        for control in self.controls:
            pressed = control.kind == "submit" and button is not None and control.value == button
            ticked = control.kind in ("checkbox", "radio") and control.on
            if control.kind in SENT_AS_TYPED or (control.kind == "select" and control.options) or ticked or pressed:
                pairs.append((control.name, control.value))
        return pairs

    def _tick(self, found: list[Control], value: Any) -> None:
        if found[0].kind == "checkbox" and len(found) == 1 and isinstance(value, bool):
            found[0].on = value
            return
        wanted = {str(one) for one in (value if isinstance(value, list) else [value] if value is not None else [])}
        missing = wanted - {control.value for control in found}
        if missing:
            raise NoSuchInput(f"{found[0].name} does not offer {', '.join(sorted(missing))}")
        for control in found:
            control.on = control.value in wanted

    def _new_row(self, name: str) -> Control:
        """The input of a row that the page's script adds, made like that of the first row."""
        parts = ROW_NAME.match(name)
        first = parts and next((one for one in self.controls if one.name == f"{parts['list']}-0-{parts['part']}"), None)
        if not first or not self.grows:
            raise NoSuchInput(f"the form {self.command or self.action} has no input {name}")
        made = replace(first, name=name, options=list(first.options))
        made.empty()
        self.controls.append(made)
        return made
