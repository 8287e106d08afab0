"""Content problems are values: every problem of every file is told in one run."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class ContentProblem:
    """Something wrong in a content file.

    ``file`` is the path as the person would type it, ``line`` counts from 1 (0: the file as a whole),
    ``field`` is the dotted front-matter field (empty: body or file), ``what`` says what is wrong and
    ``hint`` what to do about it.
    """

    file: str
    line: int
    field: str
    what: str
    hint: str = ""
