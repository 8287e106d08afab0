"""What stands for somebody now that a notice may tell of: all of it as they may see it at this moment."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from urllib.parse import parse_qs

from kb.domain.account.viewer import Viewer
from kb.domain.editorial.question import Advice, Question
from kb.domain.evidence.annotation import Annotation
from kb.domain.notice import NewsItem, NoticeKind
from kb.domain.query.parameters import lasting, query_of
from kb.domain.source.source import Source
from kb.services.comments.comments import Comments
from kb.services.comments.subjects import subject_of, title_of
from kb.services.editorial.entries import AdviceView, Entries, QuestionView
from kb.services.editorial.priority_text import PriorityText
from kb.services.evidence.annotations import Annotations, AnnotationView
from kb.services.evidence.review_workflow import ReviewQueue, ReviewWorkflow
from kb.services.evidence.suspect_citations import SuspectCitations
from kb.services.library.library import Library
from kb.services.search.saved import SavedSearchService
from kb.services.search.search import SearchService
from kb.storage.saved_searches import SavedSearch

SOURCES_OF_A_SEARCH, AT_ONCE = 500, 100
"""Sources of a saved search that are followed, the best first, and how many are asked for together."""

Gather = Callable[[Viewer], Iterator[NewsItem]]
Entry = Annotation | Question | Advice


def offered_to(viewer: Viewer) -> tuple[NoticeKind, ...]:
    """Return what somebody may choose: who works on entries all of it, others what concerns their searches."""
    return tuple(NoticeKind) if viewer.annotates else (NoticeKind.SAVED_SEARCH,)


@dataclass(frozen=True)
class NewsSources:
    """The services that know what stands for somebody."""

    library: Library
    annotations: Annotations
    entries: Entries
    workflow: ReviewWorkflow
    priority_text: PriorityText
    suspects: SuspectCitations
    comments: Comments
    saved: SavedSearchService
    search: SearchService


class News:
    """Finds what a notice may tell of."""

    def __init__(self, sources: NewsSources) -> None:
        self._from = sources

    def of(self, viewer: Viewer, kinds: Collection[NoticeKind]) -> tuple[NewsItem, ...]:
        """Return all that stands now for a viewer, of these kinds as far as they may choose them."""
        gather: dict[NoticeKind, Gather] = {
            NoticeKind.REVIEW: self._to_review,
            NoticeKind.SENT_BACK: self._sent_back,
            NoticeKind.SOURCE_CHANGED: self._changed,
            NoticeKind.MENTION: self._mentions,
            NoticeKind.SAVED_SEARCH: self._hits,
        }
        return tuple(item for kind in offered_to(viewer) if kind in kinds for item in gather[kind](viewer))

    def _to_review(self, viewer: Viewer) -> Iterator[NewsItem]:
        annotations, written = self._queues(viewer)
        for view in (*annotations.to_review, *written.to_review):
            yield from self._entry(NoticeKind.REVIEW, view.entry, viewer)
        if viewer.is_staff:
            for waiting in self._from.priority_text.waiting(viewer):
                path = f"priorities/{waiting.priority.id}"
                yield NewsItem(NoticeKind.REVIEW, f"agree/{path}@{waiting.digest}", waiting.priority.title, f"/{path}")

    def _sent_back(self, viewer: Viewer) -> Iterator[NewsItem]:
        annotations, written = self._queues(viewer)
        for view in (*annotations.sent_back, *written.sent_back):
            yield from self._entry(NoticeKind.SENT_BACK, view.entry, viewer)

    def _queues(self, viewer: Viewer) -> tuple[ReviewQueue[AnnotationView], ReviewQueue[QuestionView | AdviceView]]:
        questions, advice = self._from.entries.questions(viewer), self._from.entries.advices(viewer)
        written: tuple[QuestionView | AdviceView, ...] = (*questions, *advice)
        annotations = self._from.annotations.all(viewer)
        return self._from.workflow.queue(annotations, viewer), self._from.workflow.queue(written, viewer)

    def _entry(self, kind: NoticeKind, entry: Entry, viewer: Viewer) -> Iterator[NewsItem]:
        subject, since = subject_of(entry), entry.turns[-1].at if entry.turns else entry.made
        title = title_of(subject, self._from.library.visible(viewer))
        if title is not None:
            yield NewsItem(kind, f"{kind}/{subject}@{since.isoformat()}", title, f"/{subject}")

    def _changed(self, viewer: Viewer) -> Iterator[NewsItem]:
        kind = NoticeKind.SOURCE_CHANGED
        for suspect in self._from.suspects.all(viewer):
            seen = suspect.seen
            if seen.entry.author == viewer.id:
                key = f"{kind}/{seen.entry.id}@{_capture(seen.source)}"
                yield NewsItem(kind, key, f"Entry on {seen.source.heading}", f"/annotations/{seen.entry.id}/decide")
        for own in self._from.suspects.own(viewer) if viewer.is_staff else ():
            words = sha256(f"{own.citation.exact}\0{own.citation.label}".encode()).hexdigest()[:16]
            key = f"{kind}/{own.priority.id}/{own.source.id}/{words}@{_capture(own.source)}"
            yield NewsItem(kind, key, f"{own.priority.title}, which cites {own.source.heading}", "/suspects")

    def _mentions(self, viewer: Viewer) -> Iterator[NewsItem]:
        for mention in self._from.comments.mentions_of(viewer):
            comment = mention.comment
            path = f"/{comment.subject}#comment-{comment.id}"
            yield NewsItem(NoticeKind.MENTION, f"{NoticeKind.MENTION}/{comment.id}", mention.title, path)

    def _hits(self, viewer: Viewer) -> Iterator[NewsItem]:
        for saved in self._from.saved.of(viewer.owner):
            search = f"{NoticeKind.SAVED_SEARCH}/{saved.id}"
            yield NewsItem(NoticeKind.SAVED_SEARCH, search)
            for id, heading in self._sources(saved, viewer):
                title = f"{heading}, found by “{saved.name}”"
                yield NewsItem(NoticeKind.SAVED_SEARCH, f"{search}/{id}", title, f"/sources/{id}", after=search)

    def _sources(self, saved: SavedSearch, viewer: Viewer) -> Iterator[tuple[str, str]]:
        query = replace(lasting(query_of(parse_qs(saved.parameters))[0]), size=AT_ONCE)
        visible = self._from.library.visible(viewer).sources
        for page in range(1, SOURCES_OF_A_SEARCH // AT_ONCE + 1):
            found = self._from.search.search(replace(query, page=page), viewer).result
            for group in found.groups:
                if group.doc_type == "source" and group.source in visible:
                    yield group.source, visible[group.source].heading
            if page * AT_ONCE >= found.sources:
                return


def _capture(source: Source) -> str:
    return source.captured.sha256 if source.captured else ""
