"""Web archives: their addresses, and their lists of captures in every form.

Two interfaces are in use: a CDX server (a line of JSON for each capture, or one table) and the TimeMaps of Memento
(RFC 7089, section 5) as JSON or as ``application/link-format``. Pure: fetching is done elsewhere.
"""

import datetime as dt
import email.utils
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from scraper.addresses import same_place

_STAMP = re.compile(r"[0-9]{14}")
_REPLAY = re.compile(r"/([0-9]{14})([a-z]{2}_)?/(.+)$")
_ONE_SLASH = re.compile(r"^(https?):/(?!/)")
_LINK = re.compile(r"<([^<>]+)>((?:\s*;\s*[\w-]+=\"[^\"]*\")*)")
_PARAMETER = re.compile(r"([\w-]+)=\"([^\"]*)\"")
_NO_STATUS = {"", "-"}


@dataclass(frozen=True)
class Memento:
    """One capture in an archive: of which address, when, with which status and media type as far as it says."""

    original: str
    at: dt.datetime
    status: str = ""
    media_type: str = ""

    @property
    def stamp(self) -> str:
        """Return the moment as archives write it: fourteen digits."""
        return self.at.strftime("%Y%m%d%H%M%S")

    @property
    def may_be_document(self) -> bool:
        """Say whether the list speaks for it: a page or PDF that was answered with 200, or nothing said against it."""
        kind = self.media_type.split(";")[0].strip().lower()
        is_readable = kind in {"text/html", "application/xhtml+xml", "application/pdf", "warc/revisit", "unk", "-", ""}
        return is_readable and (self.status in _NO_STATUS or self.status == "200")


@dataclass(frozen=True)
class WebArchive:
    """A web archive: its name, where its captures are, where its CDX server is (by default below that)."""

    name: str
    base: str
    cdx: str = ""

    def lists_of(self, address: str) -> tuple[str, ...]:
        """Return where to ask for the captures of an address, the next one where one is not answered."""
        cdx = self.cdx or f"{self.base}/cdx"
        return (
            f"{cdx}?url={quote(address, safe='')}&output=json",
            f"{self.base}/timemap/json/{address}",
            f"{self.base}/timemap/link/{address}",
        )

    def page(self, memento: Memento) -> str:
        """Return the address of a capture for people: the one that citations have."""
        return f"{self.base}/{memento.stamp}/{memento.original}"

    def raw(self, memento: Memento, part: str = "") -> str:
        """Return the address of the bytes as they were captured; of another ``part`` of the document where given."""
        return f"{self.base}/{memento.stamp}id_/{part or memento.original}"

    def replayed(self, address: str) -> Memento | None:
        """Return which capture an address of this archive's is of; ``None`` for an address anywhere else."""
        if not address.startswith(f"{self.base}/"):
            return None
        found = _REPLAY.match(address.removeprefix(self.base))
        at = _moment(found[1]) if found else None
        return Memento(_whole(found[3]), at) if found and at else None


UKGWA = WebArchive("UK Government Web Archive", "https://webarchive.nationalarchives.gov.uk/ukgwa")
WAYBACK = WebArchive("Wayback Machine", "https://web.archive.org/web", "https://web.archive.org/cdx/search/cdx")
ARCHIVES = (UKGWA, WAYBACK)


def mementos_in(content: bytes, address: str) -> tuple[Memento, ...]:
    """Read a list of captures in any of its forms; those of other addresses, and what is none, are passed over."""
    text = content.decode("utf-8", "replace").strip()
    found = _from_link_format(text, address) if text.startswith("<") else _from_json(text, address)
    kept = {m.at: m for m in found if same_place(m.original) == same_place(address)}
    return tuple(kept[at] for at in sorted(kept))


def nearest(mementos: Iterable[Memento], day: dt.date | None, not_before: dt.date | None) -> list[Memento]:
    """Return the captures that may be the document, the nearest to a day first; the latest first without one.

    A capture from before ``not_before``, the day of publication, is of something else.
    """
    able = [m for m in mementos if m.may_be_document and (not_before is None or m.at.date() >= not_before)]
    if day is None:
        return sorted(able, key=lambda m: m.at, reverse=True)
    return sorted(able, key=lambda m: (abs((m.at.date() - day).days), m.at))


def _from_json(text: str, address: str) -> Iterator[Memento]:
    try:
        whole = json.loads(text)
    except ValueError:
        for line in text.splitlines():  # a line for each; a line that is torn or no JSON is nobody's capture
            try:
                yield from _from_value(json.loads(line[line.find("{") :]), address)
            except ValueError:
                continue
        return
    if isinstance(whole, list) and whole and all(isinstance(row, list) for row in whole):
        head = [str(name) for name in whole[0]]
        whole = [dict(zip(head, row, strict=False)) for row in whole[1:]]
    for value in whole if isinstance(whole, list) else [whole]:
        yield from _from_value(value, address)


def _from_value(value: Any, address: str) -> Iterator[Memento]:
    """Read one object: a capture, or a TimeMap that lists some."""
    if not isinstance(value, Mapping):
        return
    listed = value.get("mementos")
    if isinstance(listed, Mapping):
        for entry in listed.get("list") or []:
            if isinstance(entry, Mapping):
                yield from _replayed(str(entry.get("uri", "")), str(entry.get("datetime", "")), address)
        return
    at = _moment(str(value.get("timestamp", "")))
    if at is not None:
        yield Memento(
            _whole(str(value.get("original") or value.get("url") or address)),
            at,
            str(value.get("statuscode") or value.get("status") or ""),
            str(value.get("mimetype") or value.get("mime") or ""),
        )


def _from_link_format(text: str, address: str) -> Iterator[Memento]:
    for target, rest in _LINK.findall(text):
        parameters = dict(_PARAMETER.findall(rest))
        if "memento" in parameters.get("rel", "").split():
            yield from _replayed(target, parameters.get("datetime", ""), address)


def _replayed(target: str, stated: str, address: str) -> Iterator[Memento]:
    """Read a capture by its address in the archive, else by the date that is stated with it."""
    found = _REPLAY.search(target)
    at = _moment(found[1]) if found else _date(stated)
    if at is not None:
        yield Memento(_whole(found[3]) if found else address, at)


def _whole(original: str) -> str:
    return _ONE_SLASH.sub(r"\1://", original)


def _moment(stamp: str) -> dt.datetime | None:
    if not _STAMP.fullmatch(stamp):
        return None
    try:
        return dt.datetime.strptime(stamp, "%Y%m%d%H%M%S").replace(tzinfo=dt.UTC)
    except ValueError:
        return None


def _date(stated: str) -> dt.datetime | None:
    try:
        found = email.utils.parsedate_to_datetime(stated)
    except (ValueError, TypeError, IndexError):
        try:
            found = dt.datetime.fromisoformat(stated)
        except ValueError:
            return None
    return found.replace(tzinfo=dt.UTC) if found.tzinfo is None else found.astimezone(dt.UTC)
