"""The mapping of an index: which fields there are, how they are analysed and scored.

A document gives one *head* (found by title and reference, and listed) and a row for each passage. Whatever a passage
is narrowed, counted or shown by of its document stands in its own row too: no join, and nothing half there.
"""

from collections.abc import Mapping
from typing import Any

from kb.index.documents import COLUMNS
from kb.index.query.tuning import Tuning

FORMAT = 4
"""Counts up when what an index holds is another: one of an older format is built anew."""

STEM = "_stem"
"""The ending of the field with the stems of another."""

DEEPEST = 10_000
"""Documents that pages reach down to. What lists all of something goes on after the last row (``search_after``)."""

LARGEST_GROUP = 300


def index_body(shards: int, tuning: Tuning) -> dict[str, Any]:
    """Return settings and mapping of a new index."""
    return {
        "settings": {
            "number_of_shards": shards,
            "auto_expand_replicas": "0-1",
            "refresh_interval": "-1",  # what was written shows when a batch is whole, and not before
            "max_result_window": DEEPEST + 1000,
            "max_inner_result_window": LARGEST_GROUP,
            "similarity": {
                field: {"type": "BM25", "k1": tuning.k1, "b": b, "discount_overlaps": True}
                for field, b in tuning.b.items()
            },
            "analysis": {
                "tokenizer": {"lines": {"type": "char_group", "tokenize_on_chars": ["\n"], "max_token_length": 2000}},
                "filter": {"terms": {"type": "pattern_capture", "preserve_original": False, "patterns": ["([^\t]+)"]}},
                "analyzer": {"analysed": {"type": "custom", "tokenizer": "lines", "filter": ["terms"]}},
            },
        },
        "mappings": {
            "dynamic": "strict",
            "_source": {"includes": ["shown", "document"]},
            "_meta": {"format": FORMAT},
            "properties": _properties(),
        },
    }


def _properties() -> Mapping[str, Any]:
    texts = {"body": "body", "heading": "heading", "title": "title", "of_title": "title"}
    fields: dict[str, Any] = {}
    for name, similarity in texts.items():
        for own in (name, name + STEM):
            fields[own] = {"type": "text", "analyzer": "analysed", "similarity": similarity}
    for name in ("ref", "of_ref"):
        fields[name] = {"type": "text", "analyzer": "analysed", "similarity": "ref"}
    keyword, number, truth = {"type": "keyword"}, {"type": "integer"}, {"type": "boolean"}
    return fields | {
        **dict.fromkeys(("doc", "id", "doc_type", "passage", "passage_kind", "revision"), keyword),
        **dict.fromkeys(COLUMNS, keyword),
        "digest": {"type": "keyword", "index": False},
        "number": {"type": "long", "index": False},
        "vector_key": keyword,
        "since": {"type": "long"},
        **dict.fromkeys(("place", "day", "passages"), number),
        **dict.fromkeys(("head", "named"), truth),
        "shown": {"type": "object", "enabled": False},
        "document": {"type": "object", "enabled": False},
    }
