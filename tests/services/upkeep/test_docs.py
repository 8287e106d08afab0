import pytest

from kb.domain.errors import InvalidInput
from kb.services.checks.docs import filled, settings_table
from kb.storage.settings import SETTINGS

TEXT = "before\n<!-- docs:a -->\nold\n<!-- /docs -->\nbetween\n<!-- docs:b -->\n<!-- /docs -->\n"


def test_each_part_goes_between_its_own_marks() -> None:
    assert filled(TEXT, {"a": "new \\1", "b": "two"}) == (
        "before\n<!-- docs:a -->\nnew \\1\n<!-- /docs -->\nbetween\n<!-- docs:b -->\ntwo\n<!-- /docs -->\n"
    )


def test_filling_twice_changes_nothing() -> None:
    once = filled(TEXT, {"a": "x", "b": "y"})
    assert filled(once, {"a": "x", "b": "y"}) == once


def test_a_part_without_a_place_is_told() -> None:
    with pytest.raises(InvalidInput, match="c"):
        filled(TEXT, {"c": "x"})


def test_every_setting_has_a_row() -> None:
    rows = settings_table().splitlines()[2:]
    assert [row.split("`")[1] for row in rows] == [setting.name for setting in SETTINGS]
    assert "KB_HOME" in settings_table()
