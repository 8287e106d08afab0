"""Entries as W3C Web Annotations, held to a schema that was written by hand from the recommendation."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.domain.evidence.annotation import Annotation, EvidenceLink, Strength
from kb.domain.priority.priority import Priority, Stance
from kb.domain.source.passage import Citation
from kb.services.evidence.annotation_jsonld import CONTEXT, annotation_jsonld, collection_jsonld
from kb.services.evidence.annotations import AnnotationView
from made_up import REPORT

VALIDATOR = jsonschema_rs.validator_for(
    json.loads((Path(__file__).parent / "web_annotation.schema.json").read_text(encoding="utf-8"))
)
BASE = "https://kb.example"
AT = dt.datetime(2026, 11, 14, 10, 32, tzinfo=dt.UTC)
TALK = Priority("talk", "Systems that talk", "They should.")
_text = st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=40)
_entries = st.builds(
    Annotation,
    id=st.just("they-talk-0000"),
    citation=st.builds(
        Citation,
        source=st.just(REPORT.id),
        exact=_text,
        prefix=_text,
        suffix=_text,
        captured=st.none() | st.just(AT),
    ),
    author=st.just("ann"),
    made=st.just(AT),
    changed=st.none() | st.just(AT + dt.timedelta(hours=1)),
    tags=st.lists(_text, max_size=2).map(tuple),
    links=st.lists(
        st.builds(EvidenceLink, st.just("talk"), st.sampled_from(Stance), st.sampled_from(Strength), _text), max_size=2
    ).map(tuple),
    body=_text,
)


def seen(entry: Annotation) -> AnnotationView:
    return AnnotationView(entry, REPORT, tuple(TALK for _ in entry.links), "0" * 64, is_overdue=False)


def faults(made: dict[str, Any]) -> list[str]:
    return [error.message for error in VALIDATOR.iter_errors(json.loads(json.dumps(made)))]


@settings(max_examples=60, deadline=None)
@given(_entries)
def test_every_entry_is_a_web_annotation(entry: Annotation) -> None:
    made = annotation_jsonld(seen(entry), BASE, str.upper)
    assert faults(made) == []
    assert made["@context"][0] == CONTEXT
    if entry.citation.exact:
        assert made["target"]["selector"]["exact"] == entry.citation.exact
    words = [body["value"] for body in made.get("body", ()) if body.get("purpose") == "commenting"]
    assert words == ([entry.body] if entry.body else [])
    assert [body["stance"] for body in made.get("body", ()) if "stance" in body] == [one.stance for one in entry.links]


@settings(max_examples=20, deadline=None)
@given(st.lists(_entries, max_size=3))
def test_a_collection_has_them_all(entries: list[Annotation]) -> None:
    made = collection_jsonld(f"{BASE}/annotations", "All", map(seen, entries), BASE, str.upper)
    assert faults(made) == []
    assert made["total"] == len(entries) == len(made.get("first", {}).get("items", ()))


@pytest.mark.parametrize("part", ["id", "type", "target", "@context"])
def test_the_schema_refuses_what_the_model_does_not_allow(part: str) -> None:
    entry = Annotation("a", Citation(REPORT.id, exact="talk"), "ann", AT, body="x")
    made = annotation_jsonld(seen(entry), BASE, str.upper)
    assert faults(made) == []
    assert faults({name: value for name, value in made.items() if name != part}) != []
    assert faults(made | {"target": {"type": "SpecificResource", "selector": {"type": "TextQuoteSelector"}}}) != []
    assert faults(made | {"motivation": ["praising"]}) != []
