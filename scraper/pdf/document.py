"""Read a PDF: bytes in, an extract out. This is the order of the steps; each has a module of its own."""

from collections.abc import Iterable, Sequence

from scraper.extract import Extract
from scraper.pdf import marks
from scraper.pdf.blocks import Writer
from scraper.pdf.completeness import check_completeness
from scraper.pdf.conclusions import find_entries
from scraper.pdf.counts import Count, Doubt, find_count, find_lettered_count
from scraper.pdf.facts import FRONT_PAGES, PdfFacts, find_facts
from scraper.pdf.figures import inside_figures
from scraper.pdf.front import without_front
from scraper.pdf.headings import find_headings
from scraper.pdf.layout import lay_out
from scraper.pdf.lines import Line
from scraper.pdf.notes import take_endnotes, take_notes
from scraper.pdf.numbering import candidates, leading_letters
from scraper.pdf.pieces import Grouping, Openings
from scraper.pdf.quotes import mark_quotes
from scraper.pdf.raw import Bookmark, RawDocument
from scraper.pdf.sandbox import open_sandboxed
from scraper.pdf.tables import find_tables
from scraper.pdf.words import PdfWords

_LIKE_HEADING, _LIKE_TABLE = 0.6, 0.2  # what speaks against a line as one of the count


def read_pdf(content: bytes) -> Extract:
    """Read the text of a PDF and the facts printed in it.

    Raise :class:`~scraper.extract.Unreadable`, and nothing else, for what is no PDF, is broken, cut short,
    encrypted, scanned, blank or larger than any report. The file is opened in a process of its own.
    """
    return extract(open_sandboxed(content))


def read_front(content: bytes) -> PdfFacts:
    """Read the facts that the first pages print: at once, however long the document is."""
    raw = open_sandboxed(content, most_pages=FRONT_PAGES)
    layout = lay_out(raw)
    return find_facts(raw, layout.lines, layout.body)


def extract(raw: RawDocument) -> Extract:
    """Read an opened PDF."""
    layout = lay_out(raw)
    facts = find_facts(raw, layout.lines, layout.body)
    kept = without_front(layout.lines, layout.body)
    words = PdfWords([line.text for line in layout.lines])
    labels = inside_figures(kept, raw.pages, {table.start: table for table in find_tables(kept, words)})
    figures = [kept[at].page for at in sorted(labels)]
    kept = [line for at, line in enumerate(kept) if at not in labels]
    text, endnotes = take_endnotes(kept)
    lines, notes = take_notes(text, layout.body)
    notes += endnotes

    count = _count(lines, layout.body, raw.bookmarks, words)
    guessed = {page.index for page in raw.pages if page.sure}  # whatever number stands there is in doubt
    sure = [one for one in count.numbered if lines[one.at].page not in guessed]
    doubts = count.doubts + tuple(Doubt(one.number, one.page) for one in count.numbered if one not in sure)
    numbers = {one.at: one.number for one in sure}
    tables = {table.start: table for table in find_tables(lines, words, numbers)}
    headings = find_headings(lines, layout.body, raw.bookmarks, tables, numbers)
    entries = find_entries(lines, headings, layout.body)
    entries = {at: entry for at, entry in entries.items() if lines[at].page not in guessed}
    inside = {at for entry in entries.values() if entry.lines for at in (entry.at, *entry.lines)}
    numbers = {at: number for at, number in numbers.items() if at not in entries and at not in inside}
    openings = Openings(
        headings={h.start: (h.end, h.level) for h in headings if h.start not in entries and h.start not in inside},
        tables=tables,
        numbered={one.at: one.words for one in sure if one.at in numbers},
        entries={at: entry.text for at, entry in entries.items()},
        inside=frozenset(inside),
    )
    pieces = Grouping(layout, words).group(lines, openings)
    mark_quotes(pieces, layout.body)
    blocks = Writer(layout.labels, words, numbers, entries).write(pieces, notes)
    left_out = {id(line) for line in layout.lines} - {id(line) for line in kept}
    dropped = [*layout.dropped, *(marks.bare(line.text) for line in layout.lines if id(line) in left_out)]
    whole = check_completeness(raw.words, dropped, blocks)
    return Extract(
        title=facts.title,
        blocks=blocks,
        published=facts.published,
        publishers=facts.publishers,
        kind=facts.kind,
        reference=facts.reference,
        licence=facts.licence,
        inferred=facts.inferred,
        completeness=whole.in_words,
        incomplete=whole.problem,
        doubts=(
            *_doubts(doubts, layout.labels),
            *_drawn(figures, layout.labels),
            *_kept_as_lines([lines[table.start].page for table in tables.values() if not table.is_read], layout.labels),
            *_struck(raw, layout.labels),
            *_by_ocr(raw, layout.labels),
        ),
    )


