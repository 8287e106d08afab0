"""A collection as a document with footnotes, as rows of a table, and as sources for a reference manager."""

import datetime as dt
from collections.abc import Sequence

from kb.documents.brief.inline_text import fit, paragraphs, quotation
from kb.documents.citations.citations import address, place
from kb.documents.citations.csl import CitedSource, cited_sources
from kb.documents.humanize import day
from kb.domain.brief import Block, Brief, BriefSection, Cover, Paragraph, SectionKind, Style, TextRun
from kb.domain.collection import Collection
from kb.domain.source.passage import Citation
from kb.services.brief.captures import CapturesAt
from kb.services.brief.footnotes import Footnotes
from kb.services.collections.collections import CollectedView

HEAD = (
    "place",
    "source",
    "title",
    "publishers",
    "published",
    "passage",
    "where",
    "whose_words",
    "text",
    "line",
    "address",
)


def collection_document(collection: Collection, views: Sequence[CollectedView], now: dt.datetime) -> Brief:
    """Return the passages that a reader sees as a document: each under its line, with a footnote for its place."""
    notes = Footnotes(CapturesAt((), now))
    blocks: list[Block] = []
    for view in views:
        if view.source is None or view.passage is None:
            continue
        held = view.passage
        if view.item.line:
            blocks.append(Paragraph((TextRun(fit(view.item.line)),), Style.LEAD))
        note = notes.cite(view.source, Citation(view.source.id, held.text, label=held.label, page=held.page))
        words = quotation(held.text, view.source.terms.quotation_words)[0]
        blocks.append(Paragraph((TextRun(words, note=note),), Style.OURS if held.is_ours else Style.QUOTE))
        if held.is_ours:
            blocks.append(
                Paragraph((TextRun("Summarised in this knowledge base; not the source’s words."),), Style.WHY)
            )
        if view.is_changed:
            blocks.append(Paragraph((TextRun("These words have changed since they were collected."),), Style.MARK))
    if not blocks:
        blocks.append(Paragraph((TextRun("There is no passage to show."),)))
    today = now.date()
    cover = Cover(
        title=fit(collection.title),
        subtitle="A collection of passages",
        call="",
        question="",
        as_at=today.isoformat(),
        as_at_words=f"As at {day(today)}",
        made_for="Collected by a reader; not a statement of the knowledge base",
    )
    introduction = paragraphs(collection.introduction)
    about = (BriefSection(SectionKind.SUMMARY, "introduction", "Introduction", introduction),) if introduction else ()
    passages = BriefSection(SectionKind.EVIDENCE, "passages", "Passages", tuple(blocks))
    return Brief(cover, (*about, passages), notes.notes, notes.sources)


def collection_rows(views: Sequence[CollectedView], base_url: str) -> list[Sequence[str]]:
    """Return the passages that a reader sees as rows of a table, with a head."""
    rows: list[Sequence[str]] = [HEAD]
    for number, view in enumerate((one for one in views if one.passage is not None), start=1):
        if view.source is None or view.passage is None:
            continue
        source, held = view.source, view.passage
        whose = "ours" if held.is_ours else "the source’s"
        about = (source.id, source.title, "; ".join(source.publishers), str(source.published or ""))
        words = quotation(held.text, source.terms.quotation_words)[0]
        where = (held.id, place(held), whose, words, view.item.line, address(source, held, base_url))
        rows.append((str(number), *about, *where))
    return rows


def collected_sources(views: Sequence[CollectedView]) -> tuple[CitedSource, ...]:
    """Return the sources of the passages that a reader sees, each once, with the places collected."""
    shown = ((view.source, view.passage) for view in views)
    return cited_sources((source, place(held)) for source, held in shown if source is not None and held is not None)
