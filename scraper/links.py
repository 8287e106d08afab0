"""Link checking: asks whether addresses still answer, as politely as a run. Nothing is captured.

An address that refuses scripts is *blocked*: whether it stands, nobody can tell without a browser.
"""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor

from kb.domain.source.capture import LinkAnswer, Outcome
from kb.domain.source.source import Source
from scraper.addresses import host_of
from scraper.challenge import is_challenge
from scraper.client import Request
from scraper.fetched import Fetched, FetchError
from scraper.gather import Dependencies
from scraper.outcomes import DEAD, REFUSED

WORKERS = 8


def addresses_of(sources: Iterable[Source]) -> Iterator[tuple[Source, str]]:
    """Yield every address that is written in the files: of documents, and of archived copies."""
    for source in sources:
        for address in dict.fromkeys((*source.addresses, *source.archived)):
            yield source, address


def check_links(deps: Dependencies, sources: Iterable[Source]) -> tuple[LinkAnswer, ...]:
    """Ask for every address once, hosts at the same time and the addresses of one host after each other."""
    hosts: dict[str, list[tuple[Source, str]]] = {}
    for source, address in addresses_of(sources):
        hosts.setdefault(_host(address), []).append((source, address))
    with ThreadPoolExecutor(WORKERS) as crew:
        done = crew.map(lambda group: [_link(deps, source, address) for source, address in group], hosts.values())
        return tuple(sorted((link for links in done for link in links), key=lambda link: (link.source, link.address)))


def _link(deps: Dependencies, source: Source, address: str) -> LinkAnswer:
    try:
        publisher = deps.registry.choose(source.reader, address)
        answer = deps.fetcher.fetch(Request(address, publisher.delay, deps.permit))
    except FetchError as error:
        return LinkAnswer(source.id, address, error.outcome, error.status, error.detail)
    except Exception as error:
        return LinkAnswer(source.id, address, Outcome.FAILED, 0, f"broke down: {type(error).__name__}: {error}")
    return LinkAnswer(source.id, address, *_judged(source, answer))


def _judged(source: Source, answer: Fetched) -> tuple[Outcome, int, str]:
    status = answer.status
    if why := is_challenge(status, dict(answer.headers), answer.content):
        return Outcome.BLOCKED, status, why
    if status in DEAD:
        return Outcome.GONE, status, f"answered {status}: nothing is there"
    if status in REFUSED:
        return Outcome.BLOCKED, status, f"answered {status}: refused to scripts"
    if not 200 <= status < 300:
        return Outcome.FAILED, status, f"answered {status}"
    moved = bool(answer.hops) and all(hop.permanent for hop in answer.hops)
    if moved and answer.address not in source.addresses:
        return Outcome.MOVED, status, f"has moved to {answer.address}"
    return Outcome.UNCHANGED, status, ""


def _host(address: str) -> str:
    try:
        return host_of(address)
    except ValueError:
        return ""  # it will fail by itself, and say why
