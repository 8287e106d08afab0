"""What a person writes in an entry, and what can be amiss with it."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from kb.content.catalogue import Catalogue
from kb.domain.audience import Audience
from kb.domain.errors import InvalidInput
from kb.domain.evidence.annotation import Link
from kb.services.evidence.visible_annotations import sees_priority

LONGEST_BODY, LONGEST_WHY, LONGEST_TAG = 20_000, 2_000, 60
MOST_TAGS, MOST_LINKS = 20, 20


@dataclass(frozen=True)
class Written:
    """What a person writes: words in Markdown, tags, links to priorities, the audience, and when to look again."""

    body: str = ""
    tags: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    review_by: dt.date | None = None
    audience: Audience = Audience.MEMBERS


def check(catalogue: Catalogue, written: Written, reader: Audience, linked: tuple[Link, ...]) -> None:
    """Raise ``InvalidInput`` by field where something is amiss; ``linked`` are the links that stand there already."""
    found = dict(_of_words(written, reader))
    found.update(_of_links(catalogue, written.links, reader, {link.priority for link in linked}))
    if found:
        raise InvalidInput(found)


def _of_words(written: Written, reader: Audience) -> Iterator[tuple[str, str]]:
    if not written.body.strip() and not written.links:
        yield "body", "Write something, or link it to a priority."
    if len(written.body) > LONGEST_BODY:
        yield "body", f"That is too long: {LONGEST_BODY:,} characters are taken. Nothing was saved."
    if len(written.tags) > MOST_TAGS or any(len(tag) > LONGEST_TAG for tag in written.tags):
        yield "tags", f"At most {MOST_TAGS} tags of up to {LONGEST_TAG} characters are taken."
    if not reader.sees(written.audience):
        yield "audience", "You would not see it yourself. Choose a wider audience."


def _of_links(
    catalogue: Catalogue, links: tuple[Link, ...], reader: Audience, linked: set[str]
) -> Iterator[tuple[str, str]]:
    """Find what is amiss with links; fields are numbered from 0 in their order."""
    if len(links) > MOST_LINKS:
        yield "links", f"At most {MOST_LINKS} links are taken."
    for number, link in enumerate(links):
        if not sees_priority(catalogue, link.priority, reader):
            yield f"priority-{number}", "Choose a priority from the list."
        elif not catalogue.priorities[link.priority].is_open and link.priority not in linked:
            status = catalogue.priorities[link.priority].status.value
            yield f"priority-{number}", f"It is {status}. Choose another."
        elif link.priority in {other.priority for other in links[:number]}:
            yield f"priority-{number}", "It is linked to this one already. Say it in one link."
        if len(link.why) > LONGEST_WHY:
            yield f"why-{number}", f"That is too long: {LONGEST_WHY:,} characters are taken."
