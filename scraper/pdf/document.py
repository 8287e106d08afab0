"""Read a PDF: bytes in, an extract out. This is the order of the steps; each has a module of its own."""

from collections.abc import Sequence

from scraper.extract import Extract
from scraper.pdf.apart import open_apart
from scraper.pdf.blocks import Writer
from scraper.pdf.facts import find_facts
from scraper.pdf.front import without_front
from scraper.pdf.headings import find_headings
from scraper.pdf.layout import lay_out
from scraper.pdf.lines import Line
from scraper.pdf.notes import take_notes
from scraper.pdf.numbering import Count, candidates, find_count, leading_number
from scraper.pdf.opening import open_pdf
from scraper.pdf.pieces import Grouping, Openings
from scraper.pdf.quotes import mark_quotes
from scraper.pdf.raw import Bookmark, RawDocument
from scraper.pdf.tables import find_tables
from scraper.pdf.verdicts import find_entries
from scraper.pdf.words import Words

_LIKE_HEADING, _LIKE_TABLE = 0.6, 0.2  # what speaks against a line as one of the count


def read_pdf(content: bytes) -> Extract:
    """Read the text of a PDF and the facts printed in it.

    Raise :class:`~scraper.extract.Unreadable`, and nothing else, for what is no PDF, is broken, cut short,
    encrypted, scanned, blank or larger than any report. The file is opened in a process of its own.
    """
    return extract(open_apart(content))


def read_here(content: bytes) -> Extract:
    """Read a PDF in this process: quicker, and for files that we made ourselves."""
    return extract(open_pdf(content))


def extract(raw: RawDocument) -> Extract:
    """Read an opened PDF."""
    layout = lay_out(raw)
    facts = find_facts(raw, layout.lines, layout.body)
    lines, notes = take_notes(without_front(layout.lines, layout.body), layout.body)
    words = Words([line.text for line in layout.lines])

    count = _count(lines, layout.body, raw.bookmarks, words)
    numbers = {one.at: one.number for one in count.numbered}
    tables = {table.start: table for table in find_tables(lines, words, numbers)}
    headings = find_headings(lines, layout.body, raw.bookmarks, tables, numbers)
    entries = find_entries(lines, headings, layout.body)
    inside = {at for entry in entries.values() if entry.lines for at in (entry.at, *entry.lines)}
    numbers = {at: number for at, number in numbers.items() if at not in entries and at not in inside}
    openings = Openings(
        headings={h.start: (h.end, h.level) for h in headings if h.start not in entries and h.start not in inside},
        tables=tables,
        numbered={at: (leading_number(lines[at]) or ("", (), lines[at].text))[2] for at in numbers},
        entries={at: entry.text for at, entry in entries.items()},
        inside=frozenset(inside),
    )
    pieces = Grouping(layout, words).group(lines, openings)
    mark_quotes(pieces, layout.body)
    blocks = Writer(layout.labels, words, numbers, entries).write(pieces, notes)
    return Extract(
        title=facts.title,
        blocks=blocks,
        published=facts.published,
        publishers=facts.publishers,
        kind=facts.kind,
        reference=facts.reference,
        licence=facts.licence,
        inferred=facts.inferred,
    )


def _count(lines: Sequence[Line], body: float, bookmarks: Sequence[Bookmark], words: Words) -> Count:
    """Find the document's own count among all its lines.

    A line that looks like a heading or like the row of a table may be part of the count, but a row that is made of
    headings in the main is a count of chapters, and conclusions have their own.
    """
    tables = {table.start: table for table in find_tables(lines, words)}
    headings = find_headings(lines, body, bookmarks, tables)
    typed = {at for heading in headings for at in range(heading.start, heading.end)}
    in_tables = {at for table in tables.values() for at in range(table.start, table.end)}
    entries = find_entries(lines, headings, body).keys()
    costs = dict.fromkeys(typed, _LIKE_HEADING) | dict.fromkeys(in_tables, _LIKE_TABLE)
    count = find_count(candidates(lines, entries, costs), len(lines))
    if 2 * sum(one.at in typed for one in count.numbered) > len(count.numbered):
        count = find_count(candidates(lines, entries | typed, costs), len(lines))
    return count
