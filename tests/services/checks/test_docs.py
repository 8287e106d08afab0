from pathlib import Path

import pytest

from kb.domain.errors import InvalidInput
from kb.domain.query.grammar import GRAMMAR
from kb.services.checks.docs import decisions_table, filled, grammar_table, settings_table
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


def test_every_rule_of_the_grammar_has_a_row() -> None:
    rows = grammar_table().splitlines()[2:]
    assert [row.split("`")[1].replace("\\|", "|") for row in rows] == [rule.form for rule in GRAMMAR]


def test_the_index_of_decisions_has_number_and_title_of_each(tmp_path: Path) -> None:
    (tmp_path / "0020-second.md").write_text("# 0020 `kb` is a name\n\nWords.\n", encoding="utf-8")
    (tmp_path / "0010-first.md").write_text("# A title without its number\n", encoding="utf-8")
    (tmp_path / "index.md").write_text("# Decisions\n", encoding="utf-8")
    assert decisions_table(tmp_path).splitlines()[2:] == [
        "| [0010](0010-first.md) | A title without its number |",
        "| [0020](0020-second.md) | `kb` is a name |",
    ]
