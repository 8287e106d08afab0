"""What holds for all tests: those marked ``browser`` need a Chromium, and are skipped where there is none."""

import pytest

from in_browser import chromium_path


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if chromium_path() is None:
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason="there is no Chromium on this machine"))