def _doubts(doubts: Sequence[Doubt], labels: Sequence[str]) -> tuple[str, ...]:
    """Say how many numbers are in doubt, and on which pages."""
    if not doubts:
        return ()
    numbers = "1 number" if len(doubts) == 1 else f"{len(doubts)} numbers"
    return (f"{numbers} in doubt, {_pages([doubt.page for doubt in doubts], labels)}",)


def _pages(indexes: Iterable[int], labels: Sequence[str]) -> str:
    """Name pages by their printed numbers, those that follow each other by the first and the last."""
    runs: list[list[int]] = []
    for index in sorted(set(indexes)):
        if runs and index == runs[-1][-1] + 1:
            runs[-1].append(index)
        else:
            runs.append([index])
    names = [labels[run[0]] or f"{run[0] + 1} of the file" for run in runs]
    ends = [labels[run[-1]] or f"{run[-1] + 1} of the file" for run in runs]
    said = ", ".join(name if name == end else f"{name}–{end}" for name, end in zip(names, ends, strict=True))
    return f"{'page' if len(runs) == 1 and len(runs[0]) == 1 else 'pages'} {said}"


def _drawn(pages: Sequence[int], labels: Sequence[str]) -> tuple[str, ...]:
    """Say on which pages the labels inside charts and diagrams were left out."""
    return (f"labels inside figures left out, {_pages(pages, labels)}",) if pages else ()


def _kept_as_lines(pages: Sequence[int], labels: Sequence[str]) -> tuple[str, ...]:
    """Say on which pages tables stand whose columns could not be told apart."""
    what = "1 table" if len(pages) == 1 else f"{len(pages)} tables"
    return (f"{what} kept as lines, {_pages(pages, labels)}",) if pages else ()


def _struck(raw: RawDocument, labels: Sequence[str]) -> tuple[str, ...]:
    """Say on which pages words stand that somebody drew a line through."""
    pages = [page.index for page in raw.pages if page.struck]
    return (f"struck words left out, {_pages(pages, labels)}",) if pages else ()


def _by_ocr(raw: RawDocument, labels: Sequence[str]) -> tuple[str, ...]:
    """Say which pages were guessed from pictures, and which pictures were not read."""
    guessed = [page for page in raw.pages if page.sure]
    said: list[str] = []
    if guessed:
        sure = round(sum(page.sure for page in guessed) / len(guessed))
        said.append(f"{_pages([page.index for page in guessed], labels)} read by OCR, {sure}% sure")
    inside = [index for index in raw.pictures if 1 < index < len(raw.pages) - 2 or guessed]
    if inside:
        said.append(f"{_pages(inside, labels)} not read: pictures without text")
    return tuple(said)


def _count(lines: Sequence[Line], body: float, bookmarks: Sequence[Bookmark], words: PdfWords) -> Count:
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
    if not count.numbered and not count.doubts:
        count = find_lettered_count(candidates(lines, entries, costs, leading_letters), len(lines))
    return count
