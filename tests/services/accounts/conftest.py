from pathlib import Path

import pytest

from account_world import AccountWorld


@pytest.fixture
def house(tmp_path: Path) -> AccountWorld:
    return AccountWorld(tmp_path)
