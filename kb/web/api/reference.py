"""The API's reference in Markdown, printed from its OpenAPI description."""

from collections.abc import Iterator, Mapping
from typing import Any

from kb.content.format_docs import markdown_table
from kb.web.api.openapi import description
from kb.web.api.operations import OPERATIONS
from kb.web.api.site import API

Json = Mapping[str, Any]


def api_reference() -> str:
    """Return every resource with its parameters, and every shape that an answer may have."""
    described = description(OPERATIONS, "", "")
    resources = [_resource(path, methods["get"]) for path, methods in described["paths"].items()]
    shapes = [_shape(name, schema) for name, schema in described["components"]["schemas"].items()]
    return "\n".join([*resources, "## Answers\n", *shapes])


def _resource(path: str, operation: Json) -> str:
    gives = _type(operation["responses"]["200"]["content"]["application/json"]["schema"])
    rows = [
        (f"`{p['name']}`", _form(p["schema"]), "yes" if p["required"] else "", p["description"])
        for p in operation["parameters"]
    ]
    table = markdown_table(("parameter", "form", "required", "means"), rows)
    return f"## {operation['summary']}\n\n`GET {API}{path}` gives {gives}.\n\n{table}"


def _shape(name: str, schema: Json) -> str:
    rows = [(f"`{key}`", _type(value), value.get("description", "")) for key, value in schema["properties"].items()]
    return f"### {name}\n\n{schema['description']}\n\n{markdown_table(('key', 'type', 'means'), rows)}"


def _form(schema: Json) -> str:
    """Return the type of a parameter in words, and whether it may be repeated."""
    if schema["type"] == "array":
        return f"{_form(schema['items'])}; may be given again"
    return "".join(_form_parts(schema))


def _form_parts(schema: Json) -> Iterator[str]:
    if "enum" in schema:
        yield " · ".join(f"`{value}`" for value in schema["enum"])
    elif "maximum" in schema:
        yield f"whole number from {schema['minimum']} to {schema['maximum']}"
    else:
        yield f"text of up to {schema['maxLength']} characters"
    if "default" in schema:
        yield f"; without it `{schema['default']}`"


def _type(schema: Json) -> str:
    """Return a type in words; a shape is a link to its place on the page."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "anyOf" in schema:
        return " or ".join(_type(one) for one in schema["anyOf"])
    if schema["type"] == "array":
        return f"list of {_type(schema['items'])}"
    if schema["type"] == "object":
        return f"object of {_type(schema['additionalProperties'])}"
    return str(schema["type"])
