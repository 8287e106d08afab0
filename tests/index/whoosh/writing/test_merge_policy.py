"""Which segments are merged: bounded in number, and no row written again too often."""

import random

from hypothesis import given
from hypothesis import strategies as st

from kb.index.whoosh.writing.merge_policy import FLOOR, MOST_ROWS, WIDTH, Size, bound, due


def sized(*live, rows=None):
    return [Size(f"s{n}", rows or own, own) for n, own in enumerate(live)]


def test_a_few_segments_are_left_alone():
    assert due([]) == ()
    assert due(sized(*[1] * WIDTH)) == ()
    assert due(sized(*[MOST_ROWS] * 40)) == ()


def test_more_of_like_size_become_one_the_lowest_tier_first():
    small, larger = sized(*[3] * (WIDTH + 1)), [Size(f"t{n}", 1000, 1000) for n in range(WIDTH + 1)]
    assert due(larger + small) == tuple(size.name for size in small)
    assert due(larger) == tuple(size.name for size in larger)


def test_a_segment_that_is_mostly_deleted_is_written_again_but_for_a_tiny_one():
    assert due([Size("a", 10_000, 4_999)]) == ("a",)
    assert due([Size("a", 10_000, 5_000)]) == ()
    assert due([Size("a", FLOOR, 1)]) == ()
    assert due([Size("a", MOST_ROWS, 10)]) == ("a",)


@given(st.lists(st.integers(1, MOST_ROWS), max_size=80))
def test_no_merge_makes_more_rows_than_a_segment_may_have(live):
    chosen = due(sized(*live))
    assert sum(own for own, size in zip(live, sized(*live), strict=True) if size.name in chosen) <= MOST_ROWS
    assert len(chosen) != 1


@given(st.lists(st.tuples(st.integers(1, MOST_ROWS), st.floats(0, 1)), max_size=120))
def test_merges_come_to_rest_within_the_bound(given_sizes):
    sizes = [Size(f"s{n}", rows, max(1, int(rows * share))) for n, (rows, share) in enumerate(given_sizes)]
    live = sum(size.live for size in sizes)
    merges = 0
    while chosen := due(sizes):
        total = sum(size.live for size in sizes if size.name in chosen)
        sizes = [size for size in sizes if size.name not in chosen] + [Size(f"m{merges}", total, total)]
        merges += 1
        assert merges <= len(given_sizes) * 2
    assert len(sizes) <= bound(live)


def test_a_thousand_edits_write_a_row_again_a_few_times():
    sizes, written, dice = [Size("base", 100_000, 100_000)], 0, random.Random(1)  # noqa: S311 - sizes, not secrets
    for n in range(1000):
        rows = dice.randint(1, 60)
        sizes.append(Size(f"e{n}", rows, rows))
        written += rows
        while chosen := due(sizes):
            total = sum(size.live for size in sizes if size.name in chosen)
            sizes = [size for size in sizes if size.name not in chosen] + [Size(f"m{n}", total, total)]
            written += total
        assert len(sizes) <= bound(130_000)
    assert written < 6 * sum(size.live for size in sizes[1:])
    assert len(sizes) < 30
