"""The lines that a page draws: where they lie, which of them hang together, and where they bound a table.

A line is an edge: where it is, and where it begins and ends. Lines across and lines down are held apart.
"""

from collections.abc import Iterable, Sequence

from scraper.pdf.raw import GlyphShape

NEAR = 3.0  # points between lines that meet
THIN = 3.0  # points: thinner is a line, thicker a rectangle
_OPEN = 12.0  # points that lines run past the last line across them where the side is left open

Edge = tuple[float, float, float]  # where a line is, and where it begins and ends


def is_thin(shape: GlyphShape) -> bool:
    """Say whether a shape is a line."""
    return min(shape.width, shape.height) <= THIN


def lines_of(shapes: Iterable[GlyphShape]) -> tuple[list[Edge], list[Edge]]:
    """Return the lines that are drawn across and down."""
    across: list[Edge] = []
    down: list[Edge] = []
    for shape in shapes:
        if shape.height <= THIN:
            across.append(((shape.y0 + shape.y1) / 2, shape.x0, shape.x1))
        else:
            down.append(((shape.x0 + shape.x1) / 2, shape.y0, shape.y1))
    return _joined(across), _joined(down)


def sides_of(shapes: Iterable[GlyphShape]) -> tuple[list[Edge], list[Edge]]:
    """Return the sides of rectangles as lines."""
    across: list[Edge] = []
    down: list[Edge] = []
    for shape in shapes:
        across += [(shape.y0, shape.x0, shape.x1), (shape.y1, shape.x0, shape.x1)]
        down += [(shape.x0, shape.y0, shape.y1), (shape.x1, shape.y0, shape.y1)]
    return _joined(across), _joined(down)


def _joined(edges: list[Edge]) -> list[Edge]:
    """Put together lines that lie on each other or go on from each other."""
    out: list[Edge] = []
    row: list[Edge] = []
    for edge in [*sorted(edges), (float("inf"), 0.0, 0.0)]:
        if row and edge[0] - row[0][0] > NEAR:
            place = sum(one[0] for one in row) / len(row)
            for _, start, end in sorted(row, key=lambda one: one[1]):
                if out and out[-1][0] == place and start - out[-1][2] <= NEAR:
                    out[-1] = (place, out[-1][1], max(out[-1][2], end))
                else:
                    out.append((place, start, end))
            row = []
        row.append(edge)
    return out


def connected_lines(across: list[Edge], down: list[Edge]) -> list[tuple[list[Edge], list[Edge]]]:
    """Part the lines into those that hang together by crossing or meeting."""
    owner = list(range(len(across) + len(down)))

    def root(at: int) -> int:
        while owner[at] != at:
            owner[at] = owner[owner[at]]
            at = owner[at]
        return at

    for i, (y, x0, x1) in enumerate(across):
        for j, (x, y0, y1) in enumerate(down, len(across)):
            if x0 - NEAR <= x <= x1 + NEAR and y0 - NEAR <= y <= y1 + NEAR:
                owner[root(i)] = root(j)
    parts: dict[int, tuple[list[Edge], list[Edge]]] = {}
    for i, edge in enumerate(across):
        parts.setdefault(root(i), ([], []))[0].append(edge)
    for j, edge in enumerate(down, len(across)):
        parts.setdefault(root(j), ([], []))[1].append(edge)
    return [part for part in parts.values() if part[0] and part[1]]


def distinct_places(values: Iterable[float]) -> list[float]:
    """Return places in order, without those that lie on one before."""
    out: list[float] = []
    for value in sorted(values):
        if not out or value - out[-1] > NEAR:
            out.append(value)
    return out


def bounds(lines: Sequence[Edge], others: Sequence[Edge]) -> list[float]:
    """Return where lines are, and where those across them end: a table may have no line at its sides."""
    ends = [end for _, *ends in others for end in ends]
    places = distinct_places(line[0] for line in lines)
    for end in (min(ends), max(ends)):
        if all(abs(end - place) > _OPEN for place in places):
            places.append(end)
    return sorted(places)
