"""A query tree back to text: canonical, with brackets only where they are needed."""

from kb.domain.query.lexer import OPERATORS, QUOTES, QueryToken, TokenKind
from kb.domain.query.literals import Read, is_word_char, read_word
from kb.domain.query.tree import All, Any, FieldQuery, Fuzzy, Leaf, Node, Not, Phrase, Prefix, Query, Range, Wild, Word

_BREAKING = frozenset(QUOTES + "()\\")
_SPECIAL = _BREAKING | frozenset("*?~:")


def show(query: Query) -> str:
    """Print a query so that ``parse`` reads the same query from it (within the grammar's length limit)."""
    return " ".join(_show(clause) for clause in query.clauses)


def _show(node: Node) -> str:  # noqa: C901 - one case for each kind of node is the simplest form there is
    match node:
        case Word(text=text):
            return _word(text, "", node)
        case Prefix(text=text):
            return _word(text, "*", node)
        case Wild(pattern=pattern):
            return _word(pattern, "", node)
        case Fuzzy(text=text, edits=edits):
            return _word(text, "~" if edits == 1 else f"~{edits}", node)
        case Phrase(text=text, slop=slop):
            words = "".join(f"\\{char}" if char in QUOTES + "\\" else char for char in text)
            return f'"{words}"' + (f"~{slop}" if slop else "")
        case Range():
            return _range(node)
        case FieldQuery(name=name, node=inner):
            return f"{name}:{_bracketed(inner)}"
        case Not(node=inner):
            return f"-{_bracketed(inner)}"
        case All(nodes=nodes):
            return " AND ".join(f"({_show(n)})" if isinstance(n, Any) else _show(n) for n in nodes)
        case Any(nodes=nodes):
            return " OR ".join(_show(n) for n in nodes)


def _bracketed(node: Node) -> str:
    return f"({_show(node)})" if isinstance(node, All | Any) else _show(node)


def _range(node: Range) -> str:
    if node.low == node.high and not (node.low_open or node.high_open):
        return f"{node.name}:{node.low}"
    if node.low_open:
        return f"{node.name}:>{node.low}"
    if node.high_open:
        return f"{node.name}:<{node.high}"
    return f"{node.name}:{node.low}..{node.high}"


def _word(text: str, mark: str, node: Leaf) -> str:
    """Print a word with the mark that makes it more than a word, escaped only where it has to be."""
    if _stands(text + mark, node):
        return text + mark
    return _escaped(text, but="*?" if isinstance(node, Wild) else "") + mark


def _stands(typed: str, node: Leaf) -> bool:
    """Say whether ``typed`` as it is would be read as ``node``, with nothing to say about it."""
    breaks = any(char.isspace() or char in _BREAKING for char in typed)
    if breaks or typed.startswith("-") or typed in OPERATORS:
        return False
    return read_word(QueryToken(TokenKind.WORD, typed, typed, (0, len(typed)))) == Read(node)


def _escaped(text: str, but: str = "") -> str:
    last = max((at for at, char in enumerate(text) if is_word_char(char)), default=0)
    first = next((at for at, char in enumerate(text) if is_word_char(char)), 0)
    parts = []
    for at, char in enumerate(text):
        inside = first <= at <= last
        needs = (char in _SPECIAL and char not in but) or (not inside and not is_word_char(char) and char not in but)
        parts.append(f"\\{char}" if needs or (at == 0 and text in OPERATORS) else char)
    return "".join(parts)
