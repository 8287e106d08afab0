"""Writing and reading WARC files: the only module that knows warcio."""

import datetime as dt
import hashlib
import http
import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from scraper.capture_index import StoredBody
from scraper.fetched import Fetched

# Content is kept with its codings undone, so headers that describe the codings are set aside, not dropped.
_CODINGS = frozenset({"content-encoding", "transfer-encoding", "content-length"})


def sha256_of(content: bytes) -> str:
    """Return the name under which a body is known."""
    return hashlib.sha256(content).hexdigest()


class WarcFile:
    """One WARC file being written: created new, never opened again, each record on disk before it is told of."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._file: BinaryIO = path.open("xb")
        self._writer = WARCWriter(self._file, gzip=True, warc_version="1.1")
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def response(self, answer: Fetched, digest: str, earlier: StoredBody | None) -> tuple[int, int]:
        """Write an answer with its request; only a reference to the body where ``earlier`` has the same."""
        headers = [(f"X-Archive-Orig-{k}" if k in _CODINGS else k, _line(v)) for k, v in answer.headers]
        headers.append(("content-length", str(len(answer.content))))
        stated = StatusAndHeaders(f"{answer.status} {_reason(answer.status)}", headers, protocol="HTTP/1.1")
        about = {"WARC-Date": _stamp(answer.at), "WARC-Payload-Digest": f"sha256:{digest}"}
        if earlier:
            del about["WARC-Payload-Digest"]
            record = self._writer.create_revisit_record(
                answer.address,
                f"sha256:{digest}",
                earlier.address,
                _stamp(earlier.at),
                http_headers=stated,
                warc_headers_dict=about,
            )
        else:
            record = self._writer.create_warc_record(
                answer.address,
                "response",
                payload=io.BytesIO(answer.content),
                length=len(answer.content),
                http_headers=stated,
                warc_headers_dict=about,
            )
        start = self._file.tell()
        self._writer.write_record(record)
        path = "/" + answer.address.split("/", 3)[-1] if answer.address.count("/") > 2 else "/"
        asked = StatusAndHeaders(f"GET {path} HTTP/1.1", [(k, _line(v)) for k, v in answer.sent], is_http_request=True)
        self._writer.write_record(
            self._writer.create_warc_record(
                answer.address,
                "request",
                http_headers=asked,
                warc_headers_dict={
                    "WARC-Date": about["WARC-Date"],
                    "WARC-Concurrent-To": record.rec_headers.get_header("WARC-Record-ID"),
                },
            )
        )
        self._settle()
        return start, self._file.tell()

    def resource(self, address: str, media_type: str, content: bytes, at: dt.datetime, digest: str) -> tuple[int, int]:
        """Write bytes that came without HTTP: a filed document, or the list of a document's parts."""
        start = self._file.tell()
        self._writer.write_record(
            self._writer.create_warc_record(
                address,
                "resource",
                payload=io.BytesIO(content),
                length=len(content),
                warc_content_type=media_type or "application/octet-stream",
                warc_headers_dict={"WARC-Date": _stamp(at), "WARC-Payload-Digest": f"sha256:{digest}"},
            )
        )
        self._settle()
        return start, self._file.tell()

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _settle(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())


def records(path: Path, start: int = 0) -> Iterator[tuple[StoredBody, bytes]]:
    """Read the bodies of a WARC file from an offset on; a torn end is where reading stops, not an error."""
    with path.open("rb") as file:
        file.seek(start)
        reader = ArchiveIterator(file)
        while True:
            try:
                record = next(reader)
                if record.rec_type not in ("response", "resource", "revisit"):
                    continue
                content = record.content_stream().read()
                offset, length = reader.get_record_offset(), reader.get_record_length()
            except StopIteration:
                return
            except (ArchiveLoadFailed, EOFError, OSError, ValueError, AttributeError):
                return  # warcio stumbles in several ways over a record that ends early
            kept = _kept(path.name, record, content, offset, offset + length)
            if kept is not None:
                yield kept, content


def _kept(name: str, record: ArcWarcRecord, content: bytes, offset: int, end: int) -> StoredBody | None:
    def of(header: str) -> str:
        return str(record.rec_headers.get_header(header) or "")

    def said(header: str) -> str:
        return str(record.http_headers.get_header(header) or "") if record.http_headers else ""

    digest = of("WARC-Payload-Digest").removeprefix("sha256:")
    if record.rec_type != "revisit" and sha256_of(content) != digest:
        return None  # torn, or not ours
    stated = said("content-type") if record.http_headers else of("Content-Type")
    charset = stated.lower().partition("charset=")[2].split(";")[0].strip(" \"'")
    status = record.http_headers.get_statuscode() if record.http_headers else "200"
    try:
        at = dt.datetime.fromisoformat(of("WARC-Date").replace("Z", "+00:00"))
    except ValueError:
        return None
    return StoredBody(
        sha256=digest,
        warc=name,
        offset=offset,
        end=end,
        at=at.replace(microsecond=0),
        address=of("WARC-Target-URI"),
        media_type=stated.split(";")[0].strip().lower(),
        charset=charset,
        status=int(status) if status.isdigit() else 0,
        etag=said("etag"),
        last_modified=said("last-modified"),
        first=record.rec_type != "revisit",
    )


def _stamp(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _line(value: str) -> str:
    return " ".join(value.split())


def _reason(status: int) -> str:
    try:
        return http.HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"
