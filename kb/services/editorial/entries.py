"""Questions and advice as far as somebody may see them, and what they hang together with: the one place for it.

Reviewed entries are for their audience; the others are for people who work on entries. What an entry refers to and a
reader may not see is left out of it: priorities, sources, annotations, and the members' words that it came from.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from kb.content.catalogue import FullCatalogue
from kb.content.versions import versions_of
from kb.domain.account.viewer import Viewer
from kb.domain.audience import Audience
from kb.domain.call.call import Input
from kb.domain.editorial.question import Advice, AdviceKind, Pillar, Question, QuestionKind, audience_of_entry
from kb.domain.editorial.review import ReviewState, Turn
from kb.domain.errors import NotFound
from kb.domain.evidence.annotation import Annotation
from kb.domain.priority.priority import Priority, SlotRef
from kb.domain.source.source import Source
from kb.services.calls.raised import RaisedBy, RaisedSlot, raised_by, raised_slot
from kb.services.evidence.visible_annotations import may_see
from kb.services.library.library import Library

E = TypeVar("E", bound=Question | Advice)


@dataclass(frozen=True)
class QuestionView:
    """A question with what it refers to, as its reader may see it; ``digest`` is of its file."""

    entry: Question
    digest: str
    priorities: tuple[Priority, ...]
    background: tuple[Source, ...]
    raised: RaisedBy


@dataclass(frozen=True)
class AdviceView:
    """A piece of advice with what it refers to, as its reader may see it; ``digest`` is of its file."""

    entry: Advice
    digest: str
    priorities: tuple[Priority, ...]
    evidence: tuple[Annotation, ...]


@dataclass(frozen=True)
class Wanted:
    """What of the entries is asked for; what is ``None`` or empty asks for nothing."""

    priority: str = ""
    kind: QuestionKind | AdviceKind | None = None
    pillar: Pillar | None = None
    state: ReviewState | None = None


@dataclass(frozen=True)
class OfPriority:
    """What is offered under a priority; retired entries are not."""

    questions: tuple[QuestionView, ...] = ()
    strategies: tuple[AdviceView, ...] = ()
    guidance: tuple[AdviceView, ...] = ()


@dataclass(frozen=True)
class Became:
    """What became of an entry of an answer: the priority that it is under, and the questions made of it."""

    priority: Priority | None
    questions: tuple[Question, ...]


ALL = Wanted()


class Entries:
    """Looks questions and advice up."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def questions(self, viewer: Viewer, wanted: Wanted = ALL) -> tuple[QuestionView, ...]:
        """Return the questions that are asked for, by their words."""
        catalogue = self._catalogue(viewer)
        views = (_question(catalogue, one, viewer) for one in catalogue.questions.values())
        found = (view for view in views if view and _fits(view.entry, wanted))
        return tuple(sorted(found, key=lambda view: view.entry.text.casefold()))

    def question(self, id: str, viewer: Viewer) -> QuestionView:
        """Return a question; raise ``NotFound`` where there is none for this reader."""
        catalogue = self._catalogue(viewer)
        found = catalogue.questions.get(id)
        view = _question(catalogue, found, viewer) if found else None
        if view is None:
            raise NotFound("question", id)
        return view

    def advices(self, viewer: Viewer, wanted: Wanted = ALL) -> tuple[AdviceView, ...]:
        """Return the advice that is asked for, by title."""
        catalogue = self._catalogue(viewer)
        views = (_advice(catalogue, one, viewer) for one in catalogue.advice.values())
        found = (view for view in views if view and _fits(view.entry, wanted))
        return tuple(sorted(found, key=lambda view: view.entry.title.casefold()))

    def advice(self, id: str, viewer: Viewer) -> AdviceView:
        """Return a piece of advice; raise ``NotFound`` where there is none for this reader."""
        catalogue = self._catalogue(viewer)
        found = catalogue.advice.get(id)
        view = _advice(catalogue, found, viewer) if found else None
        if view is None:
            raise NotFound("advice", id)
        return view

    def of_priority(self, id: str, viewer: Viewer) -> OfPriority:
        """Return the questions, strategies and guidance under a priority."""
        questions = self.questions(viewer, Wanted(priority=id))
        advice = [view for view in self.advices(viewer, Wanted(priority=id)) if _stands(view.entry)]
        return OfPriority(
            tuple(view for view in questions if _stands(view.entry)),
            tuple(view for view in advice if view.entry.kind is AdviceKind.STRATEGY),
            tuple(view for view in advice if view.entry.kind is AdviceKind.GUIDANCE),
        )

    def became(self, answer: Input, viewer: Viewer) -> Mapping[int, Became]:
        """Return what became of each entry of an answer that this reader may read, by rank."""
        catalogue = self._catalogue(viewer)
        questions = [view.entry for view in self.questions(viewer) if _stands(view.entry)]
        made_of = {one.id: catalogue.questions[one.id].raised_by for one in questions}
        return {
            slot.rank: Became(
                next((p for p in _seen(catalogue.priorities, viewer.audience) if slot in p.slots), None),
                tuple(one for one in questions if slot in made_of[one.id]),
            )
            for slot in (SlotRef(answer.id, rank) for rank in range(1, len(answer.slots) + 1))
        }

    def offered(self, slots: Iterable[SlotRef]) -> tuple[RaisedSlot, ...]:
        """Return entries of answers for staff to make questions of, each once; those that ask something come first."""
        catalogue = self._library.snapshot(fresh=True).catalogue
        found = (raised_slot(catalogue, slot, Audience.STAFF) for slot in dict.fromkeys(slots))
        return tuple(sorted((row for row in found if row), key=lambda row: not row.question))

    def annotations(self, priorities: Iterable[str], viewer: Viewer) -> tuple[Annotation, ...]:
        """Return the annotations linked to some of these priorities, as far as the viewer sees both.

        A priority that they do not see brings none: it would tell that there is one of this id.
        """
        catalogue = self._catalogue(viewer)
        wanted = {one.id for one in _named(catalogue.priorities, priorities, viewer.audience)}
        linked = (a for a in catalogue.annotations.values() if wanted & {link.priority for link in a.links})
        standing = (one for one in linked if one.state is not ReviewState.RETIRED)
        return tuple(one for one in standing if _may_see(catalogue, one, viewer))

    def as_seen(self, entry: E, viewer: Viewer) -> E:
        """Return an entry, or a version of one, without what this reader may not see; raise ``NotFound``."""
        catalogue = self._catalogue(viewer)
        seen = _question(catalogue, entry, viewer) if isinstance(entry, Question) else _advice(catalogue, entry, viewer)
        if seen is None or not isinstance(seen.entry, type(entry)):
            raise NotFound("version", entry.id)
        return seen.entry

    def versions(self, entry: E, viewer: Viewer) -> tuple[E, ...]:
        """Return every version of an entry, the first one first; for staff, since some may have been for them only."""
        kind = "question" if isinstance(entry, Question) else "advice"
        file = self._catalogue(viewer).files.get((kind, entry.id))
        return versions_of(entry, file.path) if file and viewer.audience is Audience.STAFF else ()

    def _catalogue(self, viewer: Viewer) -> FullCatalogue:
        """Return the content; who writes it sees what was just written, also by another process."""
        return self._library.snapshot(fresh=viewer.annotates).catalogue


