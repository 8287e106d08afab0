"""Small sites full of things of every audience, each with words that stand nowhere else, and every address of them."""

import datetime as dt
import hashlib
import io
import random
import re
import shutil
import sqlite3
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from hypothesis import strategies as st

from kb.bootstrap import KnowledgeBase, knowledge_base
from kb.content.files import write_item
from kb.content.items import AcronymList, TopicList
from kb.documents.citations.citation_files import FORMATS
from kb.domain.account.account import Role
from kb.domain.account.viewer import at_the_terminal
from kb.domain.audience import Audience
from kb.domain.call.call import Call, CallState, Channel, Consent, Input, Slot
from kb.domain.dates import PartialDate
from kb.domain.editorial.question import Advice, AdviceKind, Pillar, Question, QuestionKind
from kb.domain.editorial.recommendation import Recommendation, Status, StatusAt
from kb.domain.editorial.review import ReviewState, Turn
from kb.domain.evidence.annotation import Annotation, EvidenceLink
from kb.domain.evidence.search_record import SearchRecord, SourceReading
from kb.domain.priority.priority import Evidence, Priority, PriorityStatus, SlotRef, Stance
from kb.domain.source.passage import Citation
from kb.domain.source.source import Finding, PrivateText, Reference, Source, SourceKind
from kb.domain.vocabulary import Acronym, Topic
from kb.web import create_app

BASE = "http://localhost"
PASSPHRASE = "four words nobody guesses"
CONTROL = "xuzuzuzuzuzuk"
"""A word of the shape of all others that stands in nothing."""
COMMON = "shared"
"""A word that stands in everything."""


def word(number: int) -> str:
    """A word of its own for each number, far from every other, so that none is taken for a slip of another."""
    digest = hashlib.sha256(str(number).encode()).digest()
    return (
        "x"
        + "".join("bdfgklmnprtvz"[c % 13] + "aeiou"[v % 5] for c, v in zip(digest[:5], digest[5:10], strict=True))
        + "k"
    )


@dataclass
class World:
    """Things with comments by their paths, and for each word in them the widest audience that may have it."""

    things: list[Any] = field(default_factory=list)
    words: dict[str, Audience] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=count)
    at_work: set[str] = field(default_factory=set)
    comments: dict[str, str] = field(default_factory=dict)

    def say(self, audience: Audience, *, at_work: bool = False) -> str:
        """Make a word that only this audience may read, and of it only people who work on entries if so wished."""
        made = word(next(self.numbers))
        self.words[made] = audience
        if at_work:
            self.at_work.add(made)
        return made

    def of(self, kind: type) -> list[Any]:
        return [thing for thing in self.things if isinstance(thing, kind)]

    def hidden_from(self, reader: Audience, *, works: bool = False) -> set[str]:
        away = set() if works else self.at_work
        return away | {word for word, audience in self.words.items() if not reader.sees(audience)}


def narrower(*audiences: Audience) -> Audience:
    return max(audiences, key=lambda audience: audience.rank)


def add_source(world: World, draw: Callable, audience: Audience) -> None:
    def say() -> str:
        return world.say(audience)

    free = draw(st.booleans())
    others = [other.id for other in world.of(Source)]
    body = f"## {say()}\n\n**1.** {COMMON} {say()}.[^1]\n\n**Recommendation 1.** {say()} {COMMON}.\n\n[^1]: {say()}.\n"
    source = Source(
        id=f"s-{say()}",
        title=f"{COMMON} {say()}",
        short_title=draw(st.sampled_from(["", say()])),
        publishers=(say(),),
        kind=draw(st.sampled_from([SourceKind.AUDIT, SourceKind.RESEARCH])),
        published=PartialDate(draw(st.integers(1990, 1992))),
        reference=Reference(number=say()),
        address=f"https://{say()}.example/",
        licence="OGL-UK-3.0" if free else "all-rights-reserved",
        topics=("things",),
        derives_from=tuple(draw(st.lists(st.sampled_from(others), max_size=1))) if others else (),
        summary=f"{COMMON} {say()}",
        findings=(Finding(f"{COMMON} {say()}", pin=say(), quote=say(), via=f"https://{say()}.example/"),),
        notes=say(),
        audience=audience,
        body=body if free else "",
    )
    world.things.append(source)
    if not free:
        own = draw(st.sampled_from(Audience))
        secret = world.say(narrower(audience, own))
        world.things.append(PrivateText(id=source.id, audience=own, body=f"**1.** {COMMON} {secret}.\n"))


