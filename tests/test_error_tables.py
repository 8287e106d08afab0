"""Every error of ours is told in words at both doors: none is a traceback, or “something went wrong”."""

import importlib
import pkgutil
from collections.abc import Iterator

import pytest

import kb
from kb.cli.errors import EXIT_CODES
from kb.domain.errors import KnowledgeBaseError, told_by
from kb.web.errors import OF_ERRORS

ONLY_ON_PAGES = {"FormRefused", "ProviderRefused", "TooMany"}


def every_error() -> Iterator[type[KnowledgeBaseError]]:
    for module in pkgutil.walk_packages(kb.__path__, "kb."):
        importlib.import_module(module.name)
    waiting = [KnowledgeBaseError]
    while waiting:
        below = waiting.pop().__subclasses__()
        waiting += below
        yield from (each for each in below if each.__module__.startswith("kb."))


@pytest.mark.parametrize("error", list(every_error()), ids=lambda error: error.__name__)
def test_it_has_words_and_an_exit_code(error: type[KnowledgeBaseError]) -> None:
    made = error.__new__(error)
    words = told_by(OF_ERRORS, made, None)
    assert words is not None
    assert words.status != 500
    assert words.happened
    assert told_by(EXIT_CODES, made, 0) or ONLY_ON_PAGES & {each.__name__ for each in error.__mro__}
