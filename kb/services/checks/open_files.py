"""Files under ``KB_HOME`` that other users of the machine can open: accounts, the audit log, answers among them."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from kb.domain.content_problem import ContentProblem
from kb.services.checks.open_work import Work, WorkLeft
from kb.storage.private_files import files_open_to_others


def open_files(home: Path) -> Iterator[WorkLeft]:
    """Yield one piece of work for each file or folder at the top of the home folder that has open files."""
    found = Counter(path.relative_to(home).parts[0] for path in files_open_to_others(home))
    for name, number in found.items():
        what = "other users of this machine can open it"
        if (home / name).is_dir():
            what = f"other users of this machine can open {number} of its files"
        yield WorkLeft(ContentProblem(str(home / name), 0, "", what, "run: kb check --fix"), Work.OPEN_FILE)