def add_call(world: World, draw: Callable, audience: Audience) -> None:
    state = draw(st.sampled_from([CallState.DRAFT, CallState.OPEN, CallState.CLOSED]))
    seen = Audience.STAFF if state is CallState.DRAFT else audience
    sources = world.of(Source)
    call = Call(
        id=f"c-{world.say(seen)}",
        title=f"{COMMON} {world.say(seen)}",
        question=f"{COMMON} {world.say(seen)}",
        state=state,
        opens=dt.datetime(2016, 9, 12, 18, 6),  # noqa: DTZ001 - wall-clock times of the call's own zone
        closes=dt.datetime(2016, 9, 23, 17, 0),  # noqa: DTZ001 - times of a call have no zone
        time_zone="Europe/London",
        closes_note=world.say(seen),
        ask=world.say(seen),
        source=draw(st.sampled_from(sources)).id if sources else "",
        audience=audience,
        readers=Audience.PUBLIC,
        body=f"{COMMON} {world.say(seen)}",
    )
    world.things.append(call)
    for consent in Consent:
        add_answer(world, draw, call, consent)


def add_answer(world: World, draw: Callable, call: Call, consent: Consent) -> None:
    audience = draw(st.sampled_from(Audience))
    waits = draw(st.booleans())
    sealed = call.state in (CallState.DRAFT, CallState.OPEN)
    staff_only = sealed or waits or consent in (Consent.TOTALS, Consent.STAFF)
    seen = Audience.STAFF if staff_only else narrower(audience, call.audience)
    named = seen if consent is Consent.NAMED else Audience.STAFF
    world.things.append(
        Input(
            id=f"i-{world.say(seen)}",
            call=call.id,
            organisation=world.say(named),
            organisation_kind=world.say(seen),
            received=dt.datetime(2016, 9, 20, 9, 30, tzinfo=dt.UTC),
            channel=Channel.FORM,
            consent=consent,
            slots=(Slot(f"{COMMON} {world.say(seen)}", world.say(seen), world.say(seen)), Slot(world.say(seen))),
            audience=audience,
            body=f"{COMMON} {world.say(seen)}",
            entered_by=world.say(Audience.STAFF),
            sender=f"{world.say(Audience.STAFF)}@example.org",
            triage=(world.say(Audience.STAFF),) if waits else (),
        )
    )


def add_priority(world: World, draw: Callable, audience: Audience) -> None:
    sources, answers, calls = world.of(Source), world.of(Input), world.of(Call)
    evidence = []
    for source in draw(st.lists(st.sampled_from(sources), max_size=2, unique_by=lambda s: s.id)) if sources else ():
        seen = narrower(audience, source.audience)
        quote = source.findings[0].text
        why, label = world.say(seen), draw(st.sampled_from(["para 1", "finding 1", world.say(seen)]))
        evidence.append(Evidence(Citation(source.id, exact=quote, label=label), draw(st.sampled_from(Stance)), why))
    taken = {slot for priority in world.of(Priority) for slot in priority.slots}
    free = [SlotRef(answer.id, rank) for answer in answers for rank in (1, 2) if SlotRef(answer.id, rank) not in taken]
    slots = draw(st.lists(st.sampled_from(free), max_size=3, unique=True)) if free else ()
    world.things.append(
        Priority(
            id=f"p-{world.say(audience)}",
            title=f"{COMMON} {world.say(audience)}",
            statement=f"{COMMON} {world.say(audience)}",
            status=draw(st.sampled_from([PriorityStatus.DRAFT, PriorityStatus.AGREED])),
            call=draw(st.sampled_from(calls)).id if calls else "",
            topics=("things",),
            evidence=tuple(evidence),
            slots=tuple(slots),
            queries=(world.say(audience),),
            audience=audience,
            body=world.say(audience),
            situation=world.say(audience),
            problem=world.say(audience),
            worded_by=world.say(Audience.STAFF),
        )
    )


