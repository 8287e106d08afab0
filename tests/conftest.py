"""What holds for all tests: what a test needs of the machine, it says by a mark, and is skipped without it."""

import os

import pytest
from hypothesis import settings

from in_browser import chromium_path
from in_office import office_path

settings.register_profile("here", deadline=None, derandomize=True, print_blob=True)
settings.register_profile("fuzz", deadline=None, derandomize=False, max_examples=300, print_blob=True)
settings.load_profile("here")
"""``here`` tries the same examples every time, so that a change is judged by itself; ``make fuzz`` looks for others.

Neither has a deadline: a busy machine is no defect.
"""


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """Begin each test with the machine's usual umask: a command run within a test closes what is made after it."""
    os.umask(0o022)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    slow = {i.path for i in items if i.get_closest_marker("slow") or i.get_closest_marker("browser")}
    items.sort(key=lambda item: item.path not in slow)  # first, so that no process is left alone with them at the end
    needed = {"browser": (chromium_path(), "Chromium"), "office": (office_path(), "LibreOffice")}
    for mark, (path, name) in needed.items():
        for item in items if path is None else ():
            if item.get_closest_marker(mark):
                item.add_marker(pytest.mark.skip(reason=f"there is no {name} on this machine"))
