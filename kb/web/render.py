"""View models to HTML: a template sees the fields of its page and nothing else."""

from dataclasses import fields
from pathlib import Path
from typing import Any, ClassVar, Protocol

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape


class Page(Protocol):
    """A page's view model: a frozen dataclass that names its template; its fields are the only variables."""

    template: ClassVar[str]
    __dataclass_fields__: ClassVar[dict[str, Any]]


def environment() -> Environment:
    """Return the template environment: everything escaped, nothing undefined, no framework globals."""
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent),  # each template lies with its feature
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # code and templates belong together: a server has the ones that it was started with
    )
    made.filters["breakable"] = breakable
    return made


def breakable(words: str) -> Markup:
    """Let a long address break after its strokes instead of in the middle of a word."""
    return Markup("/<wbr>").join(escape(part) for part in words.split("/"))


class Renderer:
    """Renders pages."""

    def __init__(self) -> None:
        self._templates = environment()
        self._fields: dict[type, tuple[str, ...]] = {}

    def __call__(self, page: Page) -> str:
        """Return a page as HTML."""
        names = self._fields.get(type(page))
        if names is None:
            names = self._fields[type(page)] = tuple(field.name for field in fields(page))
        return self._templates.get_template(page.template).render({name: getattr(page, name) for name in names})
