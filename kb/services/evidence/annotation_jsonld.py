"""Annotations as W3C Web Annotations in JSON-LD: https://www.w3.org/TR/annotation-model/.

What the model has no word for (stance and strength of evidence) comes in a context of our own beside the model's, and
again in words in a body of its own, so that a reader that knows the model alone still shows it.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from kb.domain.evidence.annotation import Annotation, EvidenceLink
from kb.domain.priority.priority import Priority
from kb.domain.source.source import Source
from kb.services.evidence.annotations import AnnotationView

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
MEDIA_TYPE = f'application/ld+json; profile="{CONTEXT}"'
Json = dict[str, Any]
Names = Callable[[str], str]
"""Who the account of an id is, as far as whoever asks may know."""


def annotation_jsonld(seen: AnnotationView, base_url: str, names: Names) -> Json:
    """Return one entry, as its reader may see it, with its context."""
    return {"@context": _context(base_url), **_annotation(seen, base_url, names)}


def collection_jsonld(id: str, label: str, entries: Iterable[AnnotationView], base_url: str, names: Names) -> Json:
    """Return many entries as one collection with one page; ``id`` is its address."""
    items = [_annotation(seen, base_url, names) for seen in entries]
    page = {"id": f"{id}#page-1", "type": "AnnotationPage", "partOf": id, "startIndex": 0, "items": items}
    found: Json = {
        "@context": _context(base_url),
        "id": id,
        "type": "AnnotationCollection",
        "label": label,
        "total": len(items),
    }
    return found | ({"first": page, "last": page["id"]} if items else {})


def _context(base_url: str) -> list[str | Mapping[str, str]]:
    terms = {name: f"{base_url}/help/search#{name}" for name in ("stance", "strength")}
    return [CONTEXT, terms]


def _annotation(seen: AnnotationView, base_url: str, names: Names) -> Json:
    entry = seen.entry
    found: Json = {
        "id": f"{base_url}/annotations/{entry.id}",
        "type": "Annotation",
        "motivation": _motivations(entry),
        "creator": {"type": "Person", "name": names(entry.author)},
        "created": _time(entry.made),
        "modified": _time(entry.changed or entry.made),
        "body": _bodies(seen, base_url),
        "target": _target(entry, seen.source, base_url),
    }
    return {name: value for name, value in found.items() if value}


def _motivations(entry: Annotation) -> list[str]:
    said = {"commenting": bool(entry.body), "assessing": bool(entry.links), "tagging": bool(entry.tags)}
    return [motivation for motivation, is_so in said.items() if is_so]


def _bodies(seen: AnnotationView, base_url: str) -> list[Json]:
    entry = seen.entry
    bodies: list[Json] = []
    if entry.body:
        bodies.append(_text(entry.body, "commenting", "text/markdown"))
    for link, priority in zip(entry.links, seen.priorities, strict=True):
        bodies.append(
            {
                "type": "SpecificResource",
                "source": f"{base_url}/priorities/{priority.id}",
                "purpose": "linking",
                "stance": link.stance.value,
                "strength": link.strength.value,
            }
        )
        bodies.append(_text(_in_words(link, priority), "assessing", "text/plain"))
    bodies += [{"type": "TextualBody", "value": tag, "purpose": "tagging"} for tag in entry.tags]
    return bodies


def _text(value: str, purpose: str, media_type: str) -> Json:
    return {"type": "TextualBody", "value": value, "format": media_type, "language": "en", "purpose": purpose}


def _in_words(link: EvidenceLink, priority: Priority) -> str:
    why = f": {link.why}" if link.why else ""
    verb = "gives context to" if link.stance.value == "context" else link.stance.value
    return f"{verb} “{priority.title}” ({link.strength.value}){why}"


def _target(entry: Annotation, source: Source, base_url: str) -> Json:
    """Return the passage by its words; the source alone where the entry is on it as a whole."""
    whole: Json = {"id": f"{base_url}/sources/{source.id}", "type": "Text", "language": "en"}
    if source.address:
        whole["via"] = source.address
    cited = entry.citation
    if not cited.exact:
        return whole
    selector = {"type": "TextQuoteSelector", "exact": cited.exact}
    selector |= {name: words for name, words in (("prefix", cited.prefix), ("suffix", cited.suffix)) if words}
    target: Json = {"type": "SpecificResource", "source": whole, "selector": selector}
    if cited.captured:
        target["state"] = {"type": "TimeState", "sourceDate": _time(cited.captured)}
    return target


def _time(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
