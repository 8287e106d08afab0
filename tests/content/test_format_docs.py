"""The printed tables say what the schema says."""

import dataclasses

import pytest

from kb.content.format_docs import format_tables, sections
from kb.content.items import AcronymList, TopicList
from kb.content.schema.fields import Kind
from kb.content.schema.kinds import SCHEMA
from kb.domain.call.call import Call, Input
from kb.domain.priority.priority import Priority
from kb.domain.source.source import PrivateText, Source


def test_every_kind_has_its_table_and_every_field_its_row():
    tables = sections()
    assert set(tables) == {"files", *(f"fields-{kind}" for kind in Kind)}
    for kind, file_kind in SCHEMA.items():
        assert file_kind.place in tables["files"]
        for field in file_kind.fields:
            assert f"| `{field.name}` | " in tables[f"fields-{kind}"]
    assert "| `findings[].quote` | text |  | people | " in tables["fields-source"]
    assert "| `captured.sha256` | SHA-256 in hexadecimal | yes | scraper | " in tables["fields-source"]
    assert "`all-rights-reserved`" in tables["fields-source"]


def test_the_whole_format_has_every_table():
    whole = format_tables()
    assert all(table in whole for table in sections().values())
    assert "## Call\n\n`calls/<id>.md`: A call for input.\n\n| Field |" in whole


def test_every_row_has_as_many_cells_as_the_head():
    for table in sections().values():
        lines = table.replace("\\|", "").splitlines()
        assert len({line.count("|") for line in lines}) == 1
        assert len(lines) > 2


@pytest.mark.parametrize("type", [Source, PrivateText, Call, Input, Priority, TopicList, AcronymList])
def test_no_field_of_a_type_is_missing_from_the_format(type):
    (kind,) = [k for k in SCHEMA.values() if k.type is type]
    by_place = {"id", "body", *(["call"] if type is Input else [])}
    assert {field.name for field in dataclasses.fields(type)} == {field.name for field in kind.fields} | by_place