WRITTEN_AT = dt.datetime(2016, 10, 3, 9, 0, tzinfo=dt.UTC)
WAYS: Mapping[ReviewState, tuple[ReviewState, ...]] = {
    ReviewState.DRAFT: (),
    ReviewState.IN_REVIEW: (ReviewState.IN_REVIEW,),
    ReviewState.REVIEWED: (ReviewState.IN_REVIEW, ReviewState.REVIEWED),
    ReviewState.RETIRED: (ReviewState.IN_REVIEW, ReviewState.REVIEWED, ReviewState.RETIRED),
}


def add_annotation(world: World, draw: Callable, audience: Audience, state: ReviewState) -> None:
    """Add an entry on a source, linked to every priority: what stands in the link is for who may see both."""
    sources = world.of(Source)
    if not sources:
        return
    source = draw(st.sampled_from(sources))
    own, is_open = narrower(audience, source.audience), state is not ReviewState.REVIEWED

    def say(also: Audience = Audience.PUBLIC) -> str:
        return world.say(narrower(own, also), at_work=is_open)

    notes = [world.say(own, at_work=True) for _ in WAYS[state]]
    turns = tuple(
        Turn(WRITTEN_AT, world.say(Audience.STAFF), one, note) for one, note in zip(WAYS[state], notes, strict=True)
    )
    whole = Citation(source.id)
    quoted = replace(whole, exact=source.findings[0].text, label="finding 1") if source.findings else whole
    lost = replace(whole, exact=f"It was said once that {say()}.")
    world.things.append(
        Annotation(
            id=f"a-{say()}",
            citation=draw(st.sampled_from([quoted, whole, lost])),
            author=world.say(Audience.STAFF),
            made=WRITTEN_AT,
            audience=audience,
            tags=(say(),),
            links=tuple(
                EvidenceLink(priority.id, draw(st.sampled_from(Stance)), why=say(priority.audience))
                for priority in world.of(Priority)
            ),
            turns=turns,
            body=f"{COMMON} {say()}",
        )
    )


def add_looking(world: World, draw: Callable) -> None:
    """Add readings in vain, whose notes are for people at work who may see both; runs come of themselves."""
    for priority in world.of(Priority):
        for source in world.of(Source):
            if draw(st.booleans()):
                note = world.say(narrower(priority.audience, source.audience), at_work=True)
                reading = SourceReading(source.id, dt.datetime(2016, 9, 20, 9, 30, tzinfo=dt.UTC), "system", note=note)
                known = next(
                    (one for one in world.of(SearchRecord) if one.id == priority.id), SearchRecord(priority.id)
                )
                world.things = [thing for thing in world.things if thing is not known]
                world.things.append(replace(known, readings=(*known.readings, reading)))


def add_entries(world: World, draw: Callable, audience: Audience, state: ReviewState) -> None:
    """Add a question and a piece of advice that refer to everything there is, and came from every answer."""
    is_open = state is not ReviewState.REVIEWED

    def say() -> str:
        return world.say(audience, at_work=is_open)

    def turns() -> tuple[Turn, ...]:
        who, notes = world.say(Audience.STAFF), [world.say(audience, at_work=True) for _ in WAYS[state]]
        return tuple(Turn(WRITTEN_AT, who, one, note) for one, note in zip(WAYS[state], notes, strict=True))

    priorities = tuple(priority.id for priority in world.of(Priority))
    question = Question(
        id=f"q-{say()}",
        text=f"{COMMON} {say()}?",
        kind=draw(st.sampled_from(QuestionKind)),
        asked_of=say(),
        author=world.say(Audience.STAFF),
        made=WRITTEN_AT,
        look_at=(say(), say()),
        background=tuple(source.id for source in world.of(Source)),
        good_answer=say(),
        pillars=(Pillar.EFFICIENCY,),
        priorities=priorities,
        raised_by=tuple(SlotRef(answer.id, rank) for answer in world.of(Input) for rank in (1, 2)),
        audience=audience,
        turns=turns(),
        body=f"{COMMON} {say()}",
    )
    advice = Advice(
        id=f"d-{say()}",
        title=f"{COMMON} {say()}",
        kind=draw(st.sampled_from(AdviceKind)),
        what=say(),
        for_whom=say(),
        author=world.say(Audience.STAFF),
        made=WRITTEN_AT,
        priorities=priorities,
        evidence=tuple(annotation.id for annotation in world.of(Annotation)),
        audience=audience,
        turns=turns(),
        body=say(),
    )
    world.things += [question, advice]


