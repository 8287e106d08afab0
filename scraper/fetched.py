"""Results of a fetch: an answer with its redirects, or a :class:`FetchError`."""

import datetime as dt
from dataclasses import dataclass

from kb.domain.source.capture import Outcome


@dataclass(frozen=True)
class Hop:
    """One redirect: from where, with which status, to where."""

    address: str
    status: int
    location: str

    @property
    def permanent(self) -> bool:
        """Say whether the server meant it for good (301, 308), not for now."""
        return self.status in (301, 308)


@dataclass(frozen=True)
class Fetched:
    """One complete answer; ``address`` is where it came from in the end.

    ``headers`` are as received, names in lower case; ``content`` has transfer and content codings undone.
    """

    address: str
    status: int
    headers: tuple[tuple[str, str], ...]
    content: bytes
    at: dt.datetime
    hops: tuple[Hop, ...] = ()
    sent: tuple[tuple[str, str], ...] = ()

    def header(self, name: str) -> str:
        """Return the first header of that name (lower case), or nothing."""
        return next((value for key, value in self.headers if key == name), "")

    @property
    def media_type(self) -> str:
        """Return the stated media type in lower case, without parameters."""
        return self.header("content-type").split(";")[0].strip().lower()

    @property
    def charset(self) -> str:
        """Return the stated charset, or nothing."""
        for part in self.header("content-type").split(";")[1:]:
            name, _, value = part.partition("=")
            if name.strip().lower() == "charset":
                return value.strip().strip("\"'").lower()
        return ""


class FetchError(Exception):
    """No usable answer came: ``outcome`` is failed or blocked, ``detail`` tells a person why."""

    def __init__(
        self,
        address: str,
        detail: str,
        *,
        outcome: Outcome = Outcome.FAILED,
        status: int = 0,
        passing: bool = False,
        unreached: bool = False,
    ) -> None:
        super().__init__(detail)
        self.address, self.detail, self.outcome, self.status = address, detail, outcome, status
        self.unreached = unreached  # true where no machine answered at all
        self.passing = passing  # true where the next try may well succeed
