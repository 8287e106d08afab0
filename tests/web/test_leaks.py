"""The leak property: no word that stands only in things above a reader's audience reaches that reader, by any door.

Each example is a small site with things of random audience and consent, every one of them full of words that stand
nowhere else. It is indexed for real and asked through the real application: every page, every thing's addresses
whether the reader may see it or not, and searches for every word, half-typed, misspelt and whole. Where the request
itself holds a hidden word, the answer must be, letter for letter, the one that a word gets which nobody ever wrote.

``KB_LEAK_EXAMPLES`` asks for more examples than the daily run has.
"""

import os
import sys
import warnings
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kb.bootstrap import KnowledgeBase
from kb.domain.account.viewer import Viewer, reader_as, viewer_of
from kb.domain.audience import Audience
from kb.domain.dates import PartialDate
from kb.domain.editorial.review import ReviewState
from kb.domain.notice import NoticeKind
from kb.domain.priority.priority import Priority
from kb.domain.source.source import Source, SourceKind
from kb.services.search.suggestions import SearchSuggestions
from kb.web import create_app
from leak_worlds import (
    BASE,
    COMMON,
    CONTROL,
    FACETED,
    PAGES,
    Site,
    World,
    add_annotation,
    add_call,
    add_entries,
    add_looking,
    add_priority,
    add_recommendation,
    add_saying,
    add_source,
    addresses_of,
    answer,
    empty_site,
    searches_for,
    word,
    worlds,
)

EXAMPLES = int(os.environ.get("KB_LEAK_EXAMPLES", "8"))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return empty_site(tmp_path_factory.mktemp("leaks"))


def check(site: Site, name: str, world: World, words: Sequence[str]) -> int:
    """Ask everything as one reader; fail where a hidden word comes back. Returns how many answers were looked at."""
    audience, client = site.readers[name]
    hidden = world.hidden_from(audience, works=name == "analyst")
    paths = [f"/coverage/{p.id}/{s.id}" for p in world.of(Priority) for s in world.of(Source)]
    paths += [*PAGES, *(a for thing in world.things for a in addresses_of(thing))]
    paths += [f"{search}?q={COMMON}&{facet}" for facet in FACETED for search in ("/search", "/api/v1/search")]
    paths += [path for word in words for path in searches_for(word)]
    for path in paths:
        told, asked = answer(client, path), {word for word in hidden if word in path}
        leaked = {word for word in hidden - asked if word in told}
        assert not leaked, f"{name} asked {path} and was told {leaked}"
        if asked:
            instead = path
            for word in asked:
                instead = instead.replace(word, CONTROL)
            control = answer(client, instead)
            for word in asked:
                told = told.replace(word, CONTROL)
            assert told == control, f"{name} can tell {path} from {instead}"
    told = words_told(site, name)
    leaked = {word for word in hidden if word in told}
    assert not leaked, f"a letter to {name} has {leaked}"
    exported = words_exported(site, audience)
    leaked = {word for word in hidden if word in exported}
    assert not leaked, f"what {name} takes away has {leaked}"
    return len(paths) + 1


def words_told(site: Site, name: str) -> str:
    """Everything that a letter of notices could tell a reader, who has saved a search for all that there is."""
    if name == "anonymous":
        return ""
    viewer = viewer_of(site.kb.accounts.one(f"{name}@example.org"))
    site.kb.saved_searches.save(viewer.owner, f"q={COMMON}", COMMON)
    return str(site.kb.digests._news.of(viewer, NoticeKind)).casefold()


def words_exported(site: Site, audience: Audience) -> str:
    """Everything in the zip that a reader of this audience takes away."""
    made = site.kb.export.export(site.folder / "export.zip", reader_as(audience))
    with zipfile.ZipFile(made.path) as archive:
        return "\n".join(f"{name} {archive.read(name).decode()}" for name in archive.namelist()).casefold()


