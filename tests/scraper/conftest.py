"""Real local servers that behave well and badly, a home in a temporary folder, and a clock to set."""

import contextlib
import dataclasses
import datetime as dt
import http.server
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kb.content import codec
from kb.domain.source.capture import Attempt
from kb.domain.source.source import Source, SourceKind
from kb.storage.settings import Settings
from scraper.filing import Filed, Filing, file_document
from scraper.gather import Dependencies, Gatherer
from scraper.publishers.registry import all_publishers
from scraper.wiring import open_dependencies
from web_server import Web, serve


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

    def put(self, id: str, address: str = "", **fields: Any) -> Source:
        source = Source(
            id=id,
            publishers=("Example Inspectorate",),
            kind=SourceKind.INSPECTION,
            address=address,
            **{"title": f"The {id} report", "licence": "OGL-UK-3.0", **fields},
        )
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

    def gather(self, id: str, **options: bool) -> Attempt:
        with self.deps() as deps:
            return Gatherer(deps).gather(id, **options)

    def file(self, id: str, *paths: Path, **options: Any) -> Filed:
        with self.deps() as deps:
            return file_document(deps, Filing(id, paths, **options))


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
