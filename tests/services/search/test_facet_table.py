"""The facets come from one table: whatever it has, every door has, under the same name and in the same words."""

import pytest
from click.testing import CliRunner

from kb.cli.search import search
from kb.domain.audience import Audience
from kb.domain.index_document import ENTRY, OWN_KINDS, IndexDocument
from kb.domain.query.facets import FACET, FACET_NAMES, FACETS, FacetSpec
from kb.domain.query.parameters import query_of
from kb.domain.query.search_query import MISSING
from kb.index.whoosh.segment_documents import COLUMNS, facet_values
from kb.index.whoosh.writing.generations import FORMAT
from kb.services.search.batch import COLUMNS as BATCH_COLUMNS
from kb.web.api.operations import OPERATIONS
from kb.web.api.parameters import OneOf


@pytest.mark.parametrize("facet", FACETS, ids=FACET_NAMES)
def test_every_door_has_every_facet(facet: FacetSpec) -> None:
    value = facet.values[0] if facet.values else "2016"
    (operation,) = (one for one in OPERATIONS if one.id == "search")
    (parameter,) = (one for one in operation.in_query if one.name == facet.name)
    assert parameter.many
    assert parameter.means == facet.narrows
    assert not parameter.problem([value, MISSING])
    assert f"--{facet.name}" in {name for option in search.params for name in option.opts}
    assert facet.name in BATCH_COLUMNS
    assert query_of({facet.name: [value]})[0].filters.of(facet.name) == (value,)
    assert facet.name in COLUMNS
    assert f" {facet.name}" in FORMAT, "an index without this column is built anew"


def test_the_terminal_refuses_what_is_no_value_of_a_closed_facet() -> None:
    refused = CliRunner().invoke(search, ["case", "--stance", "suports"], obj=object())
    assert refused.exit_code == 2
    assert "supports" in refused.output


def test_every_kind_of_document_can_be_asked_for() -> None:
    (operation,) = (one for one in OPERATIONS if one.id == "search")
    (kind,) = (one.form for one in operation.in_query if one.name == "kind")
    assert isinstance(kind, OneOf)
    assert set(OWN_KINDS) < set(kind.values)
    assert len(set(kind.values)) == len(kind.values)


def test_values_have_the_words_of_the_table() -> None:
    assert FACET["kind"].words_of("member's answer") == "Member’s answer"
    assert FACET["kind"].words_of(ENTRY) == "Entry of an analyst"
    assert FACET["cited"].words_of("no") == FACET["cited"].words_of(MISSING) == "Not cited yet"
    assert FACET["topic"].words_of("records", {"records": "Records"}) == "Records"
    assert FACET["topic"].words_of("records", {}) == "records"
    assert all(facet.words_of(MISSING) == facet.missing for facet in FACETS)


def test_a_document_has_a_value_for_each_column() -> None:
    values = facet_values(IndexDocument("source", "one", Audience.PUBLIC, "One", stances=("limits",)))
    assert tuple(values) == COLUMNS
    assert values["stance"] == ("limits",)
    assert values["cited"] == ("no",)
    assert values["year"] == ()
