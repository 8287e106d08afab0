"""Settings of the engine on OpenSearch: where the cluster is, and how it is spoken to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from kb.domain.errors import InvalidInput


@dataclass(frozen=True)
class OpenSearchSettings:
    """One cluster: its hosts, who we are to it, and what our indices are called.

    ``authorities`` is a file of certificates that its own is verified by, ``certificate`` and ``key`` are ours.
    """

    urls: tuple[str, ...]
    user: str = ""
    password: str = field(default="", repr=False)
    authorities: str = ""
    certificate: str = ""
    key: str = ""
    verify: bool = True
    index: str = "kb"
    shards: int = 1
    seconds: float = 10.0


def opensearch_settings(value: Mapping[str, str]) -> OpenSearchSettings:
    """Read them; raise ``InvalidInput`` where there is no host, or one that cannot be one."""
    urls = tuple(url.rstrip("/") for url in value["KB_OPENSEARCH_URL"].replace(",", " ").split())
    for url in urls:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
            raise InvalidInput({"KB_OPENSEARCH_URL": "must be addresses such as https://search-1.example.org:9200"})
    if not urls:
        raise InvalidInput({"KB_OPENSEARCH_URL": "must be set where KB_ENGINE is opensearch"})
    shards, index = value["KB_OPENSEARCH_SHARDS"], value["KB_OPENSEARCH_INDEX"]
    if not (shards.isascii() and shards.isdigit() and 0 < int(shards) < 100):
        raise InvalidInput({"KB_OPENSEARCH_SHARDS": "must be a number from 1 to 99"})
    if not (index.isascii() and index.isalnum() and index == index.lower()):
        raise InvalidInput({"KB_OPENSEARCH_INDEX": "must be a word of small letters and figures"})
    if value["KB_OPENSEARCH_VERIFY"] not in ("yes", "no"):
        raise InvalidInput({"KB_OPENSEARCH_VERIFY": "must be yes or no"})
    return OpenSearchSettings(
        urls,
        value["KB_OPENSEARCH_USER"],
        value["KB_OPENSEARCH_PASSWORD"],
        value["KB_OPENSEARCH_CA"],
        value["KB_OPENSEARCH_CERTIFICATE"],
        value["KB_OPENSEARCH_KEY"],
        value["KB_OPENSEARCH_VERIFY"] == "yes",
        index,
        int(shards),
    )
