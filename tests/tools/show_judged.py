"""How well the judged searches over the shipped content are answered: nDCG@10 by kind, worked on and held out.

    python tests/tools/show_judged.py [--with-meaning [--home FOLDER]]

``--with-meaning`` orders by meaning, too, with the model that ``kb semantic fetch`` put under the folder (KB_HOME).
The sums of what is held out are for the end of a piece of work: nothing is tuned to them.
"""

import argparse
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parents[1] / "kit"))

from judged_searches import JudgedSearch, judged_searches, score, shipped


def table(scores: Sequence[tuple[JudgedSearch, float]]) -> list[str]:
    """Return the means by kind and for all, each half apart."""
    lines = ["kind        worked on     held out"]
    for kind in (*sorted({one.kind for one, _ in scores}), ""):
        cells = []
        for held_out in (False, True):
            own = [value for one, value in scores if one.held_out is held_out and kind in ("", one.kind)]
            cells.append(f"{statistics.fmean(own):.3f} ({len(own):3})" if own else "             ")
        lines.append(f"{kind or 'all':10}  {'  '.join(cells)}")
    return lines


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--with-meaning", action="store_true")
    parser.add_argument("--home", type=Path, help="where the model is (KB_HOME)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as passing:
        settings = {"KB_SEMANTIC": "on"} if options.with_meaning else {}
        kb = shipped(options.home or Path(passing), settings)
        if options.with_meaning:  # refused where the model is not there; without vectors, words alone would be measured
            kb.semantics.embed(lambda _done, _all: None)
        print("\n".join(table(score(kb, judged_searches()))))


if __name__ == "__main__":
    main()
