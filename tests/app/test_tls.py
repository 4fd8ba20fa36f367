"""TLS of the room's own: certificates that stations accept, one root for ever, refusal without it."""

import ssl

import pytest
from cryptography import x509

from app.certificate_authority import files_for, names_of
from app.config import Config, RefusedToStart
from app.serving import transport


def alternative_names(path):
    found = (
        x509.load_pem_x509_certificate(path.read_bytes()).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    )
    return {str(name) for name in [*found.get_values_for_type(x509.DNSName), *found.get_values_for_type(x509.IPAddress)]}


def test_the_certificate_names_every_way_to_the_server(tmp_path):
    files = files_for(tmp_path, names_of("192.168.7.20", ("egzamin.lan",)))
    assert {"192.168.7.20", "egzamin.lan", "localhost", "127.0.0.1"} <= alternative_names(files.certificate)
    ssl.create_default_context(cafile=str(files.root))


def test_every_interface_stands_for_this_machine(tmp_path):
    names = names_of("0.0.0.0")
    assert "0.0.0.0" not in names and len(names) > 2


def test_the_root_stays_when_names_change(tmp_path):
    first, second = files_for(tmp_path, names_of("a.lan")), files_for(tmp_path, names_of("b.lan"))
    assert first.root == second.root and first.certificate != second.certificate
    root = x509.load_pem_x509_certificate(first.root.read_bytes())
    for files in (first, second):
        x509.load_pem_x509_certificate(files.certificate.read_bytes()).verify_directly_issued_by(root)
    assert (tmp_path / "keys" / "tls-root.key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.7.20", "::", "probierz.lan"])
def test_an_open_address_without_tls_is_refused(tmp_path, host):
    with pytest.raises(RefusedToStart, match="--tls"):
        transport(Config(tmp_path), host, tls=False)
    assert transport(Config(tmp_path, behind_proxy=True), host, tls=False) is None


def test_loopback_needs_no_tls(tmp_path):
    assert transport(Config(tmp_path), "127.0.0.1", tls=False) is None
