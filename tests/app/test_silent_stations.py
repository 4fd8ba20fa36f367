"""A station that connects and says nothing: over TLS everybody else is kept at the door for seconds at most."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time

import pytest
from cheroot.ssl.builtin import BuiltinSSLAdapter

from app import serving
from app.certificate_authority import files_for, names_of


@pytest.fixture
def room(app, config, tmp_path):
    """Serves the application over TLS; gives the address and what a station trusts. ``adapter`` replaces the server's own."""
    servers = []

    def serve(adapter=None):
        files = files_for(tmp_path / "tls", names_of("127.0.0.1"))
        server = serving.make_server(app, config, "127.0.0.1", 0, files)
        if adapter is not None:
            server.ssl_adapter = adapter(str(files.certificate), str(files.key))
        server.prepare()
        threading.Thread(target=server.serve, daemon=True).start()
        servers.append(server)
        return server.bind_addr, ssl.create_default_context(cafile=str(files.root))

    yield serve
    for server in servers:
        server.stop()


def seconds_until_answered(address, trust, longest):
    """How long a station waits for a page behind one that says nothing. Raises TimeoutError after ``longest``."""
    with socket.create_connection(address, 10):
        time.sleep(0.2)
        began = time.monotonic()
        connection = http.client.HTTPSConnection(*address, context=trust, timeout=longest)
        connection.request("GET", "/health")
        assert connection.getresponse().status < 500
        connection.close()
        return time.monotonic() - began


def test_a_silent_connection_holds_nobody_up_for_long(room, monkeypatch):
    monkeypatch.setattr(serving, "HANDSHAKE_SECONDS", 0.5)
    assert seconds_until_answered(*room(), 20) < 10


def test_control_with_the_servers_usual_handshake_everybody_waits(room):
    with pytest.raises(TimeoutError):
        seconds_until_answered(*room(BuiltinSSLAdapter), 4)
