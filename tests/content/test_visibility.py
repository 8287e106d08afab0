"""What may be seen: it fails closed, whatever becomes of the files that it hangs on."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kb.content import visibility
from kb.content.catalogue import FullCatalogue, load_catalogue
from kb.content.files import write_item
from kb.content.visibility import VisibleCatalogue, visible_to
from kb.documents.anchoring import Resolution
from kb.domain.account.account import Role
from kb.domain.account.viewer import Viewer
from kb.domain.audience import Audience
from kb.domain.call.call import Call, CallState, Channel, Consent, Input, Slot
from kb.domain.dates import PartialDate
from kb.domain.editorial.recommendation import Recommendation, Status, StatusAt
from kb.domain.evidence.annotation import Verdict
from kb.domain.priority.priority import Evidence, Priority, PriorityStatus, SlotRef, Stance
from kb.domain.source.passage import Citation
from kb.domain.source.source import Source, SourceKind
from kb.services.library.evidence import cited_passages
from leak_worlds import HARMS, VOCABULARY, full_world
from viewers import viewer

VIEWERS = {
    "anybody": Viewer(),
    "a member": viewer("mem", Role.MEMBER),
    "an analyst": viewer("ann"),
}
SECRET = Source("secret", "Secret report", ("NAO",), SourceKind.AUDIT, audience=Audience.STAFF)
OPEN = replace(SECRET, id="open", title="Open report", audience=Audience.PUBLIC)
PRIORITY = Priority(
    "keying",
    "Keying twice",
    "Officers type it twice.",
    evidence=(
        Evidence(Citation("secret"), Stance.SUPPORTS, "Nobody may know."),
        Evidence(Citation("open"), Stance.LIMITS),
    ),
)
RECOMMENDED = Recommendation(
    "buy-once",
    "Buy it once.",
    Citation("open"),
    ("forces",),
    (
        StatusAt(PartialDate(2016), Status.MADE, "Seen.", "open"),
        StatusAt(PartialDate(2017), Status.DONE, "Hidden.", "secret"),
    ),
)
AT = dt.datetime(2016, 9, 1, 9, 0, tzinfo=dt.UTC)
CLOCK = (AT.replace(tzinfo=None), AT.replace(month=10, tzinfo=None))
"""Calls keep the time on a clock."""
CALL = Call("call", "A call", "What?", CallState.CLOSED, *CLOCK, "Europe/London", source="secret")


def words_seen(visible: VisibleCatalogue, words: set[str]) -> set[str]:
    """Return which words somebody sees in anything, and in the evidence that is made of it."""
    things = (
        *(visible.sources, visible.texts, visible.calls, visible.inputs, visible.priorities, visible.annotations),
        *(visible.questions, visible.advice, visible.recommendations, visible.search_records),
        cited_passages(visible, lambda _: Resolution(Verdict.SAME)).by_priority,
    )
    told = repr([dict(each) for each in things]).casefold()
    return {word for word in words if word in told}


@settings(
    max_examples=2,
    phases=[Phase.generate],
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(data=st.data())
def test_whatever_breaks_nobody_is_shown_more(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    root, world = tmp_path_factory.mktemp("world"), full_world(data.draw)
    for thing in (*VOCABULARY, *world.things):
        write_item(root, thing)
    words = set(world.words)

    def seen() -> dict[str, set[str]]:
        full = load_catalogue([root])
        return {name: words_seen(visible_to(full, who), words) for name, who in VIEWERS.items()}

    before, tried = seen(), 0
    assert all(before.values())
    for path in sorted(root.rglob("*.md")):
        text = path.read_text()
        for name, harm in HARMS.items():
            harmed = harm(text)
            if name == "changed":
                continue
            path.unlink() if harmed is None else path.write_text(harmed)
            for who, told in seen().items():
                assert told <= before[who], (path, name, who, told - before[who])
            path.write_text(text)
            tried += 1
    assert tried > 100


def test_nobody_else_decides_who_sees_what() -> None:
    own = Path(visibility.__file__)
    elsewhere = [path for path in own.parents[1].rglob("*.py") if path != own and ".sees(" in path.read_text()]
    assert elsewhere == []


def shown(*things: object, who: Viewer | None = None) -> VisibleCatalogue:
    """Return what somebody sees of a few things."""
    full = FullCatalogue(
        sources={one.id: one for one in things if isinstance(one, Source)},
        priorities={one.id: one for one in things if isinstance(one, Priority)},
        recommendations={one.id: one for one in things if isinstance(one, Recommendation)},
        calls={one.id: one for one in things if isinstance(one, Call)},
        inputs={one.id: one for one in things if isinstance(one, Input)},
    )
    return visible_to(full, who or Viewer())


@pytest.mark.parametrize("hidden", [(SECRET,), ()])
def test_what_hangs_on_a_source_that_is_hidden_or_cannot_be_read_is_hidden(hidden: tuple[Source, ...]) -> None:
    visible = shown(OPEN, PRIORITY, RECOMMENDED, CALL, *hidden)
    assert [one.citation.source for one in visible.priorities["keying"].evidence] == ["open"]
    assert [one.note for one in visible.recommendations["buy-once"].statuses] == ["Seen."]
    assert visible.calls["call"].source == ""
    staff = shown(OPEN, PRIORITY, RECOMMENDED, CALL, *hidden, who=viewer("sue", Role.STAFF))
    assert [one.citation.source for one in staff.priorities["keying"].evidence] == ["secret", "open"]


def test_an_answer_to_a_call_that_cannot_be_read_is_under_seal() -> None:
    answer = Input("a", "call", "Ours Ltd", "supplier", AT, Channel.FORM, Consent.NAMED, (Slot("One"),))
    answer, grouped = (
        replace(answer, audience=Audience.PUBLIC),
        replace(PRIORITY, call="call", slots=(SlotRef("a", 1),)),
    )
    open_call = replace(CALL, readers=Audience.PUBLIC)
    assert shown(OPEN, grouped, answer, open_call).priorities["keying"].slots == (SlotRef("a", 1),)
    without = shown(OPEN, grouped, answer)
    assert (without.inputs, without.totals) == ({}, {})
    assert (without.priorities["keying"].slots, without.priorities["keying"].call) == ((), "")


@pytest.mark.parametrize("into", [replace(PRIORITY, id="big", audience=Audience.STAFF), None])
def test_evidence_of_a_priority_that_went_into_a_hidden_one_is_hidden(into: Priority | None) -> None:
    merged = replace(PRIORITY, status=PriorityStatus.MERGED, merged_into="big")
    visible = shown(OPEN, SECRET, merged, *([into] if into else []))
    assert visible.priorities["keying"].merged_into == ""
    assert cited_passages(visible, lambda _: Resolution(Verdict.SAME)).by_priority == {}


def test_totals_have_neither_words_nor_names_for_others_than_staff(tmp_path: Path) -> None:
    answers = [
        Input(
            f"a{n}",
            "call",
            f"Example {n} Ltd",
            "supplier",
            AT,
            Channel.FORM,
            Consent.TOTALS,
            (Slot("Hidden words"),),
        )
        for n in range(4)
    ]
    (totals,) = shown(CALL, *answers).totals.values()
    assert len(totals.answers) == 4
    assert "Example" not in repr(totals)
    assert "Hidden" not in repr(totals)
    assert len({answer.organisation for answer in totals.answers}) == 4
    (own,) = shown(CALL, *answers, who=viewer("sue", Role.STAFF)).totals.values()
    assert own.answers == tuple(answers)
