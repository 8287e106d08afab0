"""Values of every kind for the laws of the codec, and a way to write content files."""

import datetime as dt
import string
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import strategies as st

from kb.content.codec import ContentItem
from kb.content.items import AcronymList, TopicList
from kb.content.schema.kinds import READERS
from kb.content.yaml.front_matter import tidy_body
from kb.domain.audience import Audience
from kb.domain.call.call import Call, CallState, Channel, Consent, Input, Pointer, Reopening, Slot
from kb.domain.dates import PartialDate
from kb.domain.editorial.question import Advice, AdviceKind, Pillar, Question, QuestionKind
from kb.domain.editorial.recommendation import Recommendation, Status, StatusAt
from kb.domain.editorial.review import ReviewState, Turn
from kb.domain.evidence.annotation import Annotation, Decision, DecisionKind, EvidenceLink, Strength, Verdict
from kb.domain.evidence.search_record import FoundIn, RecordedSearch, SearchRecord, SourceReading
from kb.domain.priority.opposites import DIRECTIONS
from kb.domain.priority.priority import Direction, Evidence, Priority, PriorityStatus, SlotRef, Stance, Step, StepKind
from kb.domain.source.capture import Capture
from kb.domain.source.licence import LICENCES
from kb.domain.source.passage import Citation
from kb.domain.source.source import (
    Finding,
    OtherDate,
    PrivateText,
    ReadingVerdict,
    Reference,
    SecondReading,
    Source,
    SourceKind,
)
from kb.domain.vocabulary import Acronym, Topic

_NASTY = [
    "yes",
    "null",
    "2016",
    "1e3",
    "0x1F",
    "a: b",
    "#x",
    "- a",
    "'",
    '"',
    "\\",
    "|",
    ">",
    "---",
    "{a}",
    "[b]",
    "~",
    "é",
]
_WORDS = st.one_of(
    st.sampled_from(_NASTY),
    st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=30),
    st.text(alphabet=string.ascii_letters + " .,:'-£–’\n\t\x85\u2028\xa0", max_size=300),
)
_exact = _WORDS
_text = _WORDS.map(lambda w: w.replace("\r\n", "\n").replace("\r", "\n").strip())
_line = _WORDS.map(lambda w: " ".join(w.split()))
_some_line, _some_text, _some_exact = (s.filter(bool) for s in (_line, _text, _exact))
_id = st.from_regex(r"[a-z0-9](?:[a-z0-9-]{0,20}[a-z0-9])?", fullmatch=True)
_address = st.from_regex(r"https?://[a-z]{1,9}\.[a-z]{2,4}(?:/[a-zA-Z0-9%?=&.#_-]{0,40})?", fullmatch=True)
_date = st.one_of(
    st.dates().map(PartialDate.of),
    st.builds(PartialDate, st.integers(1, 9999), st.integers(1, 12)),
    st.builds(PartialDate, st.integers(1, 9999)),
)
_NINETIES, _FAR = (dt.datetime.fromisoformat(f"{year}-01-01") for year in (1990, 2100))
_wall = st.datetimes(min_value=_NINETIES, max_value=_FAR).map(lambda d: d.replace(microsecond=0))
_moment = _wall.map(lambda d: d.replace(tzinfo=dt.UTC))
_sha = st.from_regex(r"[0-9a-f]{64}", fullmatch=True)
_body = st.one_of(_WORDS, st.lists(_WORDS, max_size=6).map("\n\n".join)).map(tidy_body)


def _many(strategy: st.SearchStrategy, least: int = 0) -> st.SearchStrategy:
    return st.lists(strategy, min_size=least, max_size=3).map(tuple)


def _unique(strategy: st.SearchStrategy, key: Callable) -> st.SearchStrategy:
    return st.lists(strategy, min_size=1, max_size=4, unique_by=key).map(tuple)


