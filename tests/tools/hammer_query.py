"""Hammer the parser: generated and nasty texts, none may raise; prints the slowest.

Run: ``python tests/tools/hammer_query.py --count 200000``
"""

import argparse
import random
import time

from kb.domain.query.grammar import MAX_LENGTH, parse, show

PIECES = [
    *"police IT R&D G-Cloud 2,000 C&AG e-mail HC 23 CPS AND OR NOT".split(),
    *"title: year: published: nosuch: year:2013..2016".split(),
    *'" “ ” ( ) - * ? ~ ~2 ~5 : \\ .. >= [ ] / 😀 \n \t \x00 \u0301 \u202e \ud800 ٣ ﬁ'.split(" "),
    " ",
    " ",
    " ",
]


def nasty() -> list[str]:
    """Return 2,000 texts meant to hurt: each piece repeated, nested, doubled and cut."""
    texts = []
    for piece in PIECES:
        for times in (1, 2, 3, 7, 64, 65, 1000, MAX_LENGTH, 10_000):
            texts += [piece * times, f"{piece} " * times, f"({piece}" * times, f'"{piece}' * times, f"-{piece}" * times]
    return texts[:2000]


def main() -> None:
    """Run the hammer."""
    options = argparse.ArgumentParser()
    options.add_argument("--count", type=int, default=200_000)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    rng = random.Random(chosen.seed)  # noqa: S311 - texts, not secrets
    slowest, slow_text, broken = 0.0, "", 0
    hard = nasty()
    for number in range(chosen.count + len(hard)):
        text = hard[number] if number < len(hard) else "".join(rng.choices(PIECES, k=rng.randint(0, 60)))
        started = time.process_time()
        query = parse(text).query
        took = time.process_time() - started
        printed = show(query)
        broken += len(printed) <= MAX_LENGTH and parse(printed).query != query
        if took > slowest:
            slowest, slow_text = took, text
    print(f"{chosen.count} generated and {len(hard)} nasty texts: none raised, {broken} did not come back from print")
    print(f"slowest {slowest * 1000:.2f} ms for {len(slow_text)} characters: {slow_text[:60]!r}")


if __name__ == "__main__":
    main()
