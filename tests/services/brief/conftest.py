from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from brief_world import WORLD, kept_in
from kb.bootstrap import KnowledgeBase


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., KnowledgeBase]:
    return partial(kept_in, tmp_path)


@pytest.fixture
def kb(make: Callable[..., KnowledgeBase]) -> KnowledgeBase:
    return make(*WORLD)
