"""The HTML of a found passage, of which a page of results has dozens; see ``kb.web.layout.pieces`` for why."""

from markupsafe import Markup

from kb.web.layout.pieces import escaped

NOTHING = Markup()
HIT_END = Markup("</div></article>")


def hit_opening(
    *, anchor: str, address: str, place: str, title: str, page: str, is_ours: bool, trail: str, snippet: Markup
) -> Markup:
    """Return the beginning of a hit, up to the words found: where they stand, with a link there, and below what."""
    of = f'<span class="away"> of {escaped(title)}</span>'
    link = f'<a href="{escaped(address)}" data-step-link>{escaped(place)}{of}</a>'
    label = f' <span class="page-label">{escaped(page)}</span>' if page else ""
    ours = ' <span class="page-label">in our words</span>' if is_ours else ""
    below = f'<p class="trail">{escaped(trail)}</p>' if trail else ""
    where = f'<p class="where">{link}{label}{ours}</p>'
    what = f'<div class="what">{below}<p class="snippet">{snippet}</p>'
    opening = f'<article class="hit" id="{escaped(anchor)}" data-step>{where}{what}'
    return Markup(opening)  # noqa: S704 - every piece of text was escaped above


def hit_acts(name: str, *, similar_meaning: bool, missing: str, cite: str, similar: str, annotate: str) -> Markup:
    """Return what a hit lacks and what can be done with it; ``name`` says which one it is, and is escaped already."""
    parts = []
    if similar_meaning:
        parts.append("<span>similar meaning</span>")
    if missing:
        parts.append(f"<span>without {escaped(missing)}</span>")
    if cite:
        parts.append(f'<a class="cite" href="{escaped(cite)}">Cite<span class="away"> {name}</span></a>')
        parts.append(
            f'<a class="similar" href="{escaped(similar)}">More like this<span class="away">: {name}</span></a>'
        )
    if annotate:
        parts += _pin_links(escaped(annotate), name)
    return Markup(f'<p class="acts">{" ".join(parts)}</p>' if parts else "")  # noqa: S704 - it was escaped above


def _pin_links(address: str, name: str) -> list[str]:
    return [
        f'<a class="use" href="{address}#links" data-pin>Use as evidence<span class="away">: {name}</span></a>',
        f'<a class="annotate" href="{address}" data-pin>Note<span class="away"> on {name}</span></a>',
    ]
