"""Numbers and rules that no source fixes: an institution's settings, with their defaults and what each is for.

A change is appended with its date, so that a case can be read under the rules in force when it was enrolled.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import JSON, select
from sqlalchemy.orm import Mapped, mapped_column

from app import audit
from app.clock import now
from app.db import APPEND_ONLY, Base, db
from app.errors import Invalid


@dataclass(frozen=True)
class Setting:
    """One setting: its key, default, kind (integer, text, choice, boolean) and what it means."""

    key: str
    default: Any
    kind: str
    label: Any
    choices: tuple[str, ...] = ()
    least: int | None = None


SETTINGS = {
    item.key: item
    for item in (
        Setting(
            "institution.name",
            "Instytucja Certyfikująca (nazwa do uzupełnienia)",
            "text",
            _l("Name of the certifying institution"),
        ),
        Setting("institution.address", "", "text", _l("Address of the institution")),
        Setting("institution.role", "IC", "choice", _l("Role of the institution (IC certifies, IW validates)"), ("IC", "IW")),
        Setting("institution.legal_decision", "", "text", _l("Legal decision that authorises the institution")),
        Setting("institution.code", "IC", "text", _l("Short code of the institution in certificate numbers")),
        Setting("institution.place", "", "text", _l("Place printed beside dates on papers")),
        Setting("pass_rule", "conjunctive", "choice", _l("Rule of the result"), ("conjunctive", "percent_55_75")),
        Setting("theory.minutes", 75, "integer", _l("Duration of the theoretical test (minutes)"), least=1),
        Setting("practical.minutes", 120, "integer", _l("Duration of the practical part (minutes)"), least=1),
        Setting(
            "practical.familiarisation_minutes", 15, "integer", _l("Getting to know the CRM (minutes, not counted)"), least=0
        ),
        Setting("interview.minutes", 25, "integer", _l("Slot of the talk (minutes)"), least=5),
        Setting("appeal.days", 14, "integer", _l("Days to file an appeal"), least=1),
        Setting("certificate.years", 5, "integer", _l("Validity of the certificate (years)"), least=1),
        Setting("codes.valid_hours", 16, "integer", _l("Validity of a printed attempt code (hours)"), least=1),
        Setting("committee.daily_candidates", 8, "integer", _l("Most candidates of one committee in a day"), least=1),
    )
}


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


def change(key: str, value: Any) -> None:
    """Change a setting inside the open transaction. Raises Invalid where the value does not fit."""
    setting = SETTINGS[key]
    if setting.kind == "integer":
        if not isinstance(value, int) or (setting.least is not None and value < setting.least):
            raise Invalid(
                _l("This number is too small."), {key: _l("Type a whole number of at least %(least)s.", least=setting.least)}
            )
    elif setting.kind == "choice" and value not in setting.choices:
        raise Invalid(_l("Choose one of the listed values."), {key: _l("Choose one of the listed values.")})
    db.session.add(SettingChange(key=key, value=value, at=now().astimezone(UTC).replace(tzinfo=None)))
    audit.record("setting.changed", subject=key, value=value)
