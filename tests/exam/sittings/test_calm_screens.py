"""The sitting's page offers only what can be done; a person with a conflict is neither ticked nor to be ticked."""

from __future__ import annotations

import re

import pytest

from exam.sittings.models import Admission, CaseState

ADMIT, SEAT = "Dopuść wszystkich oczekujących", "Ustal proponowane składy komisji"


@pytest.fixture
def page(build, client_of):
    """Reads the page of a sitting as its coordinator."""
    browser = client_of(build.staff("coordinator"))
    return lambda cast: browser.get(f"/sittings/{cast.sitting.id}").get_data(as_text=True)


def test_acts_for_many_are_offered_only_while_somebody_waits_and_say_how_many(build, page):
    cast = build.sitting()
    assert ADMIT not in page(cast) and SEAT not in page(cast)
    waiting = [build.enrolled(cast) for _ in range(2)]
    assert f"{ADMIT} (2)" in page(cast) and SEAT not in page(cast)
    build.enrolled(cast, state=CaseState.ADMITTED, admission=Admission.ADMITTED, admitted_at=build.moment,
                   station_id=cast.stations[0].id)
    assert f"{ADMIT} ({len(waiting)})" in page(cast) and f"{SEAT} (1)" in page(cast)


def test_a_sitting_whose_people_are_settled_offers_neither(build, page):
    cast = build.sitting()
    build.admitted(cast)
    assert ADMIT not in page(cast) and SEAT not in page(cast)


def test_a_person_with_a_conflict_is_shown_unticked_even_when_the_box_was_sent(build, client_of):
    cast = build.sitting()
    case = build.enrolled(cast, state=CaseState.ADMITTED, admission=Admission.ADMITTED, admitted_at=build.moment,
                          station_id=cast.stations[0].id)
    build.prepared(case.person, cast.member)
    browser, refused = client_of(build.staff("coordinator")), str(cast.member.id)
    sent = {"members": [str(cast.chair.id), refused], "chair": refused}
    for answer in (browser.get(f"/cases/{case.id}"), browser.post(f"/cases/{case.id}/committee", data=sent)):
        boxes = re.findall(rf'<input type="(?:checkbox|radio)"[^>]*value="{refused}"[^>]*>', answer.get_data(as_text=True))
        assert len(boxes) == 2
        assert all("disabled" in box and "checked" not in box for box in boxes)
    assert answer.status_code == 409
