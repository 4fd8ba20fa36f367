"""Serving an instance: one process, at least eight threads, TLS on any address but the machine's own."""

from __future__ import annotations

import gc
import ipaddress
import logging
import queue
import signal
import socket
import threading
from collections.abc import Callable
from typing import Any

from cheroot import wsgi
from cheroot.ssl.builtin import BuiltinSSLAdapter
from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from app.certificate_authority import EVERY_INTERFACE, ServerFiles, files_for, names_of
from app.config import Config, RefusedToStart

THREADS = 12
SWEEP_EVERY_SECONDS = 2.0
#: a handshake takes milliseconds in an examination room; a station that is slower connects again
HANDSHAKE_SECONDS = 3.0
#: how long the end waits for a sweep under way; what it leaves is taken up at the next start
LONGEST_SWEEP_SECONDS = 10.0
ENDS = (signal.SIGTERM, signal.SIGINT)
logger = logging.getLogger("probierz")


def is_loopback(host: str) -> bool:
    """Whether an address never leaves this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def transport(config: Config, host: str, tls: bool, names: tuple[str, ...] = ()) -> ServerFiles | None:
    """The TLS files to serve with, None where plain HTTP is allowed. Raises RefusedToStart where it is not."""
    if tls:
        return files_for(config.instance, names_of(host, names))
    if is_loopback(host) or config.behind_proxy:
        return None
    raise RefusedToStart(f"{host} is open to the network: serve it with --tls, or behind a reverse proxy with --behind-proxy")


def address_of(config: Config, host: str, port: int, tls: bool, names: tuple[str, ...] = ()) -> str:
    """Where a server started so is reached: the name it was given, else its host; a proxy in front has the usual port."""
    name = next(iter(names), socket.gethostname() if host in EVERY_INTERFACE else f"[{host}]" if ":" in host else host)
    secure = tls or config.behind_proxy
    usual = config.behind_proxy or port == (443 if secure else 80)
    return f"{'https' if secure else 'http'}://{name}{'' if usual else f':{port}'}"


def make_server(app: Flask, config: Config, host: str, port: int, tls: ServerFiles | None) -> wsgi.Server:
    """A cheroot server for an application."""
    target: Any = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1) if config.behind_proxy else app.wsgi_app
    if config.behind_proxy:
        app.wsgi_app = target
    server = wsgi.Server((host, port), app, numthreads=THREADS, request_queue_size=512, timeout=30, server_name="probierz")
    server.keep_alive_conn_limit = 1000
    if tls is not None:
        server.ssl_adapter = PromptHandshakes(str(tls.certificate), str(tls.key))
    return server


class PromptHandshakes(BuiltinSSLAdapter):
    """TLS that a silent connection holds up for seconds only: handshakes are made one after another, before any thread
    of the server has to do with a connection, so whoever says nothing keeps everybody else at the door."""

    def wrap(self, sock: socket.socket) -> tuple[socket.socket, dict[str, str]]:
        sock.settimeout(HANDSHAKE_SECONDS)  # the server's own, longer time is set again afterwards
        return super().wrap(sock)


class Ticker(threading.Thread):
    """Calls ``sweep`` every two seconds, so that an attempt closes at its deadline though nobody asks for it."""

    def __init__(self, app: Flask, sweep: Callable[[], None]):
        super().__init__(name="ticker", daemon=True)
        self.app, self.sweep, self.stopped = app, sweep, threading.Event()

    def run(self) -> None:
        while not self.stopped.wait(SWEEP_EVERY_SECONDS):
            try:
                with self.app.app_context():
                    self.sweep()
            except Exception:
                logger.exception("the sweep of deadlines failed and will be tried again")

    def stop(self) -> None:
        """End after the sweep under way."""
        self.stopped.set()


def run(server: wsgi.Server, ticker: Ticker, announce: Callable[[], None]) -> None:
    """Serve until Ctrl-C or SIGTERM, then stop cleanly. Until it serves, either ends the process at once."""
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, signal.SIG_DFL)
    _refuse_taken(*server.bind_addr[:2])
    server.prepare()
    try:
        for sign in ENDS:
            signal.signal(sign, stop)
        ticker.start()
        gc.collect()
        gc.freeze()  # what is loaded by now lives as long as the server: nobody looks for garbage in it again
        announce()
        server.serve()
    except KeyboardInterrupt:
        logger.info("stopping")
    finally:
        for sign in ENDS:  # a second one would break off the stopping, and threads left behind would keep the process
            signal.signal(sign, signal.SIG_IGN)
        end(server, ticker)


def end(server: wsgi.Server, ticker: Ticker) -> None:
    """Finish the requests and the sweep under way, begin no others, and leave.

    Requests that still wait in the server's queue are hung up on: a queue of them would hold the end off for as long
    as they take. Nothing of them was acknowledged, so browsers send them again.
    """
    ticker.stop()
    hang_up_on_waiting(server)
    server.stop()
    if ticker.is_alive():
        ticker.join(LONGEST_SWEEP_SECONDS)


def hang_up_on_waiting(server: wsgi.Server) -> int:
    """Close the connections whose requests no thread has begun; returns how many. The serving loop has ended by now."""
    closed = 0
    while True:
        try:
            connection = server.requests.get(block=False)
        except queue.Empty:
            return closed
        connection.close()
        closed += 1


def _refuse_taken(host: str, port: int) -> None:
    """Raises RefusedToStart where the address cannot be listened on."""
    try:
        socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET).close()
    except OSError as fault:
        raise RefusedToStart(f"cannot listen on {host}:{port}; choose another --port ({fault})") from fault
