"""The laws of the codec, over values and bytes that a machine thinks up."""

import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kb.content.codec import checked_text, dump, kind_of, load, normal
from kb.content.items import parent_of
from kb.content.schema.fields import Kind
from kb.content.yaml.front_matter import parse

_QUICK = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


def _whose(thing):
    return {"parent": parent_of(thing)}


@_QUICK
@given(data=st.data())
def test_what_is_written_is_read_back(data, things):
    thing = data.draw(things)
    text = dump(thing)
    assert load(kind_of(thing), thing.id, text, **_whose(thing)) == (thing, ())
    assert load(kind_of(thing), thing.id, text.encode(), **_whose(thing)) == (thing, ())
    assert normal(thing) == thing
    assert checked_text(thing) == text


@_QUICK
@given(data=st.data())
def test_canonical_text_is_written_again_as_it_stands(data, things):
    thing = data.draw(things)
    text = dump(thing)
    again, _ = load(kind_of(thing), thing.id, text, **_whose(thing))
    assert dump(again) == text


@_QUICK
@given(data=st.data())
def test_other_yaml_tools_read_the_same_words(data, things):
    """Nothing in canonical form turns into a date, a number or a yes in a tool that guesses types."""
    text = dump(data.draw(things))
    front = text.removeprefix("---\n").partition("\n---\n")[0]
    ours, theirs = parse(text, "f").fields, yaml.safe_load(front)
    assert _same(ours, theirs)


def _same(node, value) -> bool:
    if hasattr(node, "entries"):
        return list(value) == [e.key for e in node.entries] and all(_same(e.value, value[e.key]) for e in node.entries)
    if hasattr(node, "items"):
        return len(value) == len(node.items) and all(_same(n, v) for n, v in zip(node.items, value, strict=True))
    if isinstance(value, bool):
        return node.text == str(value).lower()
    return node.text == str(value) and (isinstance(value, str) or node.text.isdigit())


@_QUICK
@given(st.sampled_from(Kind), st.binary(max_size=300))
@example(Kind.SOURCE, b"")
@example(Kind.SOURCE, b"\xff\xfe---\n")
def test_no_bytes_raise(kind, data):
    item, problems = load(kind, "x", data)
    assert item is None
    assert problems


_YAMLISH = st.text(alphabet="abt:-[]{}&*!|>'\"#%@`,? \n\t~\\012\x00\x85\ud800é", max_size=80)
_KEYS = st.sampled_from(
    ["title: ", "kind: ", "publishers:", "findings:\n  - ", "captured:\n  ", "slots: ", "  text: ", ""]
)


@_QUICK
@given(st.sampled_from(Kind), st.lists(st.tuples(_KEYS, _YAMLISH), max_size=6), _YAMLISH)
def test_no_front_matter_raises(kind, fields, body):
    front = "\n".join(key + value for key, value in fields)
    item, problems = load(kind, "x", f"---\n{front}\n---\n{body}")
    assert item is not None or problems


@_QUICK
@given(data=st.data())
def test_no_broken_file_raises(data, things):
    """A canonical file with a piece cut out and another put in gives its thing or its problems."""
    thing = data.draw(things)
    text = dump(thing)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 20)))
    broken = text[:start] + data.draw(_YAMLISH) + text[end:]
    item, problems = load(kind_of(thing), thing.id, broken, **_whose(thing))
    assert (item is None) == bool(problems)
