"""The project's own content, read once: these tests are about what stands in the files, not about the reader."""

from pathlib import Path

import pytest

from kb.content.catalogue import Catalogue, load_catalogue
from kb.domain.source.source import Source

ROOT = Path(__file__).parents[2] / "content"


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the content folder of this project."""
    return ROOT


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """Return everything in the content folder."""
    return load_catalogue([ROOT])


@pytest.fixture(params=sorted(path.stem for path in (ROOT / "sources").glob("*.md")))
def source(request: pytest.FixtureRequest, catalogue: Catalogue) -> Source:
    """Return each source in turn."""
    return catalogue.sources[request.param]
