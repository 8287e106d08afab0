"""``python -m kb.index.whoosh.writing.merge_worker FOLDER``: merge until nothing is due, at low priority, and end.

It is started by ``kb.index.whoosh.writing.merge_process``, and may be killed at any time.
"""

import os
import sys
from pathlib import Path

from kb.domain.errors import IndexBusy
from kb.index.whoosh.writing.generations import Generations
from kb.index.whoosh.writing.merging import merge_once

_NICE = 10
_PATIENCE_SECONDS = 10


def main() -> None:
    """Merge what is due, until nothing is or another process does it."""
    os.nice(_NICE)
    generations = Generations(Path(sys.argv[1]))
    try:
        while merge_once(generations, timeout=_PATIENCE_SECONDS):
            pass
    except IndexBusy:
        return  # another process merges: it goes on until nothing is due


if __name__ == "__main__":
    main()
