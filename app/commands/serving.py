"""The command that serves an instance."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

import click

from app.certificate_authority import ServerFiles
from app.commands.options import existing, instance_option, refusing, say
from app.config import Config, RefusedToStart
from app.deadlines import sweep
from app.factory import create_app
from app.lock import InstanceLock
from app.schema import refuse_pending
from app.serving import Ticker, address_of, make_server, run, transport
from exam.practical.answering import reconcile as reconcile_practical
from exam.theory.answer_journal import Reconciliation, journal_path, read
from exam.theory.answer_journal import reconcile as reconcile_theory


@click.command()
@instance_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, envvar="PORT", help="Port to listen on.")
@click.option("--tls", is_flag=True, help="Serve over TLS with a certificate authority of the instance's own.")
@click.option("--name", "names", multiple=True, metavar="NAME",
              help="With --tls or --behind-proxy: another name or address by which others reach this server.")
@click.option("--behind-proxy", is_flag=True, help="A reverse proxy in front terminates TLS.")
@refusing
def serve(instance: str | None, host: str, port: int, tls: bool, names: tuple[str, ...], behind_proxy: bool) -> None:
    """Serve an instance until Ctrl-C. On any address but this machine's own, TLS is required."""
    config = existing(instance, secure_cookies=tls or behind_proxy, behind_proxy=behind_proxy)
    serve_instance(config, host, port, tls, names=names)


def serve_instance(config: Config, host: str, port: int, tls: bool = False, greeting: str = "",
                   names: tuple[str, ...] = ()) -> None:
    """Check, reconcile, lock and serve. Raises RefusedToStart."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    files = transport(config, host, tls, names)
    config = replace(config, address=address_of(config, host, port, tls, names))
    with InstanceLock(config.instance):
        refuse_pending(config)
        app = create_app(config)
        with app.app_context():
            _tell(reconcile_theory())
            _tell(reconcile_practical(read(journal_path(config.instance)).records))
        server = make_server(app, config, host, port, files)
        run(server, Ticker(app, sweep), lambda: _announce(host, port, files, greeting))


def _tell(found: Reconciliation) -> None:
    """Say what comparing the two copies of the answers found. Raises RefusedToStart on what could not be mended."""
    if found.restored or found.rejournalled:
        say(f"answers: {len(found.restored)} put back from the journal, {len(found.rejournalled)} written to it again")
    if found.faults:
        raise RefusedToStart("the two copies of the answers differ: " + "; ".join(found.faults[:5]))


def _announce(host: str, port: int, files: ServerFiles | None, greeting: str) -> None:
    scheme = "https" if files else "http"
    say(f"Probierz serves {scheme}://{host}:{port}  (Ctrl-C stops)")
    if files:
        say(trust_words(files.root))
    if greeting:
        say(greeting)


def trust_words(root: Path) -> str:
    """How a station comes to trust the instance's certificate authority."""
    return (f"Stations must trust this root certificate: {root}\n"
            "  Firefox: Settings > Privacy & Security > Certificates > View > Authorities > Import\n"
            "  Chrome, Edge on Windows: certutil -addstore Root root.pem (as administrator)\n"
            "  Linux: copy to /usr/local/share/ca-certificates/probierz.crt, then update-ca-certificates")