def add_recommendation(world: World, draw: Callable, audience: Audience) -> None:
    """Add a followed recommendation of a source, for every priority, with a status from every source."""
    source = draw(st.sampled_from(world.of(Source)))
    own = narrower(audience, source.audience)
    made = Recommendation(
        id=f"r-{world.say(own)}",
        summary=f"{COMMON} {world.say(own)}",
        citation=Citation(source.id, label=draw(st.sampled_from(["recommendation 1", "finding 1"]))),
        addressees=(world.say(own),),
        statuses=tuple(
            StatusAt(PartialDate(1990 + year), status, world.say(narrower(own, each.audience)), each.id)
            for year, (each, status) in enumerate(zip(world.of(Source), Status, strict=False))
        ),
        priorities=tuple(priority.id for priority in world.of(Priority)),
        register_id=world.say(own),
        audience=audience,
        made_by=world.say(Audience.STAFF),
        body=world.say(own),
    )
    world.things.append(made)


def add_comments(world: World) -> None:
    """Comment on everything that takes comments, for people at work who may see it; each calls on the analyst."""
    audiences = {thing.id: thing.audience for thing in world.things if isinstance(thing, Source)}
    for thing in world.things:
        if isinstance(thing, Priority | Annotation | Question | Advice):
            of_source = audiences[thing.source] if isinstance(thing, Annotation) else Audience.PUBLIC
            word = world.say(narrower(thing.audience, of_source), at_work=True)
            world.comments[path_of(thing)] = f"@{Role.ANALYST}@example.org: {COMMON} {word}"


def path_of(thing: Priority | Annotation | Question | Advice) -> str:
    """Return where something that takes comments is shown."""
    paths = {Priority: "priorities", Annotation: "annotations", Question: "questions", Advice: "advice"}
    return f"{paths[type(thing)]}/{thing.id}"


def add_saying(world: World, audience: Audience) -> None:
    """Add sources that all say the same two words side by side: a common phrase of what this audience reads."""
    saying = f"{world.say(audience)} {world.say(audience)}"
    for _ in range(3):
        source = Source(
            id=f"s-{world.say(audience)}",
            title=COMMON,
            publishers=("Somebody",),
            kind=SourceKind.AUDIT,
            licence="OGL-UK-3.0",
            audience=audience,
            body=f"**1.** {COMMON} {saying} {world.say(audience)}.\n",
        )
        world.things.append(source)


@st.composite
def worlds(draw: Callable) -> World:
    world = World()
    for _ in range(draw(st.integers(1, 3))):
        add_source(world, draw, draw(st.sampled_from(Audience)))
    for _ in range(draw(st.integers(0, 1))):
        add_call(world, draw, draw(st.sampled_from(Audience)))
    for _ in range(draw(st.integers(0, 2))):
        add_priority(world, draw, draw(st.sampled_from(Audience)))
    for state in draw(st.lists(st.sampled_from(ReviewState), max_size=2)):
        add_annotation(world, draw, draw(st.sampled_from(Audience)), state)
    add_looking(world, draw)
    for state in draw(st.lists(st.sampled_from(ReviewState), max_size=2)):
        add_entries(world, draw, draw(st.sampled_from(Audience)), state)
    for _ in range(draw(st.integers(0, 1))):
        add_recommendation(world, draw, draw(st.sampled_from(Audience)))
    for _ in range(draw(st.integers(0, 1))):
        add_saying(world, draw(st.sampled_from(Audience)))
    add_comments(world)
    return world


def full_world(draw: Callable) -> World:
    """Return a world with a thing of each kind for each audience, all of them hanging together."""
    world = World()
    for audience in Audience:
        add_source(world, draw, audience)
    add_call(world, draw, draw(st.sampled_from(Audience)))
    for add in (add_priority, add_recommendation):
        for audience in Audience:
            add(world, draw, audience)
    for audience in Audience:
        add_annotation(world, draw, audience, ReviewState.REVIEWED)
        add_entries(world, draw, audience, ReviewState.REVIEWED)
    add_comments(world)
    return world


def misspelt(text: str) -> str:
    """Return a file with its first field misspelt."""
    return text.replace("---\n", "---\nx", 1)


