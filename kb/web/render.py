"""View models to HTML: a template sees the fields of its page and nothing else."""

from collections.abc import Callable
from dataclasses import fields
from typing import Any, ClassVar, Protocol

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape


class Page(Protocol):
    """A page's view model: a frozen dataclass that names its template; its fields are the only variables."""

    template: ClassVar[str]
    __dataclass_fields__: ClassVar[dict[str, Any]]


Renderer = Callable[[Page], str]


def environment() -> Environment:
    """Return the template environment: everything escaped, nothing undefined, no framework globals."""
    made = Environment(
        loader=PackageLoader("kb.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["breakable"] = breakable
    return made


def breakable(words: str) -> Markup:
    """Let a long address break after its strokes instead of in the middle of a word."""
    return Markup("/<wbr>").join(escape(part) for part in words.split("/"))


def renderer() -> Renderer:
    """Return a function that renders pages."""
    templates = environment()

    def render(page: Page) -> str:
        values = {field.name: getattr(page, field.name) for field in fields(page)}
        return templates.get_template(page.template).render(values)

    return render
