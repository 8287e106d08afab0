import dataclasses
import importlib
import pkgutil

import pytest
from jinja2 import meta, nodes

import kb.web
from kb.web.render import environment

PARTS = {
    "collections/passage.html",
    "comments/comments.html",
    "help/box.html",
    "layout/frame.html",
    "search/hits.html",
    "layout/parts.html",
    "sources/job_parts.html",
    "layout/versions.html",
    "editorial/entry_parts.html",
    "priorities/searches.html",
    "priorities/offers.html",
    "priorities/timeline.html",
    "search/unread_sources.html",
}


def pages() -> list[type]:
    names = [m.name for m in pkgutil.walk_packages(kb.web.__path__, "kb.web.")]
    modules = [importlib.import_module(name) for name in names]
    found = {
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type) and dataclasses.is_dataclass(value) and hasattr(value, "template")
    }
    return sorted(found, key=lambda page: page.__name__)


@pytest.mark.parametrize("page", pages())
def test_a_template_uses_exactly_the_fields_of_its_page(page: type) -> None:
    templates = environment()
    used: set[str] = set()
    for name in (page.template, "layout/frame.html"):
        tree = templates.parse(templates.loader.get_source(templates, name)[0])
        own = {node.target for node in tree.find_all(nodes.Import)} | {node.name for node in tree.find_all(nodes.Macro)}
        used |= meta.find_undeclared_variables(tree) - own
    assert used == {field.name for field in dataclasses.fields(page)}


def test_every_template_belongs_to_a_page() -> None:
    own = {page.template for page in pages()}
    assert {name for name in environment().list_templates() if name.endswith(".html")} == own | PARTS


def test_view_models_are_frozen() -> None:
    assert pages()
    for page in pages():
        assert page.__dataclass_params__.frozen