def of_nobody(text: str) -> str:
    """Return a file for an audience that there is not."""
    lines = [line for line in text.split("\n") if not line.startswith("audience:")]
    return "\n".join([lines[0], "audience: nobody", *lines[1:]])


HARMS: dict[str, Callable[[str], str | None]] = {
    "changed": lambda text: text + "\nSomething else is said here, too.\n",
    "misspelt": misspelt,
    "of no audience": of_nobody,
    "broken": lambda text: text.replace("---\n", "---\nbroken: [\n", 1),
    "half written": lambda text: text[: len(text) // 2],
    "empty": lambda _: "",
    "deleted": lambda _: None,
}
"""What becomes of a file; ``None`` where it goes."""


VOCABULARY = (
    TopicList("topics", (Topic("things", "Things", "What this is about."),)),
    AcronymList("acronyms", (Acronym("ABC", ("A Better Case",)),)),
)


@dataclass
class Site:
    """One site that is filled anew for every example, and a client for each reader."""

    folder: Path
    kb: KnowledgeBase
    readers: Mapping[str, tuple[Audience, FlaskClient]]

    def fill(self, world: World) -> None:
        random.seed()  # Hypothesis makes chance the same each time, and the index names its files by chance
        for place in ("content", "var/private/search-records"):
            shutil.rmtree(self.folder / place, ignore_errors=True)
        for thing in (*VOCABULARY, *world.things):
            write_item(self.folder / "content", thing)
        assert self.kb.checker.check().problems == ()
        self.kb.index_sync.sync()
        self.kb.search_recording.run(self.kb.search_recording.searchable(at_the_terminal()), at_the_terminal())
        with closing(sqlite3.connect(self.folder / "var" / "kb.sqlite3", isolation_level=None)) as database:
            database.execute("DELETE FROM comments")
        for path, text in world.comments.items():
            self.kb.comments.add(path, text, at_the_terminal())


def clients(kb: KnowledgeBase, also: str = "") -> dict[str, tuple[Audience, FlaskClient]]:
    """Sign one reader of each role in, through the pages that people use; others than before with ``also``."""
    app = create_app(kb, BASE)
    readers = {"anonymous": (Audience.PUBLIC, app.test_client())}
    for role in Role:
        client = app.test_client()
        token = kb.accounts.invite(f"{role}{also}@example.org", role, "test").token
        form = client.get(f"/welcome/{token}").text.split('name="csrf" value="')[1].split('"')[0]
        typed = {"csrf": form, "passphrase": PASSPHRASE, "again": PASSPHRASE}
        assert client.post(f"/welcome/{token}", data=typed).status_code == 303
        readers[role.value] = (role.audience, client)
    return readers


def empty_site(folder: Path) -> Site:
    """Make a site without content, with a reader of each role."""
    (folder / "content").mkdir()
    kb = knowledge_base({"KB_CONTENT": str(folder / "content"), "KB_HOME": str(folder / "var")})
    kb.index_sync.sync()
    return Site(folder, kb, clients(kb))


PAGES = (
    *("/", "/search", "/sources", "/priorities", "/call", "/health", "/robots.txt", "/opensearch.xml", "/sources.atom"),
    *(
        "/calls",
        "/calls/new",
        "/desk",
        "/priorities/new",
        "/priorities/agree",
        "/questions",
        "/questions?state=draft&kind=fact&pillar=efficiency",
        "/questions/new",
        "/advice",
        "/advice?state=in+review&kind=guidance",
        "/advice/new",
        "/recommendations",
        "/recommendations/by-publisher",
        "/brief",
        "/annotations",
        "/annotations/review",
        "/annotations?state=draft",
        "/annotations?stance=supports",
        "/annotations?overdue=1",
        "/suspects",
        "/gathering",
        "/gathering?show=all",
        "/vocabulary",
        "/vocabulary/topics",
        "/vocabulary/topics/none",
        "/vocabulary/topics/none/versions",
        "/sources/new",
        "/sources/new/by-hand",
        "/jobs/20260101t000000-none",
        "/jobs/20260101t000000-none/events",
        "/suggest?q=shar",
        "/saved/new?q=shared",
        "/saved/x",
        "/collections",
        "/collections/add?passage=none/para-1",
        "/collections/x",
        "/collections/x.md",
        "/collections/shared/x",
        "/collections/shared/example",
        "/collections/shared/example.csv",
        "/collections/shared/x.csv",
        "/welcome/x",
        "/favicon.ico",
        "/static/x/css/base.css",
        "/saved",
        "/sign-in",
        "/account",
        "/account/sign-in-codes",
        "/account/passphrase",
        "/account/kept-form?form=x",
        "/people",
        "/audit",
        "/audit?who=a&what=e&item=shared&page=2",
        "/nowhere",
        "/help/search",
        "/help?q=walrus",
        "/help/guide/search",
        "/coverage",
        "/coverage?by=sources&show=unread",
        "/coverage.csv?by=sources&table=cells",
        "/export",
        "/sources?sort=title",
        "/sources?page=2",
        "/coverage?by=sources&page=2",
        "/coverage?by=sources&columns=120&rows=2",
        "/sources?kind=audit+report",
    ),
    *(
        "/api/v1/sources",
        "/api/v1/priorities",
        "/api/v1/annotations",
        "/api/v1/questions",
        "/api/v1/coverage",
        "/api/v1/collections",
        "/api/v1/collections/none",
        f"/api/v1/collections/shared/{'s' * 43}",
        "/api/v1/nowhere",
        "/api/v1/openapi.json",
        "/api/v1/search?limit=50",
        "/search.atom",
    ),
)
FACETED = (
    *("topic=things", "cited=yes", "cited=no", "year=1990", "kind=audit+report", "sort=newest", "priority=none"),
    "stance=supports",
)


def addresses_at_work(thing: Any) -> Iterator[str]:
    """Every address at which people work on entries about a thing."""
    if isinstance(thing, Source):
        yield from (f"/sources/{thing.id}/annotate{more}" for more in ("", "/para-1", "/finding-1"))
        yield from (f"/annotations?source={thing.id}", f"/sources/{thing.id}/annotations.jsonld")
        yield f"/api/v1/annotations?source={thing.id}"
    if isinstance(thing, Annotation):
        yield from (
            f"/annotations/{thing.id}{more}" for more in ("", ".jsonld", "/edit", "/versions", "/decide", "?done=made")
        )
        yield f"/api/v1/annotations/{thing.id}"
        yield from (f"/annotations?{name}" for name in (f"tag={thing.tags[0]}", f"author={thing.author}"))
    if isinstance(thing, Priority):
        yield from (
            f"{path}?priority={thing.id}" for path in ("/annotations", "/api/v1/annotations", "/api/v1/questions")
        )
        yield from (f"{search}for={thing.id}" for search in (f"/search?q={COMMON}&", "/search?"))
        yield from (
            f"{path}?priority={thing.id}" for path in ("/questions", "/advice", "/questions/new", "/advice/new")
        )
        yield from (f"/priorities/{thing.id}/{more}" for more in ("edit", "versions"))
    if isinstance(thing, Input):
        yield f"/questions/new?raised={thing.id}:1"
    if isinstance(thing, Question | Advice):
        path = "questions" if isinstance(thing, Question) else "advice"
        yield from (f"/{path}/{thing.id}{more}" for more in ("", "/edit", "/versions", "?done=made"))
        yield f"/api/v1/questions/{thing.id}"
    if isinstance(thing, Recommendation):
        yield from (f"/recommendations/{thing.id}{more}" for more in ("", "/edit", "/status", "/versions"))
    if isinstance(thing, Source):
        yield f"/recommendations/new?source={thing.id}&passage=rec-1"


def addresses_of(thing: Any) -> Iterator[str]:
    """Every address of a thing, whoever may see it."""
    yield from addresses_at_work(thing)
    if isinstance(thing, Source):
        yield from _of_source(thing)
    if isinstance(thing, Priority):
        yield from (f"/priorities/{thing.id}{more}" for more in ("", *(f"/cite.{ending}" for ending in FORMATS)))
        yield from (f"{search}?q={COMMON}&priority={thing.id}" for search in ("/search", "/api/v1/search"))
        yield from (f"/api/v1/{path}/{thing.id}" for path in ("priorities", "coverage"))
        yield from (f"/coverage?call={thing.call}&by=years", f"/priorities/{thing.id}/searches")
        yield from (f"/priorities/{thing.id}/evidence{more}" for more in ("", f"?q={COMMON}"))
        yield f"/priorities/{thing.id}.atom"
    if isinstance(thing, SearchRecord):
        yield from (f"/coverage/{thing.id}/{reading.source}" for reading in thing.readings)
    if isinstance(thing, Call):
        yield f"/calls/{thing.id}/brief/cite.csl.json?audience=staff&unreviewed=1"
        yield f"/calls/{thing.id}/brief?as-of=2016-09-30"
        yield f"/calls/{thing.id}/brief.html?length=two-pages&unreviewed=1&audience=staff"
        for ending in ("", ".html", ".md", ".json", ".docx"):
            yield f"/calls/{thing.id}/brief{ending}?unreviewed=1&audience=staff"
        for more in (
            "/brief",
            "",
            "/answer",
            "/edit",
            "/mine",
            "/mine/change",
            "/mine/words.txt",
            "/versions",
            "/pairs",
            "/ranking",
            "/roll",
            "/roll.csv",
            "/roll/letters",
            "/roll/member",
            "/roll/upload",
            "/run",
            "/triage",
            "/triage/history",
            "/triage/import",
            "/triage/matches",
        ):
            yield f"/calls/{thing.id}{more}"
    if isinstance(thing, Input):
        yield from (f"/inputs/{thing.call}/{thing.id}", f"/inputs/{thing.id}")
        for more in ("", "/original"):
            yield f"/calls/{thing.call}/triage/waiting/{thing.id}{more}"
        for more in ("", "/change", "/words.txt"):
            yield f"/receipts/{thing.call}/{thing.id}/{'s' * 43}{more}"


def _of_source(thing: Source) -> Iterator[str]:
    job = "20260101t000000-none"
    doors = (
        "",
        f"?q={COMMON}",
        "/file",
        f"/file/{job}",
        "/captures",
        f"/captures/{job}",
        "/archived",
        f"/archived/{job}",
        "/compare",
        f"/compare?q={COMMON}",
        f"/compare?with={thing.id}",
    )
    more_doors = ("/edit", "/versions", "/original", "/original.pdf", "/beside", "/cite/para-1", "/cite/finding-1")
    yield from (f"/sources/{thing.id}{more}" for more in (*doors, *more_doors))
    yield from (f"/api/v1/sources/{thing.id}", f"/search?q={COMMON}&source={thing.id}", f"/sources/{thing.id}.atom")
    for passage in ("para-1", "finding-1"):
        yield f"/api/v1/passages/{thing.id}:{passage}"
        yield f"/api/v1/similar?passage={thing.id}:{passage}"
        yield f"/sources/{thing.id}/similar/{passage}"
        yield f"/collections/add?passage={thing.id}/{passage}"
    yield f"/search?publisher={thing.publishers[0]}"
    yield from (f"/sources/{thing.id}/cite.{ending}" for ending in FORMATS)


def searches_for(words: str) -> Iterator[str]:
    """Searches for one word: by page, feed and API, half-typed and misspelt; each names the word as it is asked."""
    yield from (
        f"{search}?q={words}" for search in ("/search", "/search.atom", "/api/v1/search", "/api/v1/suggest", "/suggest")
    )
    yield f"/search?q=%22{words}+{COMMON}%22"
    yield f"/search?q={COMMON}+{words}&explain=1"
    for slip in (words[:6], words[:-3] + words[-2:], words[:-2] + "uk"):
        yield from (f"/search?q={slip}", f"/api/v1/suggest?q={slip}", f"/suggest?q={slip}")


_OFFERED_KEY = r'<svg class="qr".*?</svg>|name="secret" value="[a-z2-7]+"|<code class="key">.*?</code>'
"""The key for sign-in codes on the page that offers one: another one each time."""


def answer(client: FlaskClient, path: str) -> str:
    """Everything that a reader gets: status, headers and words, without capitals."""
    response = client.get(path)
    assert response.status_code < 500 or path == "/health", path
    shown = {name: value for name, value in response.headers.items() if name not in ("Date", "ETag", "Content-Length")}
    told = unzipped(response.data) if response.data.startswith(b"PK") else response.text
    both = f"{response.status_code} {shown} {told}".lower()
    both = re.sub(_OFFERED_KEY, "", both, flags=re.DOTALL)
    return re.sub(r"expires=[^;]*;|[0-9]{2}:[0-9]{2} utc", "", both)  # these tell the time


def unzipped(data: bytes) -> str:
    """Everything in a Word file."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
