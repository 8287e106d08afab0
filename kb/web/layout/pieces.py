"""Pieces of HTML that a page has by the hundred, made here and put out by its template as they are.

A value that a template puts out costs two to three microseconds, most of them for an object that says that it is
escaped; a search page has 900 such values, and seven in ten stand in the lists below. Whatever is put in here is
escaped just as a template does it, which the tests hold piece by piece.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from markupsafe import Markup, escape

_SPECIAL = re.compile("[&<>\"']")
_LONGEST_KEPT = 200
"""Characters of a value whose checkbox is kept: a few thousand of these are a few hundred kilobytes."""


def escaped(text: str) -> str:
    """Return a text for use in HTML, between tags or in quotes, as templates escape it."""
    return str(escape(text)) if _SPECIAL.search(text) else text


def checkboxes(name: str, values: Iterable[tuple[str, str, int, bool]]) -> Markup:
    """Return the checkboxes of one field: of each its value, its words, how many documents it has, if it is chosen."""
    boxes = (
        f"{_checkbox(name, value, words, chosen)}{count:,}</span></label>" for value, words, count, chosen in values
    )
    return Markup("".join(boxes))  # noqa: S704 - its text was escaped, and a number needs none


def _checkbox(name: str, value: str, words: str, chosen: bool) -> str:
    """Return the beginning of a checkbox; those of the usual values are kept, for they stand on page after page."""
    make = _made if chosen or len(value) + len(words) > _LONGEST_KEPT else _kept
    return make(name, value, words, chosen)


def _made(name: str, value: str, words: str, chosen: bool) -> str:
    box = f'<input type="checkbox" name="{escaped(name)}" value="{escaped(value)}"{" checked" if chosen else ""}>'
    return f'<label>{box} <span>{escaped(words)}</span> <span class="num">'


_kept = lru_cache(maxsize=2048)(_made)


def chart_bars(bars: Iterable[tuple[float, int, float, int, str]]) -> Markup:
    """Return the bars of a chart: of each where it begins, its upper edge, its width, its height, and its words."""
    made = (
        f'<rect x="{x}" y="{y}" width="{width}" height="{height}"><title>{escaped(words)}</title></rect>'
        for x, y, width, height, words in bars
    )
    return Markup("".join(made))  # noqa: S704 - its text was escaped, and a number needs none


def year_rows(address: str, years: Iterable[tuple[int, int]]) -> Markup:
    """Return the rows of a table of years and their documents; ``address`` is that of a search, to be gone on with."""
    start = escaped(address)
    rows = (
        f'<tr><th scope="row"><a href="{start}from={year}&amp;to={year}" data-swap>{year}</a></th><td>{n:,}</td></tr>'
        for year, n in years
    )
    return Markup("".join(rows))  # noqa: S704 - its text was escaped, and a number needs none


@lru_cache(maxsize=64)
def key_list(keys: tuple[tuple[tuple[str, ...], str], ...]) -> Markup:
    """Return a list of keys, each with what it does."""
    marked = ("".join([f"<kbd>{escaped(key)}</kbd> " for key in some]) for some, _ in keys)
    rows = [f"<dt>{some}</dt><dd>{escaped(what)}</dd>" for some, (_, what) in zip(marked, keys, strict=True)]
    return Markup("\n".join(rows))  # noqa: S704 - its text was escaped


@lru_cache(maxsize=64)
def section_list(sections: tuple[tuple[str, str, bool], ...]) -> Markup:
    """Return the items of the navigation: of each its words, its address, and whether it is where one is."""
    marks = {True: ' aria-current="page"', False: ""}
    rows = [
        f'<li><a href="{escaped(address)}"{marks[current]}>{escaped(words)}</a></li>'
        for words, address, current in sections
    ]
    return Markup("\n".join(rows))  # noqa: S704 - its text was escaped


@lru_cache(maxsize=64)
def style_links(addresses: tuple[str, ...]) -> Markup:
    """Return the links to style sheets that stand in the head of a page."""
    links = [f'<link rel="stylesheet" href="{escaped(address)}">' for address in addresses]
    return Markup("\n".join(links))  # noqa: S704 - its text was escaped
