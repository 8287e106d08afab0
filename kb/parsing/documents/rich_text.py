"""A simple reading of RTF: the words that a reader sees, what is struck out or hidden, and what stands beside them.

It knows groups, control words and character codes, and nothing of lists or tables: it is held against pandoc's reading.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

_TOKEN = re.compile(
    rb"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-f]{2})|\\([^a-z])|([{}])|[\r\n]+|([^\\{}\r\n]+)", re.IGNORECASE
)
_SILENT = frozenset(
    "fonttbl colortbl stylesheet info pict object themedata colorschememapping datastore latentstyles listtable rsidtbl"
    " listoverridetable generator fldinst formfield xmlnstbl listtext pntext pntxta pntxtb bkmkstart bkmkend nonshppict"
    " revtbl filetbl mmathPr sp wgrffmtfilter do".split()
)
_MARGINS = ("header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf")
_BESIDE = {
    **dict.fromkeys(_MARGINS, ""),
    "annotation": "it has comments",
    "shptxt": "it has a text box, and where its words belong is not certain",
}
_UNCERTAIN = {
    "pict": "it has pictures, which are not read",
    "object": "a file of another program is put into it",
    "footnote": "it has notes, and where their words belong is not certain",
}
_SIGNS = {
    "emdash": "—",
    "endash": "–",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "bullet": "•",
    "tab": " ",
    "line": " ",
    "emspace": " ",
    "enspace": " ",
    "~": " ",
    "_": "-",
}
_ENDS = frozenset({"par", "cell", "row", "sect", "page", "nestcell", "nestrow"})
_LOOKS = {"strike": "struck out", "striked": "struck out", "v": "hidden", "deleted": "struck out"}
_MOST_DEEP = 1_000


@dataclass(frozen=True)
class _State:
    silent: bool = False
    looks: frozenset[str] = frozenset()
    beside: str | None = None
    skipped: int = 1
    codepage: str = "cp1252"


@dataclass
class RichText:
    """What a simple reading finds; ``unseen`` are words with the look that hides them, ``beside`` with a reason."""

    passages: list[str] = field(default_factory=list)
    unseen: list[tuple[str, str]] = field(default_factory=list)
    beside: list[tuple[str, str]] = field(default_factory=list)
    doubts: dict[str, None] = field(default_factory=dict)


def read_rich_text(content: bytes) -> RichText:
    """Return the words of an RTF file by a simple reading; never raises."""
    found = RichText()
    seen: list[str] = []
    unseen: dict[str, list[str]] = {}
    beside: dict[str, list[str]] = {}

    def end() -> None:
        if "".join(seen).strip():
            found.passages.append("".join(seen))
        found.unseen.extend((look, "".join(words)) for look, words in unseen.items() if "".join(words).strip())
        for words in (seen, unseen, beside):
            words.clear()

    for state, words, ends in _pieces(content, found):
        if state.beside is not None and not ends:
            beside.setdefault(state.beside, []).append(words)
        elif state.beside is not None:
            beside.setdefault(state.beside, []).append("\n")
        elif ends:
            found.beside.extend((why, "".join(said).strip()) for why, said in beside.items() if "".join(said).strip())
            end()
        elif state.looks:
            unseen.setdefault(min(_LOOKS[look] for look in state.looks), []).append(words)
        else:
            seen.append(words)
    found.beside.extend((why, "".join(said).strip()) for why, said in beside.items() if "".join(said).strip())
    end()
    return found


def _pieces(content: bytes, found: RichText) -> Iterator[tuple[_State, str, bool]]:
    """Yield words with the state that they stand in; the last value says that a paragraph or a cell ends."""
    stack: list[_State] = []
    state = _State()
    skip = 0
    """How many characters are for programs that do not know the one before them."""
    for token in _TOKEN.finditer(content):
        control, number, code, sign, brace, plain = token.groups()
        if brace == b"{":
            if len(stack) < _MOST_DEEP:
                stack.append(state)
        elif brace == b"}":
            state, skip = stack.pop() if stack else _State(), 0
        elif control is not None:
            name, value = control.decode("ascii"), int(number) if number else None
            skip = state.skipped if name == "u" else skip
            state = _changed(state, name, value, found)
            if not state.silent:
                yield from _of_control(state, name, value)
        elif sign == b"*":
            state = replace(state, silent=True)
        else:
            words = _plain_words(state, code, sign, plain)
            kept, skip = words[skip:], max(skip - len(words), 0)
            if kept and not state.silent:
                yield state, kept, False


def _of_control(state: _State, name: str, value: int | None) -> Iterator[tuple[_State, str, bool]]:
    if name == "u" and value is not None:
        yield state, chr(value % 0x10000), False
    elif name in _ENDS:
        yield state, "", True
    elif name in _SIGNS:
        yield state, _SIGNS[name], False


def _plain_words(state: _State, code: bytes | None, sign: bytes | None, plain: bytes | None) -> str:
    if code is not None:
        return bytes.fromhex(code.decode("ascii")).decode(state.codepage, "replace")
    if sign is not None:
        return _SIGNS.get(sign.decode("latin-1"), sign.decode("latin-1") if sign in b"\\{}" else "")
    return plain.decode("latin-1") if plain is not None else ""


def _changed(state: _State, name: str, value: int | None, found: RichText) -> _State:
    if name in _UNCERTAIN and not state.silent:
        found.doubts[_UNCERTAIN[name]] = None
    if name in _SILENT:
        return replace(state, silent=True)
    if name in _BESIDE:
        return replace(state, silent=False, beside=_BESIDE[name])
    if name == "shpinst":
        return replace(state, silent=False)
    if name in _LOOKS:
        looks = state.looks - {name} if value == 0 else state.looks | {name}
        return replace(state, looks=looks)
    if name == "plain":
        return replace(state, looks=state.looks & {"deleted"})
    if name == "uc" and value is not None:
        return replace(state, skipped=max(value, 0))
    if name == "ansicpg" and value:
        return replace(state, codepage=f"cp{value}" if _is_known(f"cp{value}") else state.codepage)
    return state


def _is_known(codepage: str) -> bool:
    try:
        "x".encode(codepage)
    except LookupError:
        return False
    return True
