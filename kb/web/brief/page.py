"""The brief as it will print: its contents, its parts, what it was made of, and the files to take away."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from markupsafe import Markup

from kb.documents.brief.html import brief_body
from kb.documents.brief.notes import cover_lines
from kb.documents.citations.citation_files import FORMATS as CITATION_FORMATS
from kb.domain.account.viewer import Viewer
from kb.domain.audience import Audience
from kb.domain.brief import Brief, SectionKind
from kb.domain.call.call import Call
from kb.services.brief.formats import FORMATS
from kb.services.brief.material import BriefChoice, BriefLength
from kb.web.brief.brief_address import brief_address
from kb.web.brief.gaps_part import BriefGaps, brief_gaps
from kb.web.brief.next_steps import next_steps
from kb.web.brief.opening_form import OpeningForm
from kb.web.layout.frame import Frame, Link

LENGTH_WORDS = {BriefLength.LONG: "all that is known", BriefLength.TWO_PAGES: "two pages"}
AUDIENCE_WORDS = {Audience.PUBLIC: "everybody", Audience.MEMBERS: "members", Audience.STAFF: "staff"}


@dataclass(frozen=True)
class BriefOption:
    """One choice of who the brief is for, or of how long it is."""

    value: str
    words: str
    chosen: bool


@dataclass(frozen=True)
class PlacedPriority:
    """A priority that can enter, with the place that was chosen for it; empty where none was."""

    value: str
    words: str
    place: str


@dataclass(frozen=True)
class ContentsEntry:
    """A line of the contents, with those below it."""

    words: str
    address: str
    below: tuple[Link, ...] = ()


@dataclass(frozen=True)
class BriefPage:
    """A brief."""

    template: ClassVar[str] = "brief/brief.html"
    frame: Frame
    call: Link
    title: str
    subtitle: str
    question: str
    lines: tuple[str, ...]
    files: tuple[Link, ...]
    has_pdf: bool
    citation_files: tuple[Link, ...]
    contents: tuple[ContentsEntry, ...]
    body: Markup
    address: str
    as_of: str
    latest: str
    audiences: tuple[BriefOption, ...]
    lengths: tuple[BriefOption, ...]
    is_short: bool
    may_unreviewed: bool
    unreviewed: bool
    priorities: tuple[PlacedPriority, ...]
    gaps: tuple[BriefGaps, ...]
    next_steps: tuple[Link, ...]
    unlike_staff: str
    opening: OpeningForm | None


@dataclass(frozen=True)
class BriefsPage:
    """The calls that a brief can be made on."""

    template: ClassVar[str] = "brief/briefs.html"
    frame: Frame
    calls: tuple[Link, ...]


def brief_page(
    frame: Frame,
    brief: Brief,
    choice: BriefChoice,
    viewer: Viewer,
    today: str,
    to_agree: int,
    all_of_them: Brief,
    opening: OpeningForm | None,
    unlike_staff: str,
) -> BriefPage:
    """Make the page of a brief; a viewer may choose no wider circle than the one they are in.

    ``to_agree`` counts the priorities of the call that wait for this reader to agree to them; ``all_of_them`` is
    the same brief on every priority, from which those to enter are chosen; ``opening`` is the form for its title,
    meeting and introduction, for who may change them; ``unlike_staff`` says how staff see another ranking.
    """
    cover = brief.cover
    return BriefPage(
        frame=frame,
        call=Link(cover.title, f"/calls/{cover.call}"),
        title=cover.title,
        subtitle=cover.subtitle,
        question=cover.question,
        lines=cover_lines(brief),
        files=tuple(
            Link(form.name, brief_address(choice, f".{ending}"))
            for ending, form in FORMATS.items()
            if form.is_offered()
        ),
        has_pdf=FORMATS["pdf"].is_offered(),
        citation_files=tuple(
            Link(form.name, brief_address(choice, f"/cite.{form.ending}"))
            for form in CITATION_FORMATS.values()
            if brief.notes
        ),
        contents=_contents(brief),
        body=brief_body(brief),
        address=f"/calls/{cover.call}/brief",
        as_of=choice.as_of.isoformat() if choice.as_of else "",
        latest=today,
        audiences=tuple(
            BriefOption(a.value, AUDIENCE_WORDS[a], a is choice.audience) for a in viewer.audience.shelves()
        ),
        lengths=tuple(BriefOption(one.value, LENGTH_WORDS[one], one is choice.length) for one in BriefLength),
        is_short=brief.is_short,
        may_unreviewed=viewer.annotates,
        unreviewed=choice.unreviewed,
        priorities=priority_options(all_of_them, choice),
        gaps=brief_gaps(brief, viewer, to_agree),
        next_steps=next_steps(brief, choice, viewer, to_agree),
        unlike_staff=unlike_staff,
        opening=opening,
    )


def priority_options(all_of_them: Brief, choice: BriefChoice) -> tuple[PlacedPriority, ...]:
    """Return the priorities of a brief on all of them, each with its place; those chosen come first."""
    titles = {one.about: one.title for one in all_of_them.every() if one.kind is SectionKind.PRIORITY}
    chosen = [id for id in choice.priorities if id in titles]
    places = {id: str(place) for place, id in enumerate(chosen, start=1)}
    return tuple(PlacedPriority(id, titles[id], places.get(id, "")) for id in dict.fromkeys([*chosen, *titles]))


def briefs_page(frame: Frame, calls: Sequence[Call]) -> BriefsPage:
    """Make the list of calls to choose from."""
    return BriefsPage(
        frame, tuple(Link(call.title, brief_address(BriefChoice(call.id)), call.question) for call in calls)
    )


def _contents(brief: Brief) -> tuple[ContentsEntry, ...]:
    entries = [ContentsEntry(section.title, f"#{section.id}") for section in brief.sections]
    for place, section in enumerate(brief.sections):
        if section.kind in (SectionKind.PRIORITIES, SectionKind.IN_SHORT):
            below = tuple(Link(one.title, f"#{one.id}") for one in section.sections)
            entries[place] = replace(entries[place], below=below)
    return (*entries, *([ContentsEntry("Footnotes", "#notes")] if brief.notes else []))
