"""What an institution may set: each setting with its default, unit, group and what it is for.

Only numbers and rules that no source fixes stand here (`validation.md` §1, §3 gives the defaults).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

#: the headings of the page of settings, in order: key -> (heading, what stands under it)
GROUPS = {
    "institution": (_l("Institution"), _l("Printed on certificates, reports and letters to candidates.")),
    "day": (_l("Day of the sitting"), _l("Durations and limits of the parts of the validation.")),
    "result": (_l("Result and appeal"), _l("They hold for a case as they stood on the day of enrolment.")),
    "certificate": (_l("Certificate"), ""),
    "data": (_l("Personal data"), ""),
}


@dataclass(frozen=True)
class Setting:
    """One setting: its key, default, kind (integer, text, choice, address), what it is called and what it is for.

    ``least`` and ``most`` bound a number, both included.
    """

    key: str
    default: Any
    kind: str
    group: str
    label: Any
    help: Any = ""
    unit: Any = ""
    choices: tuple[tuple[str, Any], ...] = ()
    least: int | None = None
    most: int = 0

    @property
    def values(self) -> tuple[str, ...]:
        """The values a choice allows."""
        return tuple(value for value, _words in self.choices)


_ANSWERS = _l("right answers")
_MINUTES, _DAYS, _HOURS, _YEARS, _PEOPLE = _l("minutes"), _l("days"), _l("hours"), _l("years"), _l("candidates")

_INSTITUTION = (
    Setting("institution.name", "Instytucja Certyfikująca (nazwa do uzupełnienia)", "text", "institution",
            _l("Name of the institution"), _l("In full, as in the legal decision.")),
    Setting("institution.address", "", "text", "institution", _l("Address of the institution"),
            _l("Street, number, postal code and town, in one line.")),
    Setting("institution.place", "", "text", "institution", _l("Town printed beside dates"),
            _l("For example “Lublin”; the date of a document follows it.")),
    Setting("institution.role", "IC", "choice", "institution", _l("Role of the institution"),
            _l("A certifying institution issues certificates. A validating institution runs the validation and hands its "
               "results over to a certifying institution."),
            choices=(("IC", _l("certifying institution")), ("IW", _l("validating institution")))),
    Setting("institution.legal_decision", "", "text", "institution", _l("Legal decision that authorises the institution"),
            _l("Number, date and who issued it; printed under the name.")),
    Setting("institution.public_address", "", "address", "institution", _l("Public address of this service"),
            _l("Where candidates and employers open this service, for example https://walidacja.example.pl. Printed on "
               "certificates and letters; left empty, the address under which the server was started is printed.")),
)
_DAY = (
    Setting("theory.minutes", 75, "integer", "day", _l("Duration of the theoretical test"), unit=_MINUTES, least=1, most=600),
    Setting("practical.familiarisation_minutes", 15, "integer", "day", _l("Getting to know the CRM system"),
            _l("Before the practical part; not counted in its time. Nothing done then is judged."), _MINUTES, least=0, most=240),
    Setting("practical.minutes", 120, "integer", "day", _l("Duration of the practical part"), unit=_MINUTES, least=1, most=600),
    Setting("break.minutes", 30, "integer", "day", _l("Break between the test and the practical part"),
            _l("A plan with a shorter break needs a reason; on the day the operator is warned."), _MINUTES, least=0, most=240),
    Setting("late.minutes", 15, "integer", "day", _l("Late arrival at the theoretical test"),
            _l("Who comes later than this after the start is let in only when the committee decides so; the operator writes it "
               "into the log."), _MINUTES, least=0, most=240),
    Setting("theory.first", "no", "choice", "day", _l("Theoretical part to be passed before the practical part"),
            _l("The description of the qualification sets no such condition. “Yes” needs a basis in the institution’s "
               "regulations."), choices=(("no", _l("no")), ("yes", _l("yes")))),
    Setting("interview.minutes", 25, "integer", "day", _l("Talk with the committee"),
            _l("Time planned for one candidate; each follow-up question adds to it."), _MINUTES, least=5, most=240),
    Setting("interview.follow_up_minutes", 3, "integer", "day", _l("Time for each follow-up question"), unit=_MINUTES,
            least=0, most=30),
    Setting("interview.longest_minutes", 40, "integer", "day", _l("Longest slot of a talk"),
            _l("What is left over goes into a second slot."), _MINUTES, least=5, most=240),
    Setting("interview.preparation_minutes", 10, "integer", "day", _l("Preparation of a talk"),
            _l("Before the candidate comes in, the members read the plan; the clock of the talk does not run yet."), _MINUTES,
            least=0, most=60),
    Setting("committee.daily_candidates", 8, "integer", "day", _l("Most candidates of one committee in a day"),
            _l("Seating more than that is refused."), _PEOPLE, least=1, most=60),
    Setting("aids.theory", "", "text", "day", _l("Aids allowed in the theoretical test"),
            _l("Parted by commas. Filled into the plan of a new sitting and changed there; the practical part takes the list "
               "of its scenario.")),
    Setting("aids.talk", "", "text", "day", _l("Aids allowed in the talk")),
    Setting("aids.addresses", "", "text", "day", _l("Internet addresses that may be opened"),
            _l("Apart from this service itself. Usually none.")),
    Setting("codes.valid_hours", 16, "integer", "day", _l("Validity of a printed station code"),
            _l("Counted from printing. A code lets a candidate sign in once."), _HOURS, least=1, most=168),
)
_AFTER = (
    Setting("pass_rule", "conjunctive", "choice", "result", _l("Rule of the result"),
            _l("Named in every report. Percentages are allowed only where the institution's regulations set them."),
            choices=(("conjunctive", _l("every criterion met, every outcome met")),
                     ("percent_55_75", _l("55 percent of theory and 75 percent of practice")))),
    Setting("theory.met_from", 4, "integer", "result", _l("Right answers on a criterion from which it is met"),
            _l("Of six. Stated on papers as a preliminary threshold until judges have set the standard."), _ANSWERS,
            least=1, most=6),
    Setting("theory.review_from", 2, "integer", "result", _l("Right answers on a criterion from which the talk asks about it"),
            _l("Fewer: proposed as not met. At most as many as the number above."), _ANSWERS, least=1, most=6),
    Setting("result.days", 14, "integer", "result", _l("Time to the announcement of the result"),
            _l("Told to candidates in advance, counted from the day of the sitting."), _DAYS, least=0, most=90),
    Setting("appeal.days", 14, "integer", "result", _l("Time to file an appeal"),
            _l("Counted from the announcement; an end on a day off moves to the next working day."), _DAYS, least=1, most=365),
    Setting("institution.code", "IC", "text", "certificate", _l("Short code of the institution"),
            _l("Begins the number of every certificate, for example IC/13881/2026/00042-K. Capital letters, no spaces.")),
    Setting("certificate.years", 5, "integer", "certificate", _l("Validity of the certificate"),
            _l("Counted from the day of issue. The description of the qualification says five years."), _YEARS, least=1, most=30),
)
_KEEPING = (
    Setting("retention.years", 5, "integer", "data", _l("How long personal details of the audit log are kept"),
            _l("Counted from the last act in a case, and never before the term of an appeal is over. The command "
               "“probierz retention” shows what is due and erases it."), _YEARS, least=1, most=50),
    Setting("data.controller_note", "", "text", "data", _l("Contact of the data controller"),
            _l("Told to candidates on the page “Rules of the validation”, for example an e-mail address.")),
)
#: pairs of numbers of which the first is at most the second
IN_ORDER = (("theory.review_from", "theory.met_from"), ("interview.minutes", "interview.longest_minutes"))
SETTINGS = {item.key: item for item in (*_INSTITUTION, *_DAY, *_AFTER, *_KEEPING)}
