from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

SECRET = "zebrafinch"


@pytest.fixture
def get(client: FlaskClient) -> Callable[..., Any]:
    """The JSON of an answer: ``get("/sources")``."""

    def of(path: str, status: int = 200) -> Any:
        response = client.get(f"/api/v1{path}")
        assert response.status_code == status, response.text
        wanted = "application/json" if status == 200 else "application/problem+json"
        assert response.content_type == wanted
        return response.get_json(force=True)

    return of
