"""A content item of GOV.UK: its text as blocks, its dates, its publishers, and what became of it.

Everything here reads one answer of the Content API (``/api/content/<path>``) and nothing else.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from kb.documents.markdown.inline import escape
from kb.domain.dates import PartialDate
from kb.domain.source.block import Block, BlockKind
from kb.domain.source.capture import Outcome
from scraper.extract import Unreadable
from scraper.govuk.attachments import write_boxes_as_items
from scraper.govuk.names import publisher_name
from scraper.html.blocks import blocks_of, plain_words
from scraper.html.dates import day_of_stamp
from scraper.html.links import joined, path_of, split
from scraper.html.soup import resolve_links, tree
from scraper.json_values import listed, mapping, text

API = "/api/content"
HOME = "https://www.gov.uk"
_WARNINGS = ".accessibility-warning, .attachment-thumb, .gem-c-attachment__thumbnail, .gem-c-attachment .gem-c-details"


def refuse_absent(item: Any, address: str) -> None:
    """Raise ``Unreadable`` for items that are no documents: gone (with where to look instead) and moved ones."""
    kind = text(item, "document_type") or text(item, "schema_name")
    if kind == "gone":
        why = plain_words(text(item, "details", "explanation")) or "the publisher took the page down"
        raise Unreadable(Outcome.GONE, why, absolute(text(item, "details", "alternative_path"), address))
    if kind == "redirect":
        target = destination(item, path_of(address).removeprefix(API))
        raise Unreadable(Outcome.MOVED, "the page redirects", absolute(target, address))


def refuse_strangers(item: Any) -> None:
    """Raise ``Unreadable`` (suspicious) for JSON that is no content item."""
    if not (text(item, "document_type") or text(item, "schema_name")):
        raise Unreadable(Outcome.SUSPICIOUS, "this is no content item of GOV.UK")


def destination(item: Any, path: str) -> str:
    """Return where a redirect item sends a path: the exact rule, else the longest prefix, else the item's own."""
    rules = [rule for rule in listed(item, "redirects") if text(rule, "destination")]
    own = text(item, "base_path")
    for wanted in (path, own):
        for rule in rules:
            if wanted and text(rule, "path") == wanted:
                return text(rule, "destination")
        prefixes = [r for r in rules if text(r, "type") == "prefix" and wanted.startswith(f"{text(r, 'path')}/")]
        if prefixes:
            rule = max(prefixes, key=lambda r: len(text(r, "path")))
            rest = wanted.removeprefix(text(rule, "path")) if text(rule, "segments_mode") == "preserve" else ""
            return text(rule, "destination") + rest
    return text(rules[0], "destination") if rules else ""


def absolute(target: str, address: str) -> str:
    """Return a path of GOV.UK as an address on the host that the item came from; an empty one stays empty."""
    parts, own = split(joined(HOME, target) if target else ""), split(address)
    if parts.netloc in {"www.gov.uk", "gov.uk"} and own.scheme in {"http", "https"} and own.netloc:
        return parts._replace(scheme=own.scheme, netloc=own.netloc).geturl()
    return parts.geturl()


def text_of(item: Any) -> tuple[Block, ...]:
    """Return the text of an item: its body, its parts where it is a guide, the outcome of a consultation."""
    return tuple(_text(item))


def _text(item: Any) -> Iterator[Block]:
    page = HOME + text(item, "base_path")
    yield from _govspeak(_body(mapping(item, "details").get("body")), page)
    for part in listed(item, "details", "parts"):
        if title := text(part, "title"):
            yield Block(BlockKind.HEADING, escape(title), level=2)
        yield from _below(_govspeak(_body(mapping(part).get("body")), page), 2)
    if detail := text(item, "details", "final_outcome_detail"):
        yield Block(BlockKind.HEADING, "Detail of outcome", level=2)
        yield from _govspeak(detail, page)


def _below(blocks: tuple[Block, ...], level: int) -> Iterator[Block]:
    """Set headings deeper, all by as much, so that the highest comes below a heading of this level."""
    highest = min((block.level for block in blocks if block.kind is BlockKind.HEADING), default=level + 1)
    deeper = max(level + 1 - highest, 0)
    for block in blocks:
        yield replace(block, level=block.level + deeper) if block.kind is BlockKind.HEADING else block


def _body(value: Any) -> str:
    """Return HTML from a body: a string, or a list of renderings of which one is HTML."""
    if isinstance(value, list):
        value = next((r.get("content") for r in value if text(r, "content_type") == "text/html"), "")
    return text({"body": value}, "body")


def _govspeak(html: str, page: str) -> tuple[Block, ...]:
    soup = tree(html)
    resolve_links(soup, page)
    for element in soup.select(_WARNINGS):
        if not element.decomposed:
            element.decompose()
    write_boxes_as_items(soup)
    return blocks_of(soup)


def published_of(item: Any) -> PartialDate | None:
    """Return the day of first publication: the earliest that the item states.

    An item that was moved between systems has a later ``first_published_at`` than its own history.
    ``public_updated_at`` is the day of its last great change, and counts only where nothing else is stated.
    """
    stamps = [text(item, "first_published_at"), text(item, "details", "first_public_at")]
    stamps += [text(note, "public_timestamp") for note in listed(item, "details", "change_history")]
    stamps += [text(item, "details", "public_timestamp")]
    updated = day_of_stamp(text(item, "public_updated_at"))
    return min((day for stamp in stamps if (day := day_of_stamp(stamp))), default=updated)


def publishers_of(item: Any) -> tuple[str, ...]:
    """Return the organisations behind an item, the leading one first."""
    lead = {text(o, "content_id") for o in listed(item, "links", "primary_publishing_organisation")}
    lead |= {text({"id": id}, "id") for id in listed(item, "details", "emphasised_organisations")}
    everyone = [*listed(item, "links", "primary_publishing_organisation"), *listed(item, "links", "organisations")]
    everyone.sort(key=lambda o: text(o, "content_id") not in lead)
    return tuple(dict.fromkeys(name for o in everyone if (name := publisher_name(text(o, "title")))))


def withdrawn_of(item: Any) -> str:
    """Return why and when an item was withdrawn; empty for a live one (whose notice is absent or ``{}``)."""
    notice = mapping(item, "withdrawn_notice")
    if not notice:
        return ""
    day = day_of_stamp(text(notice, "withdrawn_at"))
    when = f"Withdrawn on {day.in_words()}." if day else "Withdrawn."
    return " ".join(part for part in (when, plain_words(text(notice, "explanation"))) if part)
