"""1.2: accounts, data, segments, corrections, done the way a person would."""

from tests.sandbox_crm.seed import BORSUK


def only(rows, **wanted):
    """The one row whose values are these."""
    found = [row for row in rows.values() if all(row[name] == value for name, value in wanted.items())]
    assert len(found) == 1, f"{len(found)} rows have {wanted}"
    return found[0]


def test_1_2_b_an_account_is_made(hands, company):
    hands.go("Konta")
    hands.link("Dodaj konto")
    hands.enter(hands.field("Nazwa klienta"), "Pracownia Cicho sp. z o.o.")
    hands.enter(hands.field("NIP"), "1000000035")
    hands.enter(hands.field("Miejscowość"), "Lublin")
    hands.button("Zapisz konto")
    hands.arrive("/accounts/#")
    made = only(company.state()["account"], name="Pracownia Cicho sp. z o.o.")
    assert (made["nip"], made["city"]) == ("1000000035", "Lublin")


def test_1_2_e_an_account_is_corrected(hands, company):
    hands.go("Konta")
    hands.link(company.state()["account"][BORSUK]["name"])
    hands.link("Edytuj konto")
    hands.enter(hands.field("Telefon"), "+48 81 123 45 67")
    hands.button("Zapisz konto")
    hands.arrive("/accounts/#")
    assert "81123" in company.state()["account"][BORSUK]["phone"].replace(" ", "")
