"""Where the records of a report can be seen: of every kind there is a page, whomever the record is about."""

from datetime import date

import pytest

from sandbox_crm.clients import consents
from sandbox_crm.models.work import REPORT_ENTITIES
from sandbox_crm.reports.commands import create_report, generate_report
from sandbox_crm.routes.record_links import PAGES
from tests.sandbox_crm.driver import ADDRESS, page
from tests.sandbox_crm.seed import EWA, KIOSK


def test_every_kind_of_record_that_reports_list_has_its_page():
    assert set(PAGES) == set(REPORT_ENTITIES)


@pytest.mark.parametrize(("whose", "shown"), [({"contact_id": EWA}, f"/contacts/{EWA}"),
                                              ({"account_id": KIOSK}, f"/accounts/{KIOSK}")])
def test_a_consent_in_a_report_leads_to_the_person_who_gave_it(sandbox, client, whose, shown):
    with sandbox.work() as bench:
        consents.record(bench, **whose, purpose="commercial", channel="email", status="granted", legal_basis="a",
                        obtained_on=date(2026, 4, 1))
        report = create_report(bench, name="Zgody", entity="consent", kind="table", columns=["purpose", "obtained_on"])
        run = generate_report(bench, report_id=report.id).id
    links = [link["href"] for link in page(client, f"/reports/runs/{run}").select("main tbody a")]
    assert f"{ADDRESS}{shown}" in links
