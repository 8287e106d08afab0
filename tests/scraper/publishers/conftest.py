"""A publisher's examples: hand-written pages of its real shape, served by a real server, fetched by a simple loop.

A case is a folder with ``example.json`` (where to begin, which path answers with which file, what is expected),
the files, and ``expected.md``. In text files ``{{host}}`` stands for the server's own address; a file whose name
ends in ``.pdf.txt`` is made a PDF of those lines when it is served.
"""

import dataclasses
import http.client
import http.server
import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest

from scraper.extract import Body, Extract, Publisher

Answer = tuple[int, str, bytes]


@dataclasses.dataclass(frozen=True)
class Site:
    """A running server: its address, the answers it gives by path (with query), and the paths asked for."""

    host: str
    answers: dict[str, Answer]
    asked: list[str]


@pytest.fixture
def site() -> Iterator[Site]:
    """Serve answers on a free local port."""
    answers: dict[str, Answer] = {}
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            path = self.path if self.path in answers else urlsplit(self.path).path
            status, media_type, content = answers.get(path, (404, "text/html", b"<h1>Not found</h1>"))
            self.send_response(status)
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield Site(f"http://127.0.0.1:{server.server_port}", answers, asked)
    server.shutdown()
    server.server_close()


@pytest.fixture
def fetch() -> Callable[[str], Body]:
    """Return a function that fetches one address as the engine would hand it to a reader."""

    def one(address: str) -> Body:
        parts = urlsplit(address)
        connection = http.client.HTTPConnection(parts.netloc, timeout=10)
        try:
            connection.request("GET", urlunsplit(("", "", parts.path or "/", parts.query, "")))
            answer = connection.getresponse()
            content, headers = answer.read(), answer.headers
        finally:
            connection.close()
        charset = headers.get_content_charset() or ""
        return Body(address, headers.get_content_type(), content, charset, answer.status)

    return one


@pytest.fixture
def bodies_of(fetch: Callable[[str], Body]) -> Callable[[Publisher, str], tuple[Body, ...]]:
    """Return a function that fetches all the bodies a publisher wants for an address, once each."""

    def all_of(publisher: Publisher, address: str) -> tuple[Body, ...]:
        bodies = [fetch(publisher.entry(address))]
        asked = {bodies[0].address}
        for _ in range(50):
            wanted = [part for part in publisher.wants(tuple(bodies)) if part not in asked]
            if not wanted:
                return tuple(bodies)
            for part in wanted:
                asked.add(part)
                bodies.append(fetch(part))
        raise AssertionError("the publisher never has enough")

    return all_of


@pytest.fixture
def read_address(bodies_of: Callable[[Publisher, str], tuple[Body, ...]]) -> Callable[[Publisher, str], Extract]:
    """Return a function that fetches and reads a document."""
    return lambda publisher, address: publisher.read(bodies_of(publisher, address))


@pytest.fixture
def serve_case(site: Site) -> Callable[[Path], dict[str, Any]]:
    """Return a function that puts a case on the server and returns its ``example.json``, addresses filled in."""

    def serve(folder: Path) -> dict[str, Any]:
        filled = (folder / "example.json").read_text(encoding="utf-8").replace("{{host}}", site.host)
        case: dict[str, Any] = json.loads(filled)
        for path, named in case["pages"].items():
            page = {"file": named} if isinstance(named, str) else named
            content = (folder / page["file"]).read_bytes()
            if page["file"].endswith(".pdf.txt"):
                content = pdf_of(content.decode().splitlines())
            else:
                content = content.replace(b"{{host}}", site.host.encode())
            site.answers[path] = (page.get("status", 200), page.get("type", _type(page["file"])), content)
        return case

    return serve


def _type(file: str) -> str:
    types = {".json": "application/json", ".html": "text/html; charset=utf-8", ".txt": "application/pdf"}
    return types.get(Path(file).suffix, "application/octet-stream")


@pytest.fixture
def make_pdf() -> Callable[[list[str]], bytes]:
    """Return a function that makes a small real PDF of lines of text."""
    return pdf_of


def pdf_of(lines: list[str]) -> bytes:
    """Make a one-page PDF of lines, each in 11-point Helvetica, with an empty line as a gap."""
    draw = ["BT", "/F1 11 Tf", "14 TL", "72 760 Td"]
    for line in lines:
        safe = line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
        draw += [f"({safe}) Tj", "T*"]
    stream = "\n".join([*draw, "ET"]).encode("cp1252")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n%s%s" % (size, table, trailer)
