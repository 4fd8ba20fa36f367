"""The address printed on papers: what is accepted, what is printed, and that no request can change it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app import settings
from app.config import Config
from app.db import transaction
from app.doctor import examine
from app.errors import Invalid
from app.public_address import KEY, public_url
from app.serving import address_of
from app.web_address import checked_address


@pytest.mark.parametrize(("typed", "kept"), [
    ("", ""), ("  ", ""),
    ("walidacja.example.pl", "https://walidacja.example.pl"),
    (" https://Walidacja.Example.PL/ ", "https://walidacja.example.pl"),
    ("https://example.pl:8443/crm/", "https://example.pl:8443/crm"),
    ("https://example.pl:443", "https://example.pl"),
    ("żółw.example.pl", "https://xn--w-uga1v8h.example.pl"),
    ("192.0.2.7:8443", "https://192.0.2.7:8443"),
])
def test_an_address_is_kept_in_one_form(typed, kept):
    assert checked_address(typed, KEY) == kept


@pytest.mark.parametrize("typed", [
    "http://walidacja.example.pl", "ftp://example.pl", "javascript:alert(1)", "https://", "https:///verify", "probierz",
    "localhost", "https://127.0.0.1:8000", "https://jan@example.pl", "https://example.pl/?a=1", "https://example.pl/#kod",
    "https://example.pl?", "https://exa mple.pl", "https://example.pl:99999", "https://example.pl:abc", "https://-a.example.pl",
    "https://example..pl", "https://example.pl/a<b>", "https://[::1]/", "https://1.2.3.400", "https://example.pl/../x y",
    "https://" + "a" * 300 + ".pl", "https://example.pl\nHost: inny.example",
])
def test_what_others_could_not_open_or_trust_is_refused_with_words(typed):
    with pytest.raises(Invalid) as fault:
        checked_address(typed, KEY)
    assert set(fault.value.fields) == {KEY}


def test_the_host_header_never_reaches_a_printed_address(app):
    with app.test_request_context("/verify", base_url="https://napastnik.example"):
        assert public_url("certificates.verify") == app.extensions["probierz_config"].address + "/verify"
        with transaction():
            settings.change(KEY, "walidacja.example.pl/")
        assert public_url("certificates.verify") == "https://walidacja.example.pl/verify"


@pytest.mark.parametrize(("host", "port", "tls", "proxy", "names", "wanted"), [
    ("127.0.0.1", 8871, False, False, (), "http://127.0.0.1:8871"),
    ("192.0.2.7", 8443, True, False, (), "https://192.0.2.7:8443"),
    ("0.0.0.0", 443, True, False, ("egzamin.example.pl",), "https://egzamin.example.pl"),
    ("127.0.0.1", 8000, False, True, ("egzamin.example.pl",), "https://egzamin.example.pl"),
    ("::1", 8000, False, False, (), "http://[::1]:8000"),
])
def test_without_a_setting_the_address_is_the_one_the_server_was_started_under(config, host, port, tls, proxy, names, wanted):
    assert address_of(replace(config, behind_proxy=proxy), host, port, tls, names) == wanted


def _doctors_word(config: Config) -> dict[str, object]:
    return next(item for item in examine(config)["items"] if item["name"] == "public_address")


def test_doctor_warns_until_the_address_is_set(app, config):
    before = _doctors_word(config)
    assert before["good"] and before["warns"] and "settings" in before["words"]
    with app.app_context(), transaction():
        settings.change(KEY, "https://walidacja.example.pl")
    after = _doctors_word(config)
    assert (after["good"], after["warns"], after["words"]) == (True, False, "https://walidacja.example.pl")
