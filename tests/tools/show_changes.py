"""Print what becomes of citations when their source changes: right, wrong (must be none), sent to a person.

    KB_SAMPLES=/path/to/samples .venv/bin/python tests/tools/show_changes.py

The text is the sample report HC 179 of 2016-17, read from its PDF as the scraper reads it. Leaves with 1 where a
citation was anchored to a passage that it is not of.
"""

import os
import sys
from collections import Counter
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1] / "kit")]

from changed_text import CHANGES, Tally, tally
from kb.documents.markdown.dialect import write
from kb.documents.passages import passages_of
from kb.domain.source.passage import Passage
from scraper.pdf import read_pdf

SEEDS = range(5)


def text_of(path: Path) -> tuple[Passage, ...]:
    return tuple(one for one in passages_of(write(read_pdf(path.read_bytes()).blocks)) if len(one.text.split()) > 3)


def main() -> int:
    path = Path(os.environ["KB_SAMPLES"]) / "parliament" / "hc179-2016-17-report.pdf"
    passages = text_of(path)
    print(f"{path.name}: {len(passages)} passages, {len(SEEDS)} times each change\n")
    head = (
        f"{'change':44}{'citations':>10}{'right':>9}{'to a person':>13}{'(needless)':>12}{'elsewhere':>11}{'wrong':>7}"
    )
    print(head)
    wrong = 0
    by_sort: dict[str, Tally] = {}
    for name, change in CHANGES.items():
        whole = Tally(Counter())
        for seed in SEEDS:
            for sort, told in tally(passages, change, seed).items():
                for total in (whole, by_sort.setdefault(sort, Tally(Counter()))):
                    add(total, told)
        print(line(name, whole))
        wrong += whole.wrong
    print("\nby what is cited, over all changes")
    for sort, told in by_sort.items():
        print(line(sort, told))
    return 1 if wrong else 0


def add(total: Tally, told: Tally) -> None:
    total.verdicts += told.verdicts
    for name in ("right", "needed", "needless", "elsewhere", "wrong"):
        setattr(total, name, getattr(total, name) + getattr(told, name))


def line(name: str, told: Tally) -> str:
    number = sum(told.verdicts.values())
    person = told.needed + told.needless
    shares = (f"{part / number:.1%}" for part in (told.right, person, told.needless))
    right, sent, needless = shares
    return f"{name:44}{number:>10,}{right:>9}{sent:>13}{needless:>12}{told.elsewhere:>11}{told.wrong:>7}"


if __name__ == "__main__":
    sys.exit(main())
