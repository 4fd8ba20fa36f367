"""The end of serving: what is under way is finished, what waits is hung up on, and a busy server ends in time."""

from __future__ import annotations

import socket
import threading
import time

import pytest
from cheroot import wsgi

from app.serving import Ticker, end, hang_up_on_waiting

AT_ONCE, BROWSERS = 2, 12


@pytest.fixture
def busy():
    """A server of two threads with twelve browsers waiting, each request held until ``let_go``; and what was begun."""
    let_go, begun, lock = threading.Event(), [], threading.Lock()

    def slow(environ, start):
        with lock:
            begun.append(time.monotonic())
        let_go.wait(30)
        start("200 OK", [("Content-Length", "2")])
        return [b"ok"]

    server = wsgi.Server(("127.0.0.1", 0), slow, numthreads=AT_ONCE)
    server.prepare()
    loop = threading.Thread(target=server.serve, daemon=True)
    loop.start()
    sockets = [socket.create_connection(server.bind_addr, 10) for _ in range(BROWSERS)]
    for one in sockets:
        one.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
    until(lambda: len(begun) == AT_ONCE and server.requests.qsize == BROWSERS - AT_ONCE)
    server._connections.stop()  # as Ctrl-C does: the loop that accepts has ended
    yield server, let_go, begun, sockets
    let_go.set()
    server.stop()
    for one in sockets:
        one.close()


def until(holds) -> None:
    """Wait until something holds, ten seconds at most."""
    limit = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < limit, "it never came to that"
        time.sleep(0.02)


def test_requests_that_wait_are_hung_up_on_and_those_under_way_are_answered(app, busy):
    server, let_go, begun, sockets = busy
    threading.Timer(0.3, let_go.set).start()
    end(server, Ticker(app, lambda: None))
    assert len(begun) == AT_ONCE, "a request was begun after the end"
    answers = [read(one) for one in sockets]
    assert sum(answer.endswith(b"ok") for answer in answers) == AT_ONCE
    assert answers.count(b"") == BROWSERS - AT_ONCE


def test_control_without_hanging_up_every_waiting_request_is_worked_through(busy):
    server, let_go, begun, _ = busy
    let_go.set()
    server.stop()
    assert len(begun) == BROWSERS


def test_an_idle_server_has_nobody_to_hang_up_on(app):
    server = wsgi.Server(("127.0.0.1", 0), lambda *_: [], numthreads=AT_ONCE)
    assert hang_up_on_waiting(server) == 0


def test_the_end_waits_for_the_sweep_under_way(app, monkeypatch):
    monkeypatch.setattr("app.serving.SWEEP_EVERY_SECONDS", 0.01)
    under_way, done = threading.Event(), []

    def sweep():
        under_way.set()
        time.sleep(0.3)
        done.append(True)

    ticker = Ticker(app, sweep)
    ticker.start()
    assert under_way.wait(10)
    end(wsgi.Server(("127.0.0.1", 0), lambda *_: [], numthreads=1), ticker)
    assert done and not ticker.is_alive()


def read(one: socket.socket) -> bytes:
    """Everything a server sent on a connection; nothing where it hung up."""
    one.settimeout(10)
    found = b""
    try:
        while part := one.recv(4096):
            found += part
            if found.endswith(b"ok"):
                break
    except ConnectionResetError:
        pass
    return found
