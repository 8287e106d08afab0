from collections.abc import Iterator
from pathlib import Path

import pytest

from brief_world import WORLD
from in_browser import served
from people import Site, mould_of, site_from


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A small world to brief on, and people of each role; no test changes it."""
    folder: Path = tmp_path_factory.mktemp("brief")
    tokens = mould_of(folder / "mould", WORLD)
    return site_from(folder / "mould", tokens, folder / "site")


@pytest.fixture(scope="module")
def address(site: Site) -> Iterator[str]:
    with served(lambda _: site.app) as made:
        yield made
