"""Serving an instance: one process, at least eight threads, TLS on any address but the machine's own."""

from __future__ import annotations

import ipaddress
import logging
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
        server.ssl_adapter = BuiltinSSLAdapter(str(tls.certificate), str(tls.key))
    return server


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
    """Serve until Ctrl-C or SIGTERM, then stop cleanly."""
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    _refuse_taken(*server.bind_addr[:2])
    server.prepare()
    ticker.start()
    announce()
    try:
        server.serve()
    except KeyboardInterrupt:
        logger.info("stopping")
    finally:
        ticker.stop()
        server.stop()


def _refuse_taken(host: str, port: int) -> None:
    """Raises RefusedToStart where the address cannot be listened on."""
    try:
        socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET).close()
    except OSError as fault:
        raise RefusedToStart(f"cannot listen on {host}:{port}; choose another --port ({fault})") from fault
