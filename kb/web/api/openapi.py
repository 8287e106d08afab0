"""The API's description, OpenAPI 3.1, printed from the operations, their parameters and the types of their answers."""

from collections.abc import Sequence
from typing import Any

from kb.web.api.operation import Operation
from kb.web.api.problems import MEDIA_TYPE, ProblemShape
from kb.web.api.schemas import Components
from kb.web.api.site import API

_ALWAYS = {
    "406": "only JSON can be given",
    "422": "parameters cannot be used",
    "500": "something went wrong on our side",
}
_WHERE_SHOWN = {"404": "there is no such thing"}
_WITH_INDEX = {"503": "the index is not ready; try again later"}
HEADERS = {
    "ETag": {"description": "give it back as If-None-Match", "schema": {"type": "string"}},
    "Cache-Control": {"description": "how long it may be kept", "schema": {"type": "string"}},
}


def description(operations: Sequence[Operation], title: str, version: str) -> dict[str, Any]:
    """Return the description of these operations."""
    components = Components()
    paths = {operation.path: {"get": _operation(operation, components)} for operation in operations}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": title,
            "version": version,
            "description": "Reading only. Errors are problem+json (RFC 9457). What is not described is refused.",
        },
        "servers": [{"url": API}],
        "paths": paths,
        "components": {"schemas": dict(sorted(components.schemas.items()))},
    }


def _operation(operation: Operation, components: Components) -> dict[str, Any]:
    parameters = [parameter.described("path") for parameter in operation.in_path]
    parameters += [parameter.described("query") for parameter in operation.in_query]
    answer = {"application/json": {"schema": components.of(operation.gives)}}
    problem = {MEDIA_TYPE: {"schema": components.of(ProblemShape)}}
    problems = _ALWAYS | (_WITH_INDEX if operation.needs_index else {})
    if operation.in_path or operation.id == "similar":
        problems |= _WHERE_SHOWN
    responses: dict[str, Any] = {
        "200": {"description": "the answer", "headers": HEADERS, "content": answer},
        "304": {"description": "nothing changed since the ETag that was given"},
    }
    responses |= {status: {"description": words, "content": problem} for status, words in sorted(problems.items())}
    return {
        "operationId": operation.id,
        "summary": operation.summary,
        "parameters": parameters,
        "responses": responses,
    }
