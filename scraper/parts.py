"""A document of several parts among the captures: each part, and the list that names them in order."""

import json
from collections.abc import Sequence

from scraper.capture_index import StoredBody
from scraper.captures import Captures
from scraper.extract import Body
from scraper.sniff import JSON


def keep_document(captures: Captures, source: str, bodies: Sequence[Body]) -> StoredBody:
    """Keep the bodies of a document, and return the capture of the whole: its one body, or the list of its parts."""
    kept = [captures.keep_bytes(body.content, body.address, body.media_type, body.charset) for body in bodies]
    if len(kept) == 1:
        return kept[0]
    return captures.keep_bytes(parts_list(bodies, [one.sha256 for one in kept]), f"urn:parts:{source}", JSON)


def parts_list(bodies: Sequence[Body], hashes: Sequence[str]) -> bytes:
    """Return the list of a document's parts: the same parts give the same bytes, whenever they were fetched."""
    parts = [
        {"address": body.address, "media_type": body.media_type, "sha256": digest}
        for body, digest in zip(bodies, hashes, strict=True)
    ]
    return json.dumps({"parts": parts}, indent=1, sort_keys=True).encode() + b"\n"
