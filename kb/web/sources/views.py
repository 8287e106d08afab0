"""The list of sources, a source to read, and the citation of a passage."""

from dataclasses import replace

from flask import Response, request

from kb.domain.account.account import Right
from kb.domain.account.viewer import Viewer
from kb.domain.errors import IndexMissing, NotFound
from kb.domain.ids import is_id
from kb.domain.query.search_query import Filters, SearchQuery
from kb.domain.source.source import Source
from kb.services.evidence.annotations import AnnotationFilter
from kb.services.library.browse import SourceView
from kb.web.access import PUBLIC, Routes
from kb.web.accounts.display_names import names_for
from kb.web.context import Web
from kb.web.editorial.recommendation_page import Followable, followables
from kb.web.layout.pager import page_in
from kb.web.sources.cite_page import cite_page
from kb.web.sources.margin_notes import ReaderMarks, margin_notes
from kb.web.sources.marks import forms_found, words_of
from kb.web.sources.page import SourcesAsked, sources_page
from kb.web.sources.reader_page import FilingHere, reader_page
from kb.web.sources.reader_text import FoundInSource, Pinning, evidence_by_passage

LONGEST_WORDS = 2000


def register(routes: Routes, web: Web) -> None:
    """Put the sources on the application."""

    @routes.get("/sources", needs=PUBLIC)
    def sources() -> Response:
        args = request.args
        asked = SourcesAsked(
            publisher=args.get("publisher", "").strip(),
            kind=args.get("kind", "").strip(),
            state=args.get("state", "").strip(),
            sort=args.get("sort", "date"),
            page=page_in(args),
        )
        frame, viewer = web.frame("Sources", "sources", data="/sources"), web.viewer()
        rows, gathers = web.kb.browsing.sources(viewer), viewer.may(Right.GATHER)
        return web.page(sources_page(frame, rows, asked, gathers=gathers))

    @routes.get("/sources/<id>", needs=PUBLIC)
    def source(id: str) -> Response:
        view = web.kb.browsing.source(id, web.viewer())
        words = request.args.get("q", "").strip()[:LONGEST_WORDS]
        found = found_in(web, view, words, web.viewer())
        frame = web.frame(view.source.heading, "sources", searched=words, data=f"/sources/{id}")
        reading, filing, pinning = web.read(shown_text(view)), filing_here(web, view.source), pinning_here(web, id)
        marks, ticks = marks_here(web, view), request.args.get("tick") == "yes"
        page = reader_page(frame, view, reading, found, web.base_url, filing, pinning, marks, is_ticking=ticks)
        return web.page(replace(page, recommended=recommended_in(web, view)))

    @routes.get("/sources/<id>/cite/<passage>", needs=PUBLIC)
    def cite(id: str, passage: str) -> Response:
        view = web.kb.browsing.source(id, web.viewer())
        page = cite_page(web.frame(f"Cite {view.source.heading}", "sources"), view, passage, web.base_url)
        if page is None:
            raise NotFound("passage", passage)
        return web.page(page)


def recommended_in(web: Web, view: SourceView) -> tuple[Followable, ...]:
    """Return what the source recommends, as far as it is followed or whoever asks may follow it."""
    viewer = web.viewer()
    followed = web.kb.recommendations.of_source(view.source.id, viewer)
    return followables(view.source.id, view.passages, followed, works=viewer.annotates)


def filing_here(web: Web, source: Source) -> FilingHere:
    """Say whether whoever asks may file a document, and what the one they just filed came to."""
    viewer = web.viewer()
    may = viewer.may(Right.FILE)
    csrf = web.visitors.form_token() if may else ""
    originals = web.kb.originals
    return FilingHere(
        may,
        request.args.get("filed", ""),
        viewer.may(Right.GATHER),
        csrf,
        digest=web.kb.source_editor.read(source.id, viewer).digest if viewer.may(Right.GATHER) else "",
        has_pdf=originals.has_pdf(source, viewer),
        has_original=originals.may_see(source, viewer),
    )


def pinning_here(web: Web, source: str) -> Pinning:
    """Say whether whoever asks may write entries, for which priority they look for evidence, and what is written."""
    aim, viewer = request.args.get("for", ""), web.viewer()
    written = len(web.kb.annotations.all(viewer, AnnotationFilter(source=source)))
    return Pinning(viewer.annotates, aim if is_id(aim) else "", written)


def marks_here(web: Web, view: SourceView) -> ReaderMarks:
    """Return what stands in the margin for whoever asks."""
    viewer, names = web.viewer(), names_for(web)
    told = [cited.annotation.id for cited in view.evidence if cited.annotation]
    placed = web.kb.annotations.on_source(view.source.id, viewer)
    return ReaderMarks(evidence_by_passage(view.evidence, names), margin_notes(placed, told, names, viewer.id))


def shown_text(view: SourceView) -> str:
    """Return the text that this reader may have: for everybody where the licence lets us, else for staff."""
    if view.source.terms.full_text:
        return view.source.body
    return view.text.body if view.text else ""


def found_in(web: Web, view: SourceView, words: str, viewer: Viewer) -> FoundInSource:
    """Search one source for the words that brought the reader here, to mark them and to walk the hits."""
    if not words:
        return FoundInSource()
    query = SearchQuery(words, filters=Filters(source=(view.source.id,)))
    try:
        groups = web.kb.search.search(query, viewer).result.groups
    except IndexMissing:
        groups = ()
    hits = [hit for group in groups if group.source == view.source.id for hit in group.hits if hit.snippet.marks]
    forms = forms_found(hit.snippet for hit in hits) or words_of(words)
    complete = all(len(group.hits) == group.total for group in groups)
    hit_ids = {hit.passage for hit in hits}
    passages = (p for p in view.passages if p.id in hit_ids or (not complete and forms & words_of(p.text)))
    return FoundInSource(words, tuple(p.id for p in passages), forms)
