"""The rules pinned at enrolment as papers state them: Polish pairs of a heading and words. PURE.

What was no setting when a case was enrolled reads as the default that held then.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.polish.plural import counted
from app.setting_list import SETTINGS
from question_bank.blueprint import load_blueprint
from scoring.rule import PassRule


def value(rules: Mapping[str, Any], key: str) -> Any:
    """A rule as pinned, else its default."""
    return rules.get(key, SETTINGS[key].default)


def minutes(number: int) -> str:
    """``75 minut``."""
    return counted(number, "minuta", "minuty", "minut")


def stated(rules: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Every rule that decides a result, in the order of the day."""
    def pinned(key: str) -> Any:
        return value(rules, key)

    first = "wymagane przed częścią praktyczną" if pinned("theory.first") == "yes" else "nie jest warunkiem części praktycznej"
    return (
        ("Test teoretyczny", minutes(pinned("theory.minutes"))),
        ("Progi testu przy kryterium", thresholds(rules)),
        ("Zaliczenie części teoretycznej", first),
        ("Część praktyczna", f"{minutes(pinned('practical.minutes'))}, przedtem poznawanie systemu: "
                             f"{minutes(pinned('practical.familiarisation_minutes'))} (niewliczane)"),
        ("Rozmowa z komisją", f"{minutes(pinned('interview.minutes'))}, na każde pytanie uzupełniające dodatkowo "
                              f"{minutes(pinned('interview.follow_up_minutes'))}; najdłużej "
                              f"{minutes(pinned('interview.longest_minutes'))}, reszta w drugim terminie"),
        ("Zasada wyniku", PassRule(pinned("pass_rule")).words_pl),
        ("Czas na odwołanie", f"{counted(pinned('appeal.days'), 'dzień', 'dni', 'dni')} od ogłoszenia decyzji"),
        ("Ważność certyfikatu", counted(pinned("certificate.years"), "rok", "lata", "lat")),
    )


def thresholds(rules: Mapping[str, Any]) -> str:
    """The bands of the test in words, with the label of the threshold."""
    plan = load_blueprint()
    met, review = value(rules, "theory.met_from"), value(rules, "theory.review_from")
    asked = max(cell.count for cell in plan.cells if cell.deciding)
    words = f"spełnione od {met} poprawnych odpowiedzi na {asked} ({plan.threshold_label})"
    if review < met:
        between = str(review) if review == met - 1 else f"{review}–{met - 1}"
        words += f"; {between}: kryterium wyjaśnia się w rozmowie z komisją"
    return f"{words}; mniej niż {review}: propozycja „niespełnione”"


def in_one_line(rules: Mapping[str, Any]) -> str:
    """The same as one line of a paper."""
    return "; ".join(f"{heading.lower()}: {words.rstrip('.')}" for heading, words in stated(rules))
