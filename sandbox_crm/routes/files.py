"""Files kept in the sandbox, handed out as attachments that a browser will not run."""

from __future__ import annotations

from urllib.parse import quote

from flask import Response, request

from sandbox_crm.bench import Workbench
from sandbox_crm.filing import bytes_of
from sandbox_crm.models.company import StoredFile
from sandbox_crm.pages import page
from sandbox_crm.reports.charts import ChartData, svg


@page("/files/<int:file_id>", logs="stored_file")
def file_download(bench: Workbench, file_id: int) -> Response:
    """A stored file."""
    stored = bench.get(StoredFile, file_id)
    return sent_file(bytes_of(bench, stored.sha256), stored.name, stored.media_type)


def sent_picture(chart: ChartData, kind: str, name: str) -> Response:
    """A chart as a picture in its place, as wide as ``?width=`` asks for."""
    return sent_file(svg(chart, kind, request.args.get("width", type=float)), name, "image/svg+xml", inline=True)


def sent_file(content: bytes, name: str, media_type: str, inline: bool = False) -> Response:
    """Bytes under a name. An attachment, or shown in its place as pictures are; in either case without any rights."""
    response = Response(content, mimetype=media_type)
    way = "inline" if inline else "attachment"
    plain = "".join(sign if sign.isascii() and sign.isprintable() and sign not in '"\\' else "_" for sign in name)
    response.headers["Content-Disposition"] = f"{way}; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response
