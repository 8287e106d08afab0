"""Where the site is, for the addresses in its answers."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote

API = "/api/v1"
WebAddress = Annotated[str, "address of its page"]
ApiAddress = Annotated[str, "address of it in this API; empty where it has none"]
Cursor = Annotated[str | None, "give it back as “cursor” for the next part; null at the end"]


@dataclass(frozen=True)
class Site:
    """Where the site is, for addresses that leave it."""

    base_url: str

    def web(self, path: str) -> str:
        """Return the whole address of a page."""
        return self.base_url + path

    def api(self, path: str) -> str:
        """Return the whole address of something in the API."""
        return f"{self.base_url}{API}{path}"

    def source(self, id: str) -> str:
        """Return the address of a source in the API."""
        return f"{self.base_url}{API}/sources/{id}"

    def passage(self, source: str, passage: str) -> str:
        """Return the address of a passage in the API."""
        return f"{self.base_url}{API}/passages/{source}:{quote(passage)}"

    def priority(self, id: str) -> str:
        """Return the address of a priority in the API."""
        return f"{self.base_url}{API}/priorities/{id}"
