"""What broken YAML means to somebody who only wanted to write a field, and the one mend that is safe to try."""

import re

import yaml

_BARE = re.compile(r"""^(?P<key>[ ]*(?:- +)*[A-Za-z_]+: +|[ ]*(?:- +)+)(?P<value>[^ '"|>\[{&*!].*?)\s*$""")
_HINTS = (
    ("mapping values are not allowed", "a value that has a colon and a space needs quotes: name: 'first: second'"),
    ("could not find expected ':'", "write `name: value`, and indent text that goes on over several lines"),
    ("cannot start any token", "put the value in quotes: it begins with a character that YAML keeps for itself"),
    ("found unexpected end of stream", "a quotation mark or bracket is opened and never closed"),
    ("unknown escape character", "in double quotes a backslash is special: write two, or use single quotes"),
    ("Unicode character escape", "in double quotes \\u is special: use single quotes"),
    ("did not find expected ',' or", "a bracket is not closed; write lists one item a line, each after a hyphen"),
    ("did not find expected '-' indicator", "a list and fields are mixed: indent the one under the other"),
    ("did not find expected key", "check the indentation, and quotation marks inside quotes (double them: '')"),
    ("did not find expected <document start>", "remove the line of three dots"),
)


def in_words(error: yaml.MarkedYAMLError) -> str:
    """Return the parser's message on one line."""
    return f"this is not YAML: {error.problem or error.context or 'it cannot be read'}"


def hint_for(error: yaml.MarkedYAMLError, front: str) -> str:
    """Return a hint on how to mend it."""
    if "\t" in _line(error, front) or "tab" in str(error.problem or ""):
        return "use spaces, not tabs"
    if re.match(r"\s*[A-Za-z_]+:[^\s:/]", _line(error, front)) and "mapping values" not in str(error.problem):
        return "put a space after the colon: `name: value`"
    said = str(error.problem or "")
    return next((hint for part, hint in _HINTS if part in said), "check indentation, quotation marks and colons")


def mended(error: yaml.MarkedYAMLError, front: str) -> str | None:
    """Return the text with quotes put round the value that broke it, or ``None`` where that is not the trouble.

    It serves only to find the other problems of the same file in the same run; nobody's file is changed.
    """
    said = str(error.problem or "")
    if "mapping values are not allowed" not in said and "cannot start any token" not in said:
        return None
    row = error.problem_mark.line if error.problem_mark else 0
    lines = front.split("\n")
    match = _BARE.match(lines[row]) if row < len(lines) else None
    if match is None:
        return None
    value = match["value"].replace("'", "''").replace("\t", " ")
    lines[row] = f"{match['key']}'{value}'"
    return "\n".join(lines)


def _line(error: yaml.MarkedYAMLError, front: str) -> str:
    lines = front.split("\n")
    row = error.problem_mark.line if error.problem_mark else 0
    return lines[row] if row < len(lines) else ""
