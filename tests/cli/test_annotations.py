import datetime as dt
import json
from pathlib import Path

from click.testing import CliRunner

from kb.bootstrap import knowledge_base
from kb.cli.main import main
from kb.content.files import write_item
from kb.domain.audience import Audience
from kb.domain.editorial.review import ReviewState, Turn
from kb.domain.evidence.annotation import Annotation, EvidenceLink
from kb.domain.priority.priority import Priority, Stance
from kb.domain.source.passage import Citation
from made_up import REPORT

AT = dt.datetime(2026, 11, 14, 10, 32, tzinfo=dt.UTC)
DRAFT = Annotation("a-draft", Citation(REPORT.id), "editors", AT, tags=("costs",), body="A *draft*.")
REVIEWED = Annotation(
    "b-reviewed",
    Citation(REPORT.id, exact="case files", label="summary"),
    "editors",
    AT,
    audience=Audience.PUBLIC,
    links=(EvidenceLink("talk", Stance.SUPPORTS, why="It says so."),),
    turns=(Turn(AT, "ann", ReviewState.IN_REVIEW), Turn(AT, "bob", ReviewState.REVIEWED, "Well said.")),
)


def run(folder: Path, *args: str, code: int = 0) -> str:
    for thing in (REPORT, Priority("talk", "Systems that talk", "They should."), DRAFT, REVIEWED):
        write_item(folder / "content", thing)
    kb = knowledge_base({"KB_CONTENT": str(folder / "content"), "KB_HOME": str(folder / "var")})
    result = CliRunner().invoke(main, ["annotations", *args], obj=kb)
    assert result.exit_code == code, result.output
    return result.stdout


def test_entries_are_listed_and_narrowed(tmp_path: Path) -> None:
    def ids(*args: str) -> list[str]:
        return [row["id"] for row in json.loads(run(tmp_path, "list", "--json", *args))]

    assert ids() == ["b-reviewed", "a-draft"]
    assert ids("--state", "draft") == ids("--tag", "costs") == ["a-draft"]
    assert ids("--stance", "supports") == ids("--priority", "talk") == ids("--audience", "public") == ["b-reviewed"]
    assert "supports talk" in run(tmp_path, "list")


def test_one_is_shown(tmp_path: Path) -> None:
    told = run(tmp_path, "show", "b-reviewed")
    for words in ("“case files”", "supports talk (direct) It says so.", "2026-11-14 reviewed, somebody Well said."):
        assert words in told
    assert json.loads(run(tmp_path, "show", "a-draft", "--json"))["body"] == "A *draft*.\n"
    run(tmp_path, "show", "a-draft", "--audience", "members", code=3)


def test_the_export_is_a_collection(tmp_path: Path) -> None:
    made = json.loads(run(tmp_path, "export", "--audience", "public"))
    assert (made["type"], made["total"]) == ("AnnotationCollection", 1)
    run(tmp_path, "export", "--output", str(tmp_path / "out.jsonld"))
    assert json.loads((tmp_path / "out.jsonld").read_text())["total"] == 2
