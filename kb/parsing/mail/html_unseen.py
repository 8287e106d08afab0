"""Which elements of an HTML mail a reader does not see, or sees struck out: by their names, styles and style sheets."""

import re

STRUCK, HIDDEN = "struck out", "hidden"
_STRIKING = frozenset({"s", "strike", "del"})
_NOTHING = re.compile(r"0+(?:\.0*)?(?:px|pt|em|rem|%)?")
_SIZES = frozenset({"font-size", "opacity", "max-height"})
_HIDING = {
    "display": (["none"],),
    "visibility": (["hidden"], ["collapse"]),
    "mso-hide": (["all"],),
    "color": (["transparent"],),
}
_LAST = re.compile(r"(?P<tag>[a-z][\w-]*|\*)?(?P<rest>(?:[.#][\w-]+)*)$", re.IGNORECASE)


def look_of_style(declarations: str) -> str:
    """Return whether a style strikes or hides what it is given to; nothing where it does neither."""
    look = ""
    for declaration in declarations.lower().split(";"):
        name, _, value = declaration.partition(":")
        name, words = name.strip(), value.replace("!important", " ").split()
        if name in ("text-decoration", "text-decoration-line") and "line-through" in words:
            return STRUCK
        if words[:1] in _HIDING.get(name, ()) or (name in _SIZES and words and _NOTHING.fullmatch(words[0])):
            look = HIDDEN
    return look


def _without_comments(css: str) -> str:
    first, *others = css.replace("<!--", " ").replace("-->", " ").split("/*")
    return " ".join([first, *(other.partition("*/")[2] for other in others)])


class StyleSheet:
    """The rules of a mail's style sheets that strike or hide.

    Of a selector only the last part is looked at, and media queries are not: a rule may be taken to hide more than it
    does, never less. What is hidden is shown to a person.
    """

    def __init__(self) -> None:
        self._rules: list[tuple[str, frozenset[str], str]] = []

    def add(self, css: str) -> None:
        """Take up the rules of one style sheet."""
        for rule in _without_comments(css).split("}"):
            before, _, declarations = rule.rpartition("{")
            selectors = before.rpartition("{")[2]
            look = look_of_style(declarations)
            if not look:
                continue
            for selector in selectors.split(","):
                parts = selector.split()
                found = _LAST.match(parts[-1]) if parts else None
                if found and (found["tag"] or found["rest"]):
                    marks = frozenset(re.findall(r"[.#][\w-]+", found["rest"]))
                    self._rules.append(((found["tag"] or "*").lower(), marks, look))

    def look_of(self, tag: str, has: dict[str, str]) -> str:
        """Return whether an element is struck or hidden, by itself."""
        if tag in _STRIKING:
            return STRUCK
        if "hidden" in has:
            return HIDDEN
        own = look_of_style(has.get("style", ""))
        if own or not self._rules:
            return own
        marks = {f".{name}" for name in has.get("class", "").split()} | {f"#{has.get('id', '')}"}
        return next((look for name, needs, look in self._rules if name in ("*", tag) and needs <= marks), "")