_audience = st.sampled_from(Audience)
_capture = st.builds(Capture, _sha, _moment, _address, st.just("application/pdf"), st.one_of(st.just(""), _address))
_reference = st.builds(
    Reference, _some_line, st.sampled_from(["", "2016-17"]), st.sampled_from(["", "lords"]), _line, st.just("")
)
_free = [name for name, licence in LICENCES.items() if licence.full_text]
_second_reading = st.builds(SecondReading, st.dates(), _some_line, st.sampled_from(ReadingVerdict), _some_text)
_finding = st.builds(
    Finding,
    text=_some_text,
    pin=_line,
    page=_line,
    quote=_text,
    via=st.just("") | _address,
    topics=_many(_id),
    date=st.none() | _date,
    unpinned=_line,
    checked=st.none() | _second_reading,
)
_source = st.builds(
    Source,
    id=_id,
    title=_some_line,
    publishers=_many(_some_line, 1),
    kind=st.sampled_from(SourceKind),
    published=st.none() | _date,
    short_title=_line,
    other_dates=_many(st.builds(OtherDate, _date, _some_line)),
    reference=st.none() | _reference,
    address=st.just("") | _address,
    aliases=_many(_address),
    archived=_many(_address),
    reader=st.sampled_from(["", *READERS]),
    licence=st.sampled_from(_free),
    topics=_many(_id),
    unverified=_many(st.sampled_from(["published", "reference.number", "findings"])),
    derives_from=_many(_id.map(lambda i: f"x{i}x")),
    responds_to=_many(_id.map(lambda i: f"x{i}x")),
    summary=_text,
    findings=_many(_finding),
    notes=_text,
    audience=_audience,
    captured=st.none() | _capture,
    body=_body,
).filter(lambda s: s.id not in s.derives_from + s.responds_to)
_call = st.builds(
    Call,
    id=_id,
    title=_some_line,
    question=_some_text,
    state=st.sampled_from(CallState),
    opens=_wall,
    closes=_wall,
    time_zone=st.sampled_from(["Europe/London", "UTC"]),
    slots=st.integers(1, 9),
    closes_note=_text,
    ask=_text,
    source=st.just("") | _id,
    audience=_audience,
    body=_body,
    consents=_many(st.sampled_from(Consent)),
    readers=_audience,
    closing_note=_text,
    reopened=_many(st.builds(Reopening, _moment, _some_line, _some_text, _wall)),
).filter(lambda c: c.opens < c.closes)
_slot = st.builds(Slot, _some_exact, _exact, _exact, _many(st.builds(Pointer, _id, _line, _line)))
_input = st.builds(
    Input,
    id=_id,
    call=_id,
    organisation=_some_line,
    organisation_kind=_some_line,
    received=_moment,
    channel=st.sampled_from(Channel),
    consent=st.sampled_from(Consent),
    slots=_many(_slot, 1),
    illustrative=st.booleans(),
    audience=_audience,
    body=_body,
    late=st.booleans(),
    entered_by=_line,
    changes=st.integers(0, 9),
    changed=st.none() | _moment,
    link=st.just("") | _sha,
    triage=_many(_some_line),
    confidence=st.integers(0, 100),
    original=_line,
    message_id=_line,
    sender=_line,
)
_citation = st.builds(
    Citation, _id, _exact, _exact, _exact, _line, _line, st.just("") | _sha, st.just("") | _sha, st.none() | _moment
)
_slot_ref = st.builds(SlotRef, _id, st.integers(1, 9))
_step = st.builds(
    Step,
    number=st.integers(1, 9999),
    at=_moment,
    who=_some_line,
    kind=st.sampled_from(StepKind),
    source=st.just("") | _id,
    target=st.just("") | _id,
    slots=_many(_slot_ref),
    status=st.none() | st.sampled_from(PriorityStatus),
    undoes=st.integers(0, 9999),
)
_priority = st.builds(
    Priority,
    direction=_many(st.builds(Direction, _id, st.sampled_from(DIRECTIONS))),
    merged_into=st.just("") | _id,
    split_from=st.just("") | _id,
    lineage=_many(_step),
    id=_id,
    title=_some_line,
    statement=_some_text,
    status=st.sampled_from(PriorityStatus),
    call=st.just("") | _id,
    topics=_many(_id),
    evidence=_many(st.builds(Evidence, _citation, st.sampled_from(Stance), _text)),
    slots=_many(_slot_ref),
    queries=_many(_some_line),
    audience=_audience,
    body=_body,
    situation=_text,
    problem=_text,
    changes=st.integers(0, 9),
    changed=st.none() | _moment,
)
_written = {
    "author": _some_line,
    "made": _moment,
    "audience": _audience,
    "turns": _many(st.builds(Turn, _moment, _some_line, st.sampled_from(ReviewState), _text)),
    "changes": st.integers(0, 9),
    "changed": st.none() | _moment,
    "body": _body,
}
_decision = st.builds(
    Decision,
    _moment,
    _some_line,
    st.sampled_from(DecisionKind),
    st.sampled_from(Verdict),
    st.just("") | _sha,
    _text,
    st.none() | _citation,
)
_annotation = st.builds(
    Annotation,
    id=_id,
    citation=_citation,
    tags=_many(_some_line),
    links=_many(st.builds(EvidenceLink, _id, st.sampled_from(Stance), st.sampled_from(Strength), _text)),
    review_by=st.none() | st.dates(),
    decisions=_many(_decision),
    **_written,
)
_question = st.builds(
    Question,
    id=_id,
    text=_some_text,
    kind=st.sampled_from(QuestionKind),
    asked_of=_some_line,
    look_at=_many(_some_line),
    background=_many(_id),
    good_answer=_text,
    pillars=_many(st.sampled_from(Pillar)),
    priorities=_many(_id),
    raised_by=_many(_slot_ref),
    **_written,
)
_advice = st.builds(
    Advice,
    id=_id,
    title=_some_line,
    kind=st.sampled_from(AdviceKind),
    what=_some_text,
    for_whom=_some_line,
    priorities=_many(_id),
    evidence=_many(_id),
    **_written,
)
_recommendation = st.builds(
    Recommendation,
    id=_id,
    summary=_some_text,
    citation=_citation,
    addressees=_many(_some_line, 1),
    statuses=_many(st.builds(StatusAt, _date, st.sampled_from(Status), _text, st.just("") | _id)),
    priorities=_many(_id),
    register_id=_line,
    audience=_audience,
    made_by=_line,
    changes=st.integers(0, 9),
    changed=st.none() | _moment,
    body=_body,
)
_found_in = st.builds(FoundIn, _id, st.integers(1, 99), _many(_some_line), _audience)
_run = st.builds(RecordedSearch, _moment, _some_line, _many(_some_line, 1), _moment, _many(_id), _many(_found_in))
_reading = st.builds(
    SourceReading, _id, _moment, _some_line, st.just("") | _sha, _text, st.none() | _moment, st.just("") | _some_line
)
_search_record = st.builds(SearchRecord, _id, _many(_run, 1), _many(_reading), _body)  # nobody writes an empty record
_topic = st.builds(Topic, _id, _some_line, _some_text, _many(_some_line))
_acronym = st.builds(Acronym, _some_line, _many(_some_line, 1), _many(_line.filter(bool)), _text)
_topics = st.builds(TopicList, st.just("topics"), _unique(_topic, lambda t: t.id), _body)
_acronyms = st.builds(AcronymList, st.just("acronyms"), _unique(_acronym, lambda a: a.short.casefold()), _body)
_private = st.builds(PrivateText, _id, st.none() | _capture, _audience, _body)

THINGS = st.one_of(
    _source,
    _call,
    _input,
    _priority,
    _annotation,
    _question,
    _advice,
    _recommendation,
    _search_record,
    _topics,
    _acronyms,
    _private,
)


@pytest.fixture(scope="session")
def things() -> st.SearchStrategy[ContentItem]:
    """Every kind of thing, in normal form."""
    return THINGS


Writer = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Writer:
    """Write a content file under a root (``content`` unless told) and return its path."""

    def _write(place: str, text: str, root: str = "content") -> Path:
        path = tmp_path / root / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return _write
