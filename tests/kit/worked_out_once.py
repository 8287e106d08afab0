"""Hundreds of tests make a site of their own, and compiling its templates and addresses took most of their time.

Neither depends on the site: a template is its file, a builder of addresses its rule. So each is compiled once in a
process. A site that a test starts as a program of its own is not touched.
"""

import functools
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from werkzeug.routing import Rule

import kb.web.app


@contextmanager
def sites_compiled_once() -> Iterator[None]:
    """Let the sites of this process share what they compile, as long as the context lasts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kb.web.app, "Renderer", functools.cache(kb.web.app.Renderer))
        patch.setattr(Rule, "_compile_builder", _once_a_rule(Rule._compile_builder))
        yield


def _once_a_rule(compile_builder: Callable[..., Any]) -> Callable[..., Any]:
    """Keep the function that werkzeug writes for a rule; it is given the rule when it is called."""
    kept: dict[Hashable, Any] = {}

    def once(rule: Rule, append_unknown: bool = True) -> Any:
        key = (rule.rule, tuple(rule._trace), repr(rule.defaults), append_unknown)
        if key not in kept:
            kept[key] = compile_builder(rule, append_unknown)
        return kept[key]

    return once
