"""Dataclasses to JSON Schema: the API's description of an answer is printed from the type that makes it."""

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from inspect import getdoc
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

_PLAIN = {str: "string", int: "integer", float: "number", bool: "boolean", type(None): "null"}


class Components:
    """Collects the schemas of dataclasses, so that each is described once and referred to by name."""

    def __init__(self) -> None:
        self.schemas: dict[str, dict[str, Any]] = {}

    def of(self, type_: Any) -> dict[str, Any]:
        """Return the schema of a type; raise ``TypeError`` for one that no answer may have."""
        if get_origin(type_) is Annotated:
            inner, *notes = get_args(type_)
            words = next((note for note in notes if isinstance(note, str)), "")
            return self.of(inner) | ({"description": words} if words else {})
        if is_dataclass(type_) and isinstance(type_, type):
            return self._of_dataclass(type_)
        if isinstance(type_, type) and issubclass(type_, Enum):
            return {"type": "string", "enum": [member.value for member in type_]}
        if type_ in _PLAIN:
            return {"type": _PLAIN[type_]}
        return self._of_generic(type_)

    def _of_generic(self, type_: Any) -> dict[str, Any]:
        origin, inner = get_origin(type_), get_args(type_)
        if origin in (Union, types.UnionType):
            return {"anyOf": [self.of(one) for one in inner]}
        if origin is tuple and len(inner) == 2 and inner[1] is Ellipsis:
            return {"type": "array", "items": self.of(inner[0])}
        if origin is Mapping and inner[0] is str:
            return {"type": "object", "additionalProperties": self.of(inner[1])}
        raise TypeError(f"no JSON Schema for {type_!r}")

    def _of_dataclass(self, type_: type) -> dict[str, Any]:
        name = type_.__name__.removesuffix("Shape")
        if name not in self.schemas:
            self.schemas[name] = {}  # holds the place where a type refers to itself
            hints = get_type_hints(type_, include_extras=True)
            names = [field.name for field in fields(type_)]
            self.schemas[name] = {
                "type": "object",
                "description": " ".join((getdoc(type_) or "").split()),
                "properties": {name: self.of(hints[name]) for name in names},
                "required": names,
                "additionalProperties": False,
            }
        return {"$ref": f"#/components/schemas/{name}"}
