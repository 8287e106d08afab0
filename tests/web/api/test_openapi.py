from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

import pytest
from jsonschema_rs import Draft202012Validator

from kb.web.api.operations import OPERATIONS
from kb.web.api.parameters import Given, OneOf, Parameter, Text, Whole, read
from kb.web.api.schemas import Components

Get = Callable[..., Any]


def test_every_operation_is_described(get: Get) -> None:
    document = get("/openapi.json")
    assert document["openapi"] == "3.1.0"
    assert list(document["paths"]) == [operation.path for operation in OPERATIONS]
    assert list(document["paths"]) == [
        "/search",
        "/sources",
        "/sources/{id}",
        "/passages/{id}",
        "/priorities",
        "/priorities/{id}",
        "/suggest",
        "/similar",
        "/annotations",
        "/annotations/{id}",
        "/questions",
        "/questions/{id}",
        "/coverage",
        "/coverage/{id}",
        "/collections",
        "/collections/{id}",
        "/collections/shared/{token}",
    ]
    for path, methods in document["paths"].items():
        assert list(methods) == ["get"], path
        assert {"200", "304", "422", "500"} <= set(methods["get"]["responses"])
        for parameter in methods["get"]["parameters"]:
            assert parameter["description"]


def test_the_examples_of_parameters_can_be_used() -> None:
    for operation in OPERATIONS:
        for parameter in (*operation.in_path, *operation.in_query):
            if parameter.example:
                assert parameter.problem((parameter.example,)) == ""


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/search?q=systems+talk&explain=1", "Search"),
        ("/search?q=%28CPS+walrus", "Search"),
        ("/sources", "Sources"),
        ("/sources/joint-report", "SourceDetail"),
        ("/sources/hostile-paper", "SourceDetail"),
        ("/passages/joint-report:para-4.12", "PassageDetail"),
        ("/suggest?q=c", "Suggestions"),
        ("/similar?passage=joint-report:para-4.12", "Similar"),
        ("/annotations", "Annotations"),
        ("/questions", "Questions"),
        ("/coverage?call=call-2016", "Coverage"),
        ("/coverage/systems-that-talk?state=cited", "CoverageDetail"),
        ("/collections", "Collections"),
    ],
)
def test_answers_are_as_described_and_nothing_else(get: Get, path: str, name: str) -> None:
    document = get("/openapi.json")
    schema = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
    validator = Draft202012Validator(schema)
    answer = get(path)
    validator.validate(answer)
    assert not validator.is_valid({**answer, "more": 1})
    assert not validator.is_valid({key: answer[key] for key in list(answer)[1:]})


def test_problems_are_as_described(get: Get) -> None:
    components = get("/openapi.json")["components"]
    validator = Draft202012Validator({"$ref": "#/components/schemas/Problem", "components": components})
    validator.validate(get("/search?x=1", 422))
    validator.validate(get("/nothing", 404))


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class LeafShape:
    """A leaf
    of a tree.
    """

    size: Annotated[int | None, "in inches"]


@dataclass(frozen=True)
class TreeShape:
    """A tree."""

    leaves: tuple[LeafShape, ...]
    colour: Colour
    names: Mapping[str, float]
    green: bool


def test_types_are_described() -> None:
    components = Components()
    assert components.of(TreeShape) == {"$ref": "#/components/schemas/Tree"}
    assert components.schemas["Leaf"]["description"] == "A leaf of a tree."
    size = {"anyOf": [{"type": "integer"}, {"type": "null"}], "description": "in inches"}
    assert components.schemas["Leaf"]["properties"] == {"size": size}
    assert components.schemas["Tree"]["properties"] == {
        "leaves": {"type": "array", "items": {"$ref": "#/components/schemas/Leaf"}},
        "colour": {"type": "string", "enum": ["red"]},
        "names": {"type": "object", "additionalProperties": {"type": "number"}},
        "green": {"type": "boolean"},
    }
    with pytest.raises(TypeError, match="bytes"):
        components.of(bytes)


def test_what_is_given_is_read_by_its_parameter() -> None:
    parameters = (
        Parameter("q", "words", Text(5)),
        Parameter("n", "a number", Whole(1, 9)),
        Parameter("c", "a colour", OneOf(("red", "blue")), many=True),
    )
    given = read(parameters, {"n": ["3"], "c": ["blue", "red", "blue"]})
    assert (given.text("q", "usual"), given.whole("n"), given.many("c")) == ("usual", 3, ("blue", "red"))
    assert given.whole("q") is None
    assert read(parameters, {}) == Given({})
