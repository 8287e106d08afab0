"""Non-interference: whatever becomes of what a reader may not see, each answer that they get stays as it was.

Files that a reader may not see are changed, misspelt, cut in half, broken, given an audience that there is none of,
deleted, and added to; the site is indexed anew and asked for a sample of its addresses. Status, headers and every
letter must be the same (but for secrets and the time). What breaks may hide more, and never shows more.

Two things are told although they rest on hidden files, and are left out here: how many answers there are for totals
only, and how many entries wait for review, which is told in a brief. Whether words that are cited still stand in a
text that only staff have is told, too: ``texts`` are left out.
"""

import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kb.content.catalogue import FullCatalogue, load_catalogue
from kb.content.visibility import visible_to
from kb.domain.account.account import Right
from kb.domain.account.viewer import Viewer
from kb.domain.audience import Audience
from kb.domain.call.call import Consent
from kb.domain.source.source import Source
from leak_worlds import (
    COMMON,
    HARMS,
    PAGES,
    Site,
    addresses_of,
    answer,
    empty_site,
    full_world,
)

WORLDS = int(os.environ.get("KB_INTERFERENCE_WORLDS", "1"))
CHANGES = int(os.environ.get("KB_INTERFERENCE_CHANGES", "14"))
ADDRESSES = int(os.environ.get("KB_INTERFERENCE_ADDRESSES", "30"))
READERS = {"anonymous": Audience.PUBLIC, "member": Audience.MEMBERS}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return empty_site(tmp_path_factory.mktemp("hidden"))


def broken_in(path: Path, kind: str) -> Callable[[], None]:
    """Do something to a file; return what puts it back."""
    before = path.read_text()
    after = HARMS[kind](before)
    if after is None:
        path.unlink()
    else:
        path.write_text(after)

    def put_back() -> None:
        path.write_text(before)

    return put_back


def first_change(before: str, now: str) -> str:
    """Return what stands where two answers part."""
    at = next((at for at, (one, other) in enumerate(zip(before, now, strict=False)) if one != other), 0)
    return f"{before[max(0, at - 80) : at + 80]!r} became {now[max(0, at - 80) : at + 80]!r}"


def hidden_files(full: FullCatalogue, audience: Audience) -> Iterator[Path]:
    """Yield the files of what a reader may not see, now or once it is reviewed, and no total counts for them."""
    seen = visible_to(full, Viewer(audience=audience, rights=frozenset({Right.ANNOTATE})))
    for (kind, id), file in full.files.items():
        counted = kind == "input" and id in full.inputs and full.inputs[id].consent is Consent.TOTALS
        if (kind, id) not in seen.files and kind not in ("text", "topics", "acronyms") and not counted:
            yield file.path


@pytest.mark.slow
@settings(
    max_examples=WORLDS,
    phases=[Phase.generate],
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(data=st.data())
def test_what_is_hidden_may_change_break_and_go_and_no_answer_tells(site: Site, data: st.DataObject) -> None:
    world = full_world(data.draw)
    site.fill(world)
    roots, chance = site.kb.settings.roots, random.Random(7)  # noqa: S311 - which ones are looked at is no secret
    every = [*PAGES, *(address for thing in world.things for address in addresses_of(thing))]
    every += [f"/coverage/{p}/{s.id}" for p in load_catalogue(roots).priorities for s in world.of(Source)]
    every += [f"{search}?q={COMMON}" for search in ("/search", "/api/v1/search", "/search.atom")]
    paths = sorted({path for path in every if path != "/health"})
    compared = 0
    for name, audience in READERS.items():
        client = site.readers[name][1]
        asked = chance.sample(paths, min(ADDRESSES, len(paths)))
        for path in asked:
            answer(client, path)  # a browser gets its cookies the first time
        before = {path: answer(client, path) for path in asked}
        hidden = sorted(hidden_files(load_catalogue(roots), audience))
        assert len(hidden) > 3
        for kind in chance.choices(list(HARMS), k=CHANGES):
            file = chance.choice(hidden)
            put_back = broken_in(file, kind)
            site.kb.index_sync.sync()
            for path in asked:
                now = answer(client, path)
                assert now == before[path], (
                    f"{name} can tell at {path} that {file} is {kind}: {first_change(before[path], now)}"
                )
            compared += len(asked)
            put_back()
        site.kb.index_sync.sync()
    print(f"{compared} answers compared, {len(READERS)} readers, {len(HARMS)} kinds of change")  # noqa: T201 - with -s
