"""Errors of the API as ``application/problem+json`` (RFC 9457): one shape, whatever went wrong.

What each error means is decided in the table of the pages (``kb.web.errors``); here it only gets another shape.
"""

import json
from dataclasses import asdict, dataclass
from typing import Annotated

from flask import Response

PREFIX = "/api/"
MEDIA_TYPE = "application/problem+json"
NO_STORE = "no-store"
RETRY_SECONDS = "5"


@dataclass(frozen=True)
class ParameterProblemShape:
    """What was wrong with one parameter."""

    parameter: Annotated[str, "its name, as it was given"]
    detail: Annotated[str, "what is wrong, and what to do about it"]


@dataclass(frozen=True)
class ProblemShape:
    """What went wrong, as RFC 9457 has it."""

    type: Annotated[str, "about:blank: the status says what sort of problem it is"]
    title: Annotated[str, "what happened"]
    status: Annotated[int, "the HTTP status"]
    detail: Annotated[str, "more about this case, and what to do"]
    instance: Annotated[str, "the path that was asked for"]
    errors: Annotated[tuple[ParameterProblemShape, ...], "one for each parameter that cannot be used"]


def is_api(path: str) -> bool:
    """Say whether an address belongs to the API, so that its errors are told in JSON."""
    return path.startswith(PREFIX)


def problem(status: int, title: str, detail: str, instance: str, errors: tuple[tuple[str, str], ...] = ()) -> Response:
    """Return a problem as a response."""
    shape = ProblemShape(
        type="about:blank",
        title=title,
        status=status,
        detail=detail,
        instance=instance,
        errors=tuple(ParameterProblemShape(name, what) for name, what in errors),
    )
    text = json.dumps(asdict(shape), ensure_ascii=False) + "\n"
    response = Response(text.encode("utf-8", "replace"), status, content_type=MEDIA_TYPE)
    response.headers["Cache-Control"] = NO_STORE
    if status == 503:
        response.headers["Retry-After"] = RETRY_SECONDS
    return response
