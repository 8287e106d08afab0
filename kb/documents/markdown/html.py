"""Markdown to HTML that is safe to put on a page.

Texts come from other people's documents, so they are hostile until shown otherwise: raw HTML is words, links go
to http, https, mailto or a place on the same page, and everything with markup in it passes a sanitiser as a
second wall, in case the first has a hole.
"""

import html
import re
from collections.abc import Collection

import markdown
import nh3
from markdown.extensions import Extension
from markupsafe import Markup, escape

from kb.documents.markdown.tokens import Tok, tokens
from kb.domain.source.passage import page_words

MOST_MARKS = 8_000
"""Signs and line ends that a text is rendered with; one with more is shown as plain paragraphs."""
MOST_PAIRS = 1_000_000
"""Pairs of brackets, of backticks and (ten to one) of lines in the blocks of a text that is rendered, likewise."""

_ANYWHERE = frozenset({"http", "https", "mailto"})
_TAGS = frozenset(
    {"p", "br", "hr", "em", "strong", "code", "pre", "blockquote", "ul", "ol", "li", "a", "sup", "span"}
    | {"table", "thead", "tbody", "tr", "th", "td", "h2", "h3", "h4", "h5", "h6"}
)
_ATTRIBUTES = {"a": {"href", "class", "aria-label"}, "span": {"class", "id"}, "sup": {"class"}, "ol": {"start"}}
_MARK = re.compile(r"[^\w\s]|\n")
_BLANK_LINES = re.compile(r"\n\s*\n")
_SCHEME = re.compile(r"\s*([A-Za-z][A-Za-z0-9+.\-]*):")
_NOT_IN_ADDRESS = re.compile(r"[\x00-\x20<>\"'\\`\x7f]")
_PLAIN_TAGS = {
    Tok.STRONG_ON: "<strong>",
    Tok.STRONG_OFF: "</strong>",
    Tok.EM_ON: "<em>",
    Tok.EM_OFF: "</em>",
}


def is_safe_target(target: str) -> bool:
    """Say whether a link may go there: http, https, mailto, or a fragment of the same page."""
    if _NOT_IN_ADDRESS.search(target):
        return False
    if target.startswith("#"):
        return len(target) > 1
    scheme = _SCHEME.match(target)
    return scheme is not None and scheme[1].lower() in _ANYWHERE


def clean(markup: str) -> str:
    """Pass HTML through the second wall: unknown tags, attributes and addresses are taken out."""
    if "<" not in markup:
        return markup
    return nh3.clean(
        markup,
        tags=set(_TAGS),
        attributes=_ATTRIBUTES,
        url_schemes=set(_ANYWHERE),
        attribute_filter=_kept,
        link_rel=None,
    )


def _kept(_tag: str, attribute: str, value: str) -> str | None:
    return value if attribute != "href" or is_safe_target(value) else None


def safe_html(text: str) -> Markup:
    """Render Markdown that people wrote (a body, a summary) as safe HTML; any text whatever gives a page.

    A text that the renderer would need long for is shown as plain paragraphs instead, without a word lost.
    """
    if not _is_quick(text):
        return _as_paragraphs(text)
    try:
        rendered = renderer().convert(text)
    except RecursionError:  # quotes in quotes in quotes: nobody means that
        return _as_paragraphs(text)
    cleaned = clean(re.sub(r"<(/?)h1\b", r"<\1h2", rendered))  # the page itself has the only h1
    return Markup(cleaned)  # noqa: S704 - it has passed both walls


def _is_quick(text: str) -> bool:
    """Say whether a text is rendered in a fraction of a second.

    The renderer takes time in proportion to a text's signs, and to the square of the brackets, backticks and lines
    of each block (measured: 20 microseconds a sign; 0.13, 0.03 and 0.08 a pair).
    """
    if len(_MARK.findall(text)) > MOST_MARKS:
        return False
    blocks = _BLANK_LINES.split(text)
    pairs = sum(b.count("[") ** 2 + b.count("`") ** 2 + b.count("\n") ** 2 // 10 for b in blocks)
    return pairs <= MOST_PAIRS


def renderer(*extensions: str | Extension) -> markdown.Markdown:
    """Make a renderer that takes raw HTML for words; a new one each time, because they are not thread-safe."""
    made = markdown.Markdown(extensions=["tables", "sane_lists", *extensions], output_format="html")
    made.preprocessors.deregister("html_block")
    made.inlinePatterns.deregister("html")
    made.inlinePatterns.deregister("image_link")
    made.inlinePatterns.deregister("image_reference")
    made.ESCAPED_CHARS = list("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
    return made


def _as_paragraphs(text: str) -> Markup:
    parts = (" ".join(part.split()) for part in _BLANK_LINES.split(str(escape(text))))
    return Markup("".join(f"<p>{part}</p>" for part in parts if part))  # noqa: S704 - escaped as a whole


class InlineHtml:
    """Renders the inline Markdown of one document.

    ``anchors`` are the ids on its page: links and footnote references to anything else on the page stay words.
    Printed pages get the anchor ``page-24`` where they first begin.
    """

    def __init__(self, anchors: Collection[str]) -> None:
        self._anchors = frozenset(anchors)
        self._pages: set[str] = set()

    def __call__(self, text: str) -> str:
        """Return safe HTML for one line of inline Markdown."""
        out: list[str] = []
        open_links: list[bool] = []
        for kind, value in tokens(text):
            if kind is Tok.TEXT:
                out.append(html.escape(value, quote=False))
            elif kind is Tok.LINK_ON:
                open_links.append(self._links(value) and not any(open_links))
                out.append(f'<a href="{html.escape(value)}">' if open_links[-1] else "")
            elif kind is Tok.LINK_OFF:
                out.append("</a>" if open_links.pop() else "")
            elif kind is Tok.REF:
                out.append(self._reference(value))
            elif kind is Tok.PAGE:
                out.append(self.page(value))
            elif kind is Tok.CODE:
                out.append(f"<code>{html.escape(value, quote=False)}</code>")
            else:
                out.append(_PLAIN_TAGS[kind])
        return clean("".join(out))

    def page(self, label: str) -> str:
        """Return the mark where a printed page begins."""
        anchor = self.page_anchor(label)
        own = f' id="{anchor}"' if anchor else ""
        return f'<span class="page-turn"{own}>{html.escape(page_words(label, "page"), quote=False)}</span>'

    def page_anchor(self, label: str) -> str:
        """Return the anchor of a printed page, empty where an earlier mark of this document has it."""
        anchor = "page-" + re.sub(r"[^0-9A-Za-z.\-]+", "-", label)
        if anchor in self._pages:
            return ""
        self._pages.add(anchor)
        return anchor

    def _links(self, target: str) -> bool:
        return is_safe_target(target) and (target[0] != "#" or target[1:] in self._anchors)

    def _reference(self, number: str) -> str:
        anchor = f"fn-{number.replace('*', 'x')}"
        words = html.escape(number, quote=False)
        if anchor not in self._anchors:
            return f"<sup>{words}</sup>"
        return f'<sup><a class="ref" href="#{anchor}" aria-label="Footnote {words}">{words}</a></sup>'
