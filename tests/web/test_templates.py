import dataclasses
import importlib
import pkgutil

import pytest
from jinja2 import meta, nodes

import kb.web.pages
from kb.web.render import environment

PARTS = {
    "frame.html",
    "hits.html",
    "parts.html",
    "versions.html",
    "entry_parts.html",
    "priority_looking.html",
    "priority_offers.html",
    "search_sources.html",
}


def pages() -> list[type]:
    modules = [importlib.import_module(f"kb.web.pages.{m.name}") for m in pkgutil.iter_modules(kb.web.pages.__path__)]
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
    for name in (page.template, "frame.html"):
        tree = templates.parse(templates.loader.get_source(templates, name)[0])
        own = {node.target for node in tree.find_all(nodes.Import)} | {node.name for node in tree.find_all(nodes.Macro)}
        used |= meta.find_undeclared_variables(tree) - own
    assert used == {field.name for field in dataclasses.fields(page)}


def test_every_template_belongs_to_a_page() -> None:
    own = {page.template for page in pages()}
    assert set(environment().list_templates()) == own | PARTS


def test_view_models_are_frozen() -> None:
    assert pages()
    for page in pages():
        assert page.__dataclass_params__.frozen
