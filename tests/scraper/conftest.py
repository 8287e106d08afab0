"""Real local servers that behave well and badly, a home in a temporary folder, and a clock to set."""

import contextlib
import dataclasses
import datetime as dt
import http.server
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kb.content import codec
from kb.domain.source.source import Source, SourceKind
from kb.storage.settings import Settings
from scraper.filing import Filing, file_document
from scraper.gather import Dependencies, Gatherer
from scraper.publishers.registry import all_publishers
from scraper.wiring import open_dependencies

Handler = http.server.BaseHTTPRequestHandler
Answer = Callable[[Handler], None]


@dataclasses.dataclass
class Web:
    """A running server. ``routes`` answer by path; every request is noted, and how many ran at once."""

    host: str
    routes: dict[str, Answer] = dataclasses.field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = dataclasses.field(default_factory=list)
    now_running: int = 0
    most_at_once: int = 0
    lock: threading.Lock = dataclasses.field(default_factory=threading.Lock)

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.asked if path != "/robots.txt"]

    def says(
        self,
        path: str,
        content: bytes | str = b"",
        status: int = 200,
        media_type: str = "text/html; charset=utf-8",
        wait: float = 0.0,
        **headers: str,
    ) -> str:
        """Let a path answer with this; return its address. Underscores in header names mean hyphens."""
        body = content.encode() if isinstance(content, str) else content
        etag = headers.get("ETag", "")

        def answer(handler: Handler) -> None:
            time.sleep(wait)
            if etag and handler.headers.get("If-None-Match") == etag:
                handler.send_response(304)
                handler.send_header("ETag", etag)
                handler.end_headers()
                return
            handler.send_response(status)
            if media_type:
                handler.send_header("Content-Type", media_type)
            handler.send_header("Content-Length", str(len(body)))
            for name, value in headers.items():
                handler.send_header(name.replace("_", "-"), value)
            handler.end_headers()
            handler.wfile.write(body)

        self.routes[path] = answer
        return self.host + path

    def does(self, path: str, answer: Answer) -> str:
        """Let a path answer by a function; return its address."""
        self.routes[path] = answer
        return self.host + path


def serve() -> tuple[Web, http.server.ThreadingHTTPServer]:
    class Noting(Handler):
        protocol_version = "HTTP/1.1"
        web: Web

        def do_GET(self) -> None:  # noqa: N802 - the server calls it so
            web = self.web
            with web.lock:
                web.asked.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
                web.now_running += 1
                web.most_at_once = max(web.most_at_once, web.now_running)
            try:
                answer = web.routes.get(self.path)
                if answer is None:
                    self.send_response(404)
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                else:
                    answer(self)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True
            finally:
                with web.lock:
                    web.now_running -= 1

        def log_message(self, *args: object) -> None:
            pass

    handler = type("Handler", (Noting,), {})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    handler.web = Web(f"http://127.0.0.1:{server.server_port}")  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    return handler.web, server  # type: ignore[attr-defined]


@pytest.fixture
def webs() -> Iterator[Callable[[], Web]]:
    """Start as many servers as a test wants; each port counts as a host."""
    running: list[http.server.ThreadingHTTPServer] = []

    def start() -> Web:
        web, server = serve()
        running.append(server)
        return web

    yield start
    for server in running:
        server.shutdown()
        server.server_close()


@pytest.fixture
def web(webs: Callable[[], Web]) -> Web:
    return webs()


@dataclasses.dataclass
class Clock:
    """A clock that stands where it is set, and notes every sleep instead of sleeping (unless told to sleep)."""

    time: dt.datetime = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)
    slept: list[float] = dataclasses.field(default_factory=list)
    sleep_for_real: bool = False

    def now(self) -> dt.datetime:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        if self.sleep_for_real:
            time.sleep(seconds)

    def forward(self, **parts: float) -> None:
        self.time += dt.timedelta(**parts)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@dataclasses.dataclass
class House:
    """A content root and a home in a temporary folder, with the engine on demand."""

    settings: Settings
    clock: Clock

    @property
    def sources(self) -> Path:
        return self.settings.content[0] / "sources"

    def put(self, id: str, address: str = "", **fields: object) -> Source:
        source = Source(
            id=id, publishers=("Example Inspectorate",), kind=SourceKind.INSPECTION, address=address,
            **{"title": f"The {id} report", "licence": "OGL-UK-3.0", **fields},  # type: ignore[arg-type]
        )  # fmt: skip
        self.sources.mkdir(parents=True, exist_ok=True)
        (self.sources / f"{id}.md").write_text(codec.dump(source), encoding="utf-8")
        return source

    def get(self, id: str) -> Source:
        text = (self.sources / f"{id}.md").read_text(encoding="utf-8")
        item, problems = codec.load("source", id, text)
        assert isinstance(item, Source), problems
        assert codec.dump(item) == text, "the scraper writes files in canonical form"
        return item

    @contextlib.contextmanager
    def deps(self) -> Iterator[Dependencies]:
        with open_dependencies(
            self.settings, registry=all_publishers(), sleep=self.clock.sleep, now=self.clock.now
        ) as deps:
            yield deps

    def gather(self, id: str, **options: bool):  # type: ignore[no-untyped-def]
        with self.deps() as deps:
            return Gatherer(deps).gather(id, **options)

    def file(self, id: str, *paths: Path, **options: object):  # type: ignore[no-untyped-def]
        with self.deps() as deps:
            return file_document(deps, Filing(id, paths, **options))  # type: ignore[arg-type]


@pytest.fixture
def house(tmp_path: Path, clock: Clock) -> House:
    settings = Settings(
        content=(tmp_path / "content",),
        home=tmp_path / "var",
        base_url="",
        secret_key="",
        contact="somebody@example.org",
        allow_hosts=("127.0.0.1",),
    )
    return House(settings, clock)


def sentences(number: int, word: str = "radios") -> str:
    return " ".join(
        f"Force {n} bought {word} of its own and they do not link to those of force {n + 1}." for n in range(number)
    )


@pytest.fixture
def page() -> Callable[..., str]:
    """Make a web page with numbered paragraphs, in words of our own."""

    def make(paragraphs: int = 12, title: str = "How forces buy", word: str = "radios") -> str:
        body = "".join(f"<p>{n}. {sentences(3, word)} Finding {n}.</p>" for n in range(1, paragraphs + 1))
        return (
            f"<!doctype html><html lang='en'><head><title>{title}</title></head>"
            f"<body><main><h1>{title}</h1><h2>Findings</h2>{body}</main></body></html>"
        )

    return make