@pytest.mark.slow
@settings(
    max_examples=EXAMPLES,
    phases=[Phase.generate],  # to make a failing example small takes minutes, and the answer that leaks is told anyway
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(world=worlds(), data=st.data())
def test_no_hidden_word_reaches_a_reader(site: Site, world: World, data: st.DataObject) -> None:
    site.fill(world)
    words = data.draw(st.lists(st.sampled_from(sorted(world.words)), max_size=6, unique=True))
    asked = sum(check(site, name, world, words) for name in ("anonymous", "member", "analyst"))
    print(f"{asked} answers looked at", file=sys.stderr)  # noqa: T201 - shown with -s, for the closing note


def some_world(audiences: Sequence[Audience] = tuple(Audience)) -> World:
    """A fixed world with a source for each audience, each with the common word."""
    world = World()
    for audience in Audience:
        words = [world.say(audience) for _ in range(5)]
        source = Source(
            id=f"s-{words[0]}",
            title=f"{COMMON} {words[1]}",
            publishers=(words[2],),
            kind=SourceKind.AUDIT,
            published=PartialDate(1990),
            licence="OGL-UK-3.0",
            topics=("things",),
            summary=f"{COMMON} {words[3]}",
            audience=audience,
            body=f"**1.** {COMMON} {words[4]}.\n",
        )
        if audience in audiences:
            world.things.append(source)
    return world


def first_of_each(strategy: st.SearchStrategy) -> Any:
    """Draw without Hypothesis."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return strategy.example()


def test_every_door_of_the_site_is_asked(site: Site) -> None:
    """A page that is added must be added above: what is not asked is not shown to be tight."""
    world = World()
    for add in (add_source, add_call, add_priority):
        add(world, first_of_each, Audience.PUBLIC)
    add_annotation(world, first_of_each, Audience.PUBLIC, ReviewState.REVIEWED)
    add_looking(world, lambda _: True)
    add_entries(world, first_of_each, Audience.PUBLIC, ReviewState.REVIEWED)
    add_recommendation(world, first_of_each, Audience.PUBLIC)
    app = site.readers["anonymous"][1].application
    adapter = app.url_map.bind("localhost")
    asked = {*PAGES, *(a for thing in world.things for a in addresses_of(thing)), *searches_for(CONTROL)}
    doors = {adapter.match(path.partition("?")[0])[0] for path in asked if "nowhere" not in path}
    assert doors == {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}


def test_who_may_see_a_word_finds_it(site: Site) -> None:
    """The other half: what is not hidden is there, so that a site that shows nothing does not pass."""
    world = some_world()
    site.fill(world)
    for name, (audience, client) in site.readers.items():
        for said, of in world.words.items():
            told = [
                said in answer(client, path).replace(f"q={said}", "")
                for path in ("/sources", "/api/v1/search?q=shared")
            ]
            assert any(told) == audience.sees(of), (name, said)


def test_what_is_hidden_changes_no_letter_of_what_others_get(site: Site) -> None:
    """Counts, scores and order too are those of a site that never had the hidden things."""
    paths = [*PAGES, *(f"/search?q={COMMON}&{facet}&explain=1" for facet in FACETED), *searches_for(word(1))]
    given = {}
    for name, path in product(("anonymous", "member"), paths):
        answer(site.readers[name][1], path)  # a browser gets its cookies the first time
    for audiences in (tuple(Audience), (Audience.PUBLIC, Audience.MEMBERS), (Audience.PUBLIC,)):
        site.fill(some_world(audiences))
        for name in ("anonymous", "member"):
            given[audiences, name] = [answer(site.readers[name][1], path) for path in paths if path != "/health"]
    everything, without_staff, public_only = (
        [told for (_, name), told in given.items() if name == "anonymous"],
        given[(Audience.PUBLIC, Audience.MEMBERS), "member"],
        given[tuple(Audience), "member"],
    )
    assert everything[0] == everything[1] == everything[2]
    assert without_staff == public_only


class LeakySearching:
    """A search that counts facets, or corrects spelling, over everything there is, whoever asks."""

    def __init__(self, searching: Any, *names: str) -> None:
        self._searching, self._names = searching, names

    def search(self, query: Any, viewer: Viewer) -> Any:
        answer, all_of_it = (self._searching.search(query, one) for one in (viewer, reader_as(Audience.STAFF)))
        leaked = {name: getattr(all_of_it.result, name) for name in self._names}
        return replace(answer, result=replace(answer.result, **leaked))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._searching, name)


class Leaky:
    """A service that answers everybody as if they were staff."""

    def __init__(self, service: Any) -> None:
        self._service = service

    def __getattr__(self, name: str) -> Any:
        def asked(*given: Any, **named: Any) -> Any:
            as_staff = [reader_as(Audience.STAFF) if isinstance(one, Viewer) else one for one in given]
            return getattr(self._service, name)(*as_staff, **named)

        return asked


class LeakyIndex:
    """An index that finds the common phrases of everything there is, whoever asks."""

    def __init__(self, index: Any) -> None:
        self._index = index

    def suggest(self, typed: str, audience: Audience, most: int) -> Any:
        del audience
        return self._index.suggest(typed, Audience.STAFF, most)

    def held(self, audience: Audience) -> Any:
        return self._index.held(audience)


PLANTED: dict[str, Callable[[KnowledgeBase], KnowledgeBase]] = {
    "facets": lambda kb: replace(kb, search=LeakySearching(kb.search, "facets")),
    "suggestions": lambda kb: replace(kb, suggestions=Leaky(kb.suggestions)),
    "phrases": lambda kb: replace(
        kb, suggestions=SearchSuggestions(kb.suggestions._library, LeakyIndex(kb.suggestions._index))
    ),
    "did you mean": lambda kb: replace(kb, search=LeakySearching(kb.search, "did_you_mean")),
    "counts": lambda kb: replace(kb, search=LeakySearching(kb.search, "passages", "sources")),
    "similar": lambda kb: replace(kb, similar_passages=Leaky(kb.similar_passages)),
    "pages": lambda kb: replace(kb, browsing=Leaky(kb.browsing)),
    "coverage": lambda kb: replace(kb, coverage=Leaky(kb.coverage)),
}


@pytest.mark.parametrize("planted", [None, *PLANTED])
def test_a_planted_leak_is_found(site: Site, planted: str | None) -> None:
    world = some_world()
    add_saying(world, Audience.STAFF)
    world.things.append(Priority("p-common", COMMON, COMMON))
    site.fill(world)
    leaky = PLANTED[planted](site.kb) if planted else site.kb
    tried = replace(site, kb=leaky, readers={"anonymous": (Audience.PUBLIC, create_app(leaky, BASE).test_client())})
    if planted is None:
        assert check(tried, "anonymous", world, sorted(world.words)) > 100
        return
    with pytest.raises(AssertionError, match=r"was told|can tell"):
        check(tried, "anonymous", world, sorted(world.words))
