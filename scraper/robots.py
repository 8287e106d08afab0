"""robots.txt: the rules of each host, read once per run.

Protego knows the wildcards (``*``, ``$``) that every rule of GOV.UK uses and Python's own parser ignores.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urljoin

from protego import Protego

from kb.domain.source.capture import Outcome
from scraper.addresses import host_of
from scraper.fetched import Fetched, FetchError
from scraper.html.soup import decode

LONGEST_DELAY = 30.0  # a Crawl-delay beyond this would only keep a run from ending
_LARGEST = 512 * 1024  # rules beyond the first half megabyte are nobody's rules


@dataclass(frozen=True)
class Rules:
    """The rules of one host; ``missing`` is the reason where its file could not be had."""

    text: str = ""
    missing: str = ""

    def allows(self, address: str, agent: str) -> bool:
        """Say whether the file lets this agent fetch the address."""
        return not self.missing and bool(Protego.parse(self.text).can_fetch(address, agent))

    def delay(self, agent: str) -> float:
        """Return the pause that the file asks for, in seconds, within reason."""
        asked = Protego.parse(self.text).crawl_delay(agent)
        return min(float(asked), LONGEST_DELAY) if asked else 0.0


def rules_from(answer: Fetched) -> Rules:
    """Read the answer for robots.txt: 4xx means no rules, anything else but 2xx means keep out for now."""
    if 200 <= answer.status < 300:
        return Rules(decode(answer.content[:_LARGEST]))  # a byte order mark would hide the first rule
    if 400 <= answer.status < 500 and answer.status != 429:
        return Rules()
    return Rules(missing=f"robots.txt answered {answer.status}")


class Robots:
    """The rules of every host met in a run. ``fetch`` gets an address without asking for permission."""

    def __init__(self, fetch: Callable[[str], Fetched], agent: str) -> None:
        self._fetch, self._agent = fetch, agent
        self._guard = threading.Lock()
        self._locks: dict[str, threading.Lock] = {}
        self._rules: dict[str, Rules] = {}

    def permit(self, address: str) -> float:
        """Return the Crawl-delay for an address we may fetch; raise :class:`FetchError` where we may not."""
        rules = self._rules_of(address)
        if rules.missing:
            raise FetchError(
                address, f"not fetched: {rules.missing}, so nothing of {host_of(address)} is", passing=True
            )
        if not rules.allows(address, self._agent):
            raise FetchError(address, "robots.txt asks scripts not to fetch this", outcome=Outcome.BLOCKED)
        return rules.delay(self._agent)

    def _rules_of(self, address: str) -> Rules:
        place = urljoin(address, "/robots.txt")
        with self._guard:
            lock = self._locks.setdefault(place, threading.Lock())
        with lock:
            if place not in self._rules:
                try:
                    self._rules[place] = rules_from(self._fetch(place))
                except FetchError as error:
                    self._rules[place] = Rules(missing=f"robots.txt could not be had ({error.detail})")
            return self._rules[place]
