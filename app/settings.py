"""Numbers and rules that no source fixes: an institution's settings, with their defaults and what each is for.

A change is appended with its date, so that a case can be read under the rules in force when it was enrolled.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import JSON, select
from sqlalchemy.orm import Mapped, mapped_column

from app import audit
from app.clock import now
from app.db import APPEND_ONLY, Base, db
from app.errors import Invalid
from app.setting_list import IN_ORDER, SETTINGS
from app.web_address import checked_address

#: what fits into one line or two of a certificate
LONGEST_TEXT = 300


class SettingChange(Base):
    """One change of a setting."""

    __tablename__ = "setting_change"
    __table_args__ = (APPEND_ONLY,)
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(index=True)
    value: Mapped[Any] = mapped_column(JSON)
    at: Mapped[datetime]


def get(key: str) -> Any:
    """The value in force now."""
    latest = select(SettingChange.value).where(SettingChange.key == key).order_by(SettingChange.id.desc()).limit(1)
    row = db.session.execute(latest).first()
    return row.value if row else SETTINGS[key].default


def all_values() -> dict[str, Any]:
    """Every setting in force now, for pinning to a case."""
    return {key: get(key) for key in SETTINGS}


def check_together() -> None:
    """Raises Invalid where two numbers that belong together contradict each other; for the end of a transaction."""
    for lower, upper in IN_ORDER:
        if get(lower) > get(upper):
            words = _l("At most as much as “%(other)s”.", other=SETTINGS[upper].label)
            raise Invalid(_l("Two numbers contradict each other."), {lower: words})


def change(key: str, value: Any) -> None:
    """Change a setting inside the open transaction. Raises Invalid where the value does not fit."""
    setting = SETTINGS[key]
    if setting.kind == "integer":
        if not isinstance(value, int) or not (setting.least or 0) <= value <= setting.most:
            words = _l("Type a whole number from %(least)s to %(most)s.", least=setting.least or 0, most=setting.most)
            raise Invalid(_l("This number is out of range."), {key: words})
    elif setting.kind == "choice" and value not in setting.values:
        raise Invalid(_l("Choose one of the listed values."), {key: _l("Choose one of the listed values.")})
    elif setting.kind == "address":
        value = checked_address(value, key)
    elif setting.kind == "text" and len(value) > LONGEST_TEXT:
        words = _l("Use at most %(most)d characters.", most=LONGEST_TEXT)
        raise Invalid(words, {key: words})
    db.session.add(SettingChange(key=key, value=value, at=now().astimezone(UTC).replace(tzinfo=None)))
    audit.record("setting.changed", subject=key, value=value)
