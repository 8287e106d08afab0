"""The shapes of collections. Keys are a promise: added to, never renamed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from kb.documents.citations.citations import citation_text
from kb.domain.collection import Collection
from kb.services.collections.collections import CollectedView
from kb.web.api.site import ApiAddress, Site, WebAddress


@dataclass(frozen=True)
class CollectionShape:
    """A collection in a list."""

    id: Annotated[str, "its id; empty for a collection of somebody else"]
    title: str
    introduction: str
    changed_at: Annotated[str, "in UTC"]
    passages: Annotated[int, "how many passages are in it"]
    web_url: WebAddress
    api_url: ApiAddress


@dataclass(frozen=True)
class CollectionsShape:
    """The collections of an account, the last changed first."""

    total: int
    collections: tuple[CollectionShape, ...]


@dataclass(frozen=True)
class CollectedPassageShape:
    """A passage in a collection; what its reader may not see, or is not there any more, has its line only."""

    source: Annotated[str, "id of the source; empty where it is not here for this reader"]
    passage: Annotated[str, "id of the passage; likewise"]
    words: Annotated[str, "its words, as far as the licence lets them be quoted"]
    in_our_words: Annotated[bool, "the words are of this knowledge base and not the source's own"]
    citation: str
    line: Annotated[str, "what its collector wrote about it"]
    changed: Annotated[bool, "its words are not those that were collected"]


@dataclass(frozen=True)
class CollectionDetailShape(CollectionShape):
    """A collection whole."""

    items: tuple[CollectedPassageShape, ...]


def collection_shape(site: Site, one: Collection) -> CollectionShape:
    """Return a collection for the list of its owner."""
    return CollectionShape(**_facts(site, one, is_owner=True))


def collection_detail_shape(
    site: Site, one: Collection, views: Sequence[CollectedView], *, is_owner: bool = True
) -> CollectionDetailShape:
    """Return a collection whole, as far as its reader may see it."""
    items = tuple(_item(site, view) for view in views)
    return CollectionDetailShape(**_facts(site, one, is_owner=is_owner), items=items)


def _facts(site: Site, one: Collection, *, is_owner: bool) -> dict[str, Any]:
    at = f"/collections/{one.id}" if is_owner else f"/collections/shared/{one.shared}"
    return {
        "id": one.id if is_owner else "",
        "title": one.title,
        "introduction": one.introduction,
        "changed_at": f"{one.changed_at:%Y-%m-%dT%H:%M:%SZ}",
        "passages": len(one.kept),
        "web_url": site.web(at),
        "api_url": site.api(at),
    }


def _item(site: Site, view: CollectedView) -> CollectedPassageShape:
    source, held = view.source, view.passage
    if source is None or held is None:
        return CollectedPassageShape("", "", "", False, "", view.item.line, False)
    words, most = held.text.split(), source.terms.quotation_words
    return CollectedPassageShape(
        source=source.id,
        passage=held.id,
        words=" ".join(words[:most]) + (" …" if len(words) > most else ""),
        in_our_words=held.is_ours,
        citation=citation_text(source, held, site.base_url),
        line=view.item.line,
        changed=view.is_changed,
    )
