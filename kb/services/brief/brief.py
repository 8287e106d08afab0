"""The brief: everything known for a call, as at a day, as one document that every format is printed from.

Here it is chosen what enters and in which order the parts come; each part is written by a module ``brief_…`` of its
own. Nothing that the brief's audience may not see is ever handed to them.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from zoneinfo import ZoneInfo

from kb.content.catalogue import FullCatalogue
from kb.content.visibility import VisibleCatalogue, visible_to
from kb.documents.anchoring import Resolution
from kb.documents.brief.inline_text import blocks_of, fit
from kb.documents.humanize import day
from kb.domain.audience import Audience
from kb.domain.brief import Brief, BriefOpening, BriefSection, Cover, SectionKind, Style, paragraph
from kb.domain.call.call import Call
from kb.domain.call.disclosure import Totals
from kb.domain.errors import ContentChanged, InvalidInput, NotFound, or_not_found
from kb.domain.evidence.annotation import Verdict
from kb.domain.priority.lineage import is_unmade
from kb.domain.priority.priority import Priority, PriorityStatus
from kb.domain.source.passage import Citation
from kb.domain.source.source import Source
from kb.services.brief.annex import annex_section
from kb.services.brief.as_of import catalogue_at
from kb.services.brief.captures import CapturesAt
from kb.services.brief.footnotes import Footnotes
from kb.services.brief.material import BriefChoice, BriefLength, Material, on_priority
from kb.services.brief.method import method_section
from kb.services.brief.priority import priority_section
from kb.services.brief.protocol import numbered, protocol_section
from kb.services.brief.ranking import ranking_section
from kb.services.brief.summary import summary_section
from kb.services.brief.two_pages import in_short
from kb.services.library.evidence import Resolve, cited_passages, independent_bodies, words_of
from kb.services.library.index_documents import has_own_text
from kb.services.library.library import Library, Snapshot
from kb.services.priorities.ranking import RankingView, ranking_of
from kb.services.single_flight_cache import SingleFlightCache
from kb.storage.capture_log import CaptureLog

MADE_FOR = {
    Audience.PUBLIC: "For everybody",
    Audience.MEMBERS: "For members only",
    Audience.STAFF: "For staff only: do not pass it on",
}
UNREVIEWED = "Contains entries that are not reviewed"
INVENTED = "Contains invented answers"
WITHHELD = (
    "Totals of the answers as at this day are for staff only: answers or their grouping have changed since, and the "
    "difference between two totals could show what one answer says."
)


class Briefs:
    """Makes briefs; who may ask for which audience is decided at the door."""

    def __init__(
        self,
        library: Library,
        log: CaptureLog,
        ballots: str,
        now: Callable[[], dt.datetime],
        opening_of: Callable[[str], BriefOpening],
        base_url: str,
    ) -> None:
        """Remember where things come from; ``ballots`` is the setting ``KB_BALLOTS``, ``opening_of`` takes a call."""
        self._library, self._log, self._ballots, self._now = library, log, ballots, now
        self._opening_of, self._base_url = opening_of, base_url
        self._made: SingleFlightCache[Brief] = SingleFlightCache()

    def brief(self, choice: BriefChoice) -> Brief:
        """Make a brief; raise ``NotFound`` for a call or priority that its audience may not see.

        Where a file changes while the brief is made, it is made anew, once, of the content as it is then.
        """
        try:
            return self._of(self._library.snapshot(), choice)
        except ContentChanged:
            return self._of(self._library.snapshot(fresh=True), choice)

    def _of(self, snapshot: Snapshot, choice: BriefChoice) -> Brief:
        opening = self._opening_of(choice.call)
        of, asked = (snapshot, self._log.latest()), (choice, self._today(snapshot, choice), opening)
        return self._made.get(of, asked, lambda: self._make(snapshot, choice, opening))

    def _make(self, snapshot: Snapshot, choice: BriefChoice, opening: BriefOpening) -> Brief:
        moment = self._moment(snapshot, choice)
        catalogue = snapshot.catalogue if choice.as_of is None else catalogue_at(snapshot.catalogue, moment)
        captures = CapturesAt(self._log.attempts(), moment)
        material = self._material(snapshot, catalogue, captures, choice, moment)
        notes = Footnotes(captures)
        if choice.length is BriefLength.TWO_PAGES:
            short = (*_introduction(opening), in_short(material, notes))
            return Brief(_cover(material, opening), short, (), notes.sources)
        numbers = numbered(material)
        sections = (
            *_introduction(opening),
            summary_section(material),
            method_section(material, captures, notes),
            ranking_section(material),
            _priorities(material, [priority_section(material, one, notes, numbers) for one in material.priorities]),
            protocol_section(material, notes, numbers),
        )
        annex = annex_section(notes.sources, material.sources, captures)
        return Brief(_cover(material, opening), (*sections, annex), notes.notes, notes.sources)

    def today(self, choice: BriefChoice) -> dt.date:
        """Return the day that it is on the clock of a call: no brief can be as at a later one."""
        return self._today(self._library.snapshot(), choice)

    def _today(self, snapshot: Snapshot, choice: BriefChoice) -> dt.date:
        return self._now().astimezone(ZoneInfo(_call(snapshot.visible_to(choice.readers), choice).time_zone)).date()

    def _moment(self, snapshot: Snapshot, choice: BriefChoice) -> dt.datetime:
        """Return the last moment of the day asked for, on the clock of the call; raise for one that is to come."""
        call = _call(snapshot.visible_to(choice.readers), choice)
        now = self._now()
        if choice.as_of is None:
            return now
        zone = ZoneInfo(call.time_zone)
        if choice.as_of > now.astimezone(zone).date():
            raise InvalidInput({"as-of": "This day has not come yet; leave it out for a brief as at now."})
        return dt.datetime.combine(choice.as_of, dt.time.max, zone).astimezone(dt.UTC)

    def _material(
        self, snapshot: Snapshot, full: FullCatalogue, captures: CapturesAt, choice: BriefChoice, moment: dt.datetime
    ) -> Material:
        readers = choice.readers
        now = snapshot.visible_to(readers)
        then = now if full is snapshot.catalogue else visible_to(full, readers)
        resolve = _as_read(snapshot.resolve, captures, then.sources)
        evidence = cited_passages(then, resolve).by_priority
        eligible, drafts = _eligible(then, choice)
        ranking, withheld = self._ranking(now, then, choice, eligible)
        wanted = _wanted(eligible, then, choice, ranking)
        priorities = tuple(on_priority(one, evidence.get(one.id, ()), then, choice) for one in wanted)
        return Material(
            choice=choice,
            call=_call(then, choice),
            moment=moment,
            priorities=priorities,
            drafts=drafts,
            ranking=ranking,
            withheld=withheld,
            sources=then.sources,
            without_text=frozenset(
                id for id, one in then.sources.items() if captures.was_read_since(one) or not has_own_text(one, then)
            ),
            annotated={
                id: words
                for id, entry in then.annotations.items()
                if not (words := words_of(entry, then, resolve)).is_suspect and (words.is_reviewed or choice.unreviewed)
            },
            bodies={
                one.priority.id: independent_bodies({piece.citation.source for piece in one.pieces}, then)
                for one in priorities
            },
            site=self._base_url,
        )

    def _ranking(
        self, now: VisibleCatalogue, then: VisibleCatalogue, choice: BriefChoice, eligible: Mapping[str, Priority]
    ) -> tuple[RankingView, str]:
        """Return the ranking, and why it is withheld where it is: nobody but staff may compare two sets of totals."""
        view = ranking_of(then, choice.call, self._ballots, eligible)
        if then is now or choice.audience is Audience.STAFF or view.ranking is None:
            return view, ""
        before, after = (each.totals.get(choice.call, Totals(())).answers for each in (then, now))
        keys = [("priority", id) for id in eligible]
        if before == after and all(now.counted.get(key) == then.counted[key] for key in keys):
            return view, ""
        return RankingView(view.call, view.ballots), WITHHELD


def _call(visible: VisibleCatalogue, choice: BriefChoice) -> Call:
    return or_not_found(visible.calls.get(choice.call), "call", choice.call)


def _as_read(resolve: Resolve, captures: CapturesAt, sources: Mapping[str, Source]) -> Resolve:
    """Return a resolver for a past moment: the text of a source that was captured later is not consulted."""

    def resolved(citation: Citation) -> Resolution:
        source = sources.get(citation.source)
        later = source is not None and captures.was_read_since(source)
        return Resolution(Verdict.SAME) if later else resolve(citation)

    return resolved


def _eligible(visible: VisibleCatalogue, choice: BriefChoice) -> tuple[dict[str, Priority], int]:
    """Return the priorities that may enter, and how many are drafts and left out."""
    seen = {
        id: one
        for id, one in visible.priorities.items()
        if one.call == choice.call and one.is_open and not is_unmade(one)
    }
    kept = {id: one for id, one in seen.items() if choice.unreviewed or one.status is PriorityStatus.AGREED}
    return kept, len(seen) - len(kept)


def _wanted(
    eligible: Mapping[str, Priority], visible: VisibleCatalogue, choice: BriefChoice, ranking: RankingView
) -> Iterable[Priority]:
    """Return the priorities asked for in their order, or all of them: the first by points first."""
    if choice.priorities:
        for id in choice.priorities:
            one = visible.priorities.get(id)
            if one is None or one.call != choice.call:
                raise NotFound("priority", id)
            if id not in eligible:
                raise InvalidInput({"priorities": f"“{one.title}” is not agreed; ask for what is not reviewed too."})
        return tuple(eligible[id] for id in dict.fromkeys(choice.priorities))
    rows = ranking.ranking.rows if ranking.ranking and ranking.ranking.ballots else ()
    places = {row.priority: place for place, row in enumerate(rows)}
    return tuple(sorted(eligible.values(), key=lambda one: (places.get(one.id, len(places)), one.title, one.id)))


def _priorities(material: Material, sections: list[BriefSection]) -> BriefSection:
    blocks = () if sections else (paragraph("No priority is agreed yet.", Style.GAP),)
    return BriefSection(SectionKind.PRIORITIES, "priorities", "The priorities", blocks, tuple(sections))


def _introduction(opening: BriefOpening) -> tuple[BriefSection, ...]:
    blocks = blocks_of(opening.introduction)
    return (BriefSection(SectionKind.INTRODUCTION, "introduction", "Introduction", blocks),) if blocks else ()


def _cover(material: Material, opening: BriefOpening) -> Cover:
    call, choice = material.call, material.choice
    as_at = choice.as_of or material.moment.astimezone(ZoneInfo(call.time_zone)).date()
    marks = (UNREVIEWED if choice.unreviewed else "", INVENTED if material.is_invented else "")
    return Cover(
        title=fit(opening.title or call.title),
        subtitle=f"Brief for the meeting{f' on {day(opening.meeting)}' if opening.meeting else ''}",
        call=call.id,
        question=fit(call.question),
        as_at=as_at.isoformat(),
        as_at_words=f"As at {day(as_at)}",
        made_for=MADE_FOR[choice.audience],
        marks=tuple(mark for mark in marks if mark),
    )
