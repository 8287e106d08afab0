"""A site with one thing of each sort that is commented on, and a priority that only staff see."""

from dataclasses import replace
from pathlib import Path

import pytest

from kb.domain.audience import Audience
from kb.domain.editorial.question import Advice, AdviceKind, Question, QuestionKind
from kb.domain.evidence.annotation import Annotation
from kb.domain.priority.priority import Priority
from kb.domain.source.passage import Citation
from made_up import RECEIVED, REPORT
from people import Site, mould_of, site_from

SOURCE = replace(REPORT, body="**1.** Files are keyed twice.\n")
THINGS = (
    SOURCE,
    Priority("one-record", "One record, entered once", "Ask whether material is keyed once."),
    Priority("hidden", "About the zebrafinch", "Not told yet.", audience=Audience.STAFF),
    Annotation("keyed", Citation(SOURCE.id, exact="keyed twice", label="para 1"), "editors", RECEIVED, body="It is."),
    Question("hours", "Who counts the hours?", QuestionKind.FACT, "each force", "editors", RECEIVED),
    Advice("count", "Count them", AdviceKind.STRATEGY, "Count the hours.", "forces", "editors", RECEIVED),
)


@pytest.fixture(scope="session")
def commented_mould(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    folder = tmp_path_factory.mktemp("commented-mould")
    return folder, mould_of(folder, THINGS)


@pytest.fixture
def site(tmp_path: Path, commented_mould: tuple[Path, dict[str, str]]) -> Site:
    return site_from(*commented_mould, tmp_path / "site")
