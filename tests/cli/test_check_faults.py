"""One planted fault of each kind: ``kb check`` finds them all in one run, and leaves with 1."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from click.testing import Result

from kb.content.files import write_item
from kb.domain.editorial.question import Question, QuestionKind
from kb.domain.evidence.annotation import Annotation, EvidenceLink
from kb.domain.priority.priority import Priority, Stance
from kb.domain.source.capture import Attempt, Outcome
from kb.domain.source.passage import Citation
from kb.domain.source.source import PrivateText, Source, SourceKind
from kb.storage.capture_log import CaptureLog

Run = Callable[..., Result]
AT = dt.datetime(2016, 9, 20, 9, 30, tzinfo=dt.UTC)
LONG = " ".join(f"word{n}" for n in range(61))
BORROWED = Source(
    "borrowed",
    "A book that is not ours",
    ("Example Press",),
    SourceKind.RESEARCH,
    licence="all-rights-reserved",
    summary="Of radios.",
)


def entry(id: str, citation: Citation, **fields: Any) -> Annotation:
    return Annotation(id, citation, "editors", AT, body="Ours.\n", **fields)


def test_all_are_found_in_one_run(run: Run, content: Path, tmp_path: Path) -> None:
    keyed = Citation("joint", exact="Files are keyed twice.", label="para 1")
    things = (
        BORROWED,
        PrivateText("borrowed", body=f"**1.** {LONG}\n"),
        Priority("bare", "Bare", "Nothing is cited for it."),
        Priority("held", "Held", "Something is cited for it."),
        entry(
            "gone",
            Citation("joint", exact="Nobody has ever said this."),
            links=(EvidenceLink("held", Stance.SUPPORTS),),
        ),
        entry("orphan", keyed, links=(EvidenceLink("nosuch", Stance.SUPPORTS),)),
        entry("late", keyed, review_by=dt.date(2016, 9, 21), links=(EvidenceLink("held", Stance.SUPPORTS),)),
        entry("greedy", Citation("borrowed", exact=LONG, label="para 1")),
        entry("linking", keyed, tags=("see",)),
        Question("loose", "Who counts?", QuestionKind.FACT, "the chief", "editors", AT),
    )
    for thing in things:
        write_item(content, thing)
    note = content / "annotations" / "joint" / "linking.md"
    note.write_text(note.read_text().replace("Ours.", "See [it](/priorities/nowhere)."))
    CaptureLog(tmp_path / "var").append(Attempt("joint", "https://example.org/", AT, Outcome.GONE))
    result = run("check", "--json")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert {(left["kind"], Path(left["file"]).name) for left in told["work"]} == {
        ("priority without evidence", "bare.md"),
        ("suspect citation", "gone.md"),
        ("linked to nothing", "loose.md"),
        ("overdue for review", "late.md"),
        ("source blocked or gone", "joint.md"),
        ("quotation too long", "greedy.md"),
        ("link to nothing", "linking.md"),
    }
    assert [(Path(one["file"]).name, one["what"]) for one in told["problems"]] == [
        ("orphan.md", "there is no priority `nosuch`")
    ]
    assert all(one["hint"] for one in (*told["work"], *told["problems"]))
