from pathlib import Path

from kb.services.checks.check import ContentChecker
from kb.services.checks.open_work import Work


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_sound_content_has_no_problems(checking: ContentChecker) -> None:
    report = checking.check()
    assert report.problems == ()
    assert report.work == ()
    assert report.sound
    assert report.files == 10


def test_words_cited_that_are_gone_from_the_source(checking: ContentChecker, roots: tuple[Path, Path]) -> None:
    change(roots[0] / "sources" / "joint.md", "The systems do not talk", "The systems now talk")
    report = checking.check()
    assert report.sound  # the file is as right as before: it is the source that has changed
    (left,) = report.work
    assert (left.work, left.problem.field) == (Work.SUSPECT, "evidence.1.exact")
    assert "joint" in left.problem.what


def test_text_stored_where_the_licence_does_not_let_it_be_shown(
    checking: ContentChecker, roots: tuple[Path, Path]
) -> None:
    with (roots[0] / "sources" / "tank.md").open("a") as file:
        file.write("\n**1.** All of it.\n")
    assert [problem.field for problem in checking.check().problems] == ["licence"]


def test_a_file_not_in_canonical_form_is_told_and_mended(checking: ContentChecker, roots: tuple[Path, Path]) -> None:
    path = roots[0] / "sources" / "audit.md"
    right = path.read_text()
    path.write_text(right + "\n\n\n")
    assert [problem.what for problem in checking.check().problems] == ["not in canonical form"]
    report = checking.fix()
    assert report.fixed == (path,)
    assert report.sound
    assert path.read_text() == right


def test_a_broken_file_is_left_as_it_is(checking: ContentChecker, roots: tuple[Path, Path]) -> None:
    path = roots[0] / "sources" / "audit.md"
    change(path, "kind: audit report", "kind: gossip")
    broken = path.read_text()
    assert not checking.fix().sound
    assert path.read_text() == broken


def test_a_folder_that_was_renamed_is_told_and_its_files_are_moved(
    checking: ContentChecker, roots: tuple[Path, Path]
) -> None:
    priority = next((roots[0] / "priorities").glob("*.md")).name
    old = [root / "looking" for root in roots]
    for folder in old:
        folder.mkdir()
    record = "---\nreadings:\n  - source: joint\n    at: '2026-11-27T10:00:00Z'\n    who: ann\n---\n"
    (old[1] / priority).write_text(record)
    (problem,) = checking.check().problems
    assert problem.what == "the folder `looking` is called `search-records` now"
    report = checking.fix()
    moved = roots[1] / "search-records" / priority
    assert moved in report.fixed
    assert moved.read_text().replace("'", "").split() == record.replace("'", "").split()
    assert report.sound
    assert not any(folder.exists() for folder in old)
    old[1].mkdir()
    (old[1] / priority).write_text("another")
    assert not checking.fix().sound  # which of two holds is for a person to say
    assert (old[1] / priority).read_text() == "another"