def sees_entry(entry: Question | Advice, viewer: Viewer) -> bool:
    """Say whether somebody may see a question or a piece of advice."""
    if viewer.annotates:
        return viewer.audience.sees(entry.audience)
    return viewer.audience.sees(audience_of_entry(entry))


def _question(catalogue: FullCatalogue, one: Question, viewer: Viewer) -> QuestionView | None:
    if not sees_entry(one, viewer):
        return None
    priorities = _named(catalogue.priorities, one.priorities, viewer.audience)
    background = _named(catalogue.sources, one.background, viewer.audience)
    raised = raised_by(catalogue, one.raised_by, viewer.audience)
    shown = replace(
        one,
        priorities=tuple(each.id for each in priorities),
        background=tuple(each.id for each in background),
        raised_by=tuple(row.slot for row in raised.rows),
        turns=_turns(one.turns, viewer),
    )
    return QuestionView(shown, catalogue.files[("question", one.id)].digest, priorities, background, raised)


def _advice(catalogue: FullCatalogue, one: Advice, viewer: Viewer) -> AdviceView | None:
    if not sees_entry(one, viewer):
        return None
    priorities = _named(catalogue.priorities, one.priorities, viewer.audience)
    known = (catalogue.annotations[id] for id in one.evidence if id in catalogue.annotations)
    evidence = tuple(each for each in known if _may_see(catalogue, each, viewer))
    shown = replace(
        one,
        priorities=tuple(each.id for each in priorities),
        evidence=tuple(each.id for each in evidence),
        turns=_turns(one.turns, viewer),
    )
    return AdviceView(shown, catalogue.files[("advice", one.id)].digest, priorities, evidence)


def _turns(turns: tuple[Turn, ...], viewer: Viewer) -> tuple[Turn, ...]:
    """Return how an entry came to be where it stands; who took part is for people who work on entries."""
    return turns if viewer.annotates else tuple(replace(turn, who="", note="") for turn in turns[-1:])


def _may_see(catalogue: FullCatalogue, annotation: Annotation, viewer: Viewer) -> bool:
    source = catalogue.sources.get(annotation.source)
    return source is not None and may_see(annotation, source, viewer)


T = TypeVar("T", Priority, Source)


def _named(all: Mapping[str, T], ids: Iterable[str], reader: Audience) -> tuple[T, ...]:
    return tuple(all[id] for id in ids if id in all and reader.sees(all[id].audience))


def _seen(all: Mapping[str, T], reader: Audience) -> tuple[T, ...]:
    return _named(all, all, reader)


def _fits(entry: Question | Advice, wanted: Wanted) -> bool:
    return (
        (not wanted.priority or wanted.priority in entry.priorities)
        and (wanted.kind is None or entry.kind is wanted.kind)
        and (wanted.pillar is None or (isinstance(entry, Question) and wanted.pillar in entry.pillars))
        and (wanted.state is None or entry.state is wanted.state)
    )


def _stands(entry: Question | Advice) -> bool:
    return entry.state is not ReviewState.RETIRED
