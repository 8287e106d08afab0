"""The frame around every page: title, navigation, the search box."""

from dataclasses import dataclass

from kb.domain.account.account import Right
from kb.domain.account.viewer import Viewer
from kb.domain.priority.priority import Priority
from kb.web.api.site import API
from kb.web.assets import Assets
from kb.web.humanize import shortened

SITE = "Evidence on police IT procurement"
_SECTIONS = (
    ("search", "Search", "/search"),
    ("sources", "Sources", "/sources"),
    ("priorities", "Priorities", "/priorities"),
    ("coverage", "Evidence gaps", "/coverage"),
    ("call", "Calls for input", "/calls"),
    ("brief", "Brief", "/brief"),
)
LONGEST_TITLE = 90
KEYS = (
    (("/",), "go to the search box"),
    (("j", "k"), "next and previous result, or passage"),
    (("n", "p"), "next and previous hit in this document"),
    (("c",), "copy the citation of the passage you are at"),
    (("m",), "more passages like the one you are at"),
    (("f",), "go to the filters of a search"),
    (("?",), "this list"),
)
"""Keys that scripts add, with what they do; each can be done without them too."""
ANNOTATING_KEYS = (
    (("s",), "select words in the passage you are at, with the arrow keys"),
    (("e",), "use the selected words, or the passage, as evidence"),
    (("a",), "write a note on them"),
)
"""The keys of people who work on entries, besides."""


@dataclass(frozen=True)
class Link:
    """A link: its words and its address; ``note`` is said after it, quietly."""

    words: str
    address: str
    note: str = ""


@dataclass(frozen=True)
class UndoChange:
    """What was just taken away, and what to send to have it back; ``item`` names what was removed from the thing."""

    words: str
    address: str
    item: str = ""


def priority_link(priority: Priority) -> Link:
    """Return a link to a priority."""
    return Link(priority.title, f"/priorities/{priority.id}")


@dataclass(frozen=True)
class Masthead:
    """Who reads, and what signs them out, or else where to sign in."""

    viewer: Viewer
    sign_in: str = ""
    csrf: str = ""

    @property
    def may_manage_people(self) -> bool:
        """Say whether they invite people and end their access."""
        return self.viewer.may(Right.MANAGE_PEOPLE)


@dataclass(frozen=True)
class SiteSection:
    """A section of the site in the navigation; ``current`` on the page that is in it."""

    words: str
    address: str
    current: bool


@dataclass(frozen=True)
class Frame:
    """What the frame shows; ``kept`` are filters that a new search from the box keeps.

    ``data`` is where the API has what the page shows; empty where it has not. ``sections`` is the navigation and
    ``styles`` are addresses of style sheets.
    """

    site: str
    title: str
    sections: tuple[SiteSection, ...]
    searched: str
    kept: tuple[tuple[str, str], ...]
    styles: tuple[str, ...]
    script: str
    icon: str
    has_box: bool
    keys: tuple[tuple[tuple[str, ...], str], ...]
    masthead: Masthead
    data: str = ""


def frame_of(
    title: str,
    section: str,
    assets: Assets,
    masthead: Masthead,
    *,
    searched: str = "",
    kept: tuple[tuple[str, str], ...] = (),
    has_box: bool = True,
    data: str = "",
) -> Frame:
    """Make the frame; without a title the page is the site itself. ``has_box`` is off where the page has its own.

    ``data`` is the path below the API's own of what the page shows.
    """
    return Frame(
        site=SITE,
        title=f"{shortened(title, LONGEST_TITLE)} · {SITE}" if title else SITE,
        sections=tuple(SiteSection(words, address, key == section) for key, words, address in _SECTIONS),
        searched=searched,
        kept=kept,
        styles=assets.styles,
        script=assets.address("js/main.js"),
        icon=assets.address("icon.svg"),
        has_box=has_box,
        keys=(*KEYS[:-1], *(ANNOTATING_KEYS if masthead.viewer.annotates else ()), KEYS[-1]),
        masthead=masthead,
        data=f"{API}{data}" if data else "",
    )
