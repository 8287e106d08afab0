"""The letter of a day: off until chosen, each thing told once, and nothing that its reader may not see."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from account_world import Outbox
from kb.domain.account.account import Account, Role
from kb.domain.account.viewer import Viewer, at_the_terminal, viewer_of
from kb.domain.audience import Audience
from kb.domain.editorial.question import Question, QuestionKind
from kb.domain.editorial.review import ReviewState, Turn
from kb.domain.errors import InvalidInput
from kb.domain.evidence.annotation import Annotation
from kb.domain.notice import NoticeKind
from kb.domain.priority.priority import Priority
from kb.domain.source.capture import Capture
from kb.domain.source.passage import Citation
from kb.services.notices.digest import Digests
from kb.storage.audit.audit_log import AuditLog
from kb.storage.database import open_database
from kb.storage.notices import NoticeTable
from kb.storage.smtp import OutgoingLetter, Undelivered
from made_up import RECEIVED, REPORT
from people import Site, mould_of, site_from

MORNING = dt.datetime(2026, 11, 14, 9, 0, tzinfo=dt.UTC)
SOURCE = replace(
    REPORT,
    id="joint",
    captured=Capture("0" * 64, RECEIVED, "https://joint.example/", "text/html"),
    body="**1.** Files are keyed twice.\n",
)
SECRET = replace(REPORT, id="minutes", title="Minutes of zebrafinches", short_title="", audience=Audience.STAFF)
PRIORITY = Priority("talk", "Systems that talk", "They should talk.")
HIDDEN = Priority("hidden", "About the zebrafinch", "For staff.", audience=Audience.STAFF)


@pytest.fixture(scope="module")
def noticed_mould(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    folder = tmp_path_factory.mktemp("noticed-mould")
    return folder, mould_of(folder, (SOURCE, SECRET, PRIORITY, HIDDEN))


class Post(Outbox):
    """Keeps letters, but for those to whom it refuses to carry any."""

    refused: tuple[str, ...] = ()

    def send(self, letters: Sequence[OutgoingLetter]) -> tuple[Undelivered, ...]:
        taken = [letter for letter in letters if letter.to not in self.refused]
        self.letters += taken
        return tuple(Undelivered(letter, "no such person") for letter in letters if letter not in taken)


class NoticeWorld:
    """A site whose clock the test turns, and the letters that went."""

    def __init__(self, site: Site) -> None:
        self.site, self.kb, self.now, self.post = site, site.kb, MORNING, Post()
        home = site.folder / "var"
        table = NoticeTable(open_database(home, lambda: self.now))
        self.audit = AuditLog(home)
        self.digests = Digests(
            table, site.kb.accounts.all, site.kb.digests._news, self.post, self.audit, "https://kb.example", self.clock
        )

    def clock(self) -> dt.datetime:
        return self.now

    def account(self, name: str) -> Account:
        return self.kb.accounts.one(f"{name}@example.org")

    def viewer(self, name: str) -> Viewer:
        return viewer_of(self.account(name))

    def choose(self, name: str, *kinds: NoticeKind) -> None:
        self.digests.choose(self.account(name), [kind.value for kind in kinds])

    def put(self, *things: Annotation | Question | Priority) -> None:
        for thing in things:
            self.site.put(thing)
        self.kb.index_sync.sync()

    def run(self) -> list[OutgoingLetter]:
        """Send what is due; return what went."""
        before = len(self.post.letters)
        self.digests.send(at_the_terminal())
        return self.post.letters[before:]

    def next_day(self) -> list[OutgoingLetter]:
        self.now += dt.timedelta(days=1)
        return self.run()


@pytest.fixture
def world(tmp_path: Path, noticed_mould: tuple[Path, dict[str, str]]) -> NoticeWorld:
    return NoticeWorld(site_from(*noticed_mould, tmp_path / "site"))


def question(id: str, author: str, *turns: Turn) -> Question:
    return Question(id, f"Who counts {id}?", QuestionKind.FACT, "each force", author, RECEIVED, turns=turns)


def handed_in(id: str, author: str = "editors") -> Question:
    return question(id, author, Turn(RECEIVED, author, ReviewState.IN_REVIEW))


def test_nobody_is_written_to_who_did_not_choose_it(world: NoticeWorld) -> None:
    world.put(handed_in("hours"))
    assert world.run() == []
    world.choose("staff", NoticeKind.SENT_BACK)
    assert world.run() == []


def test_what_waits_is_told_once_in_one_letter_a_day(world: NoticeWorld) -> None:
    world.put(handed_in("hours"))
    world.choose("analyst", NoticeKind.REVIEW)
    (letter,) = world.run()
    assert letter.to == "analyst@example.org"
    assert letter.subject == "New for you: 1 thing"
    waits = "Something waits for your review:\n- Who counts hours?\n  https://kb.example/questions/hours\n"
    assert waits in letter.text
    assert "https://kb.example/account#notices" in letter.text
    world.put(handed_in("days"))
    assert world.run() == [], "a second letter on one day"
    (letter,) = world.next_day()
    assert "Who counts days?" in letter.text
    assert "hours" not in letter.text
    assert world.next_day() == []


def test_a_thing_that_is_handed_in_anew_is_told_anew(world: NoticeWorld) -> None:
    world.put(handed_in("hours"))
    world.choose("analyst", NoticeKind.REVIEW)
    assert len(world.run()) == 1
    again = Turn(RECEIVED + dt.timedelta(days=1), "editors", ReviewState.IN_REVIEW)
    back = Turn(RECEIVED, "staff", ReviewState.DRAFT, "Which force?")
    world.put(question("hours", "editors", Turn(RECEIVED, "editors", ReviewState.IN_REVIEW), back, again))
    assert len(world.next_day()) == 1


def test_each_kind_is_told(world: NoticeWorld) -> None:
    own = world.account("analyst").id
    back = (Turn(RECEIVED, own, ReviewState.IN_REVIEW), Turn(RECEIVED, "bea", ReviewState.DRAFT, "Which force?"))
    changed = Annotation("keyed", Citation("joint", exact="keyed thrice", label="para 1"), own, RECEIVED, body="So.")
    world.put(question("mine", own, *back), changed)
    world.kb.comments.add("priorities/talk", "@analyst@example.org look", world.viewer("staff"))
    world.choose("analyst", *NoticeKind)
    (letter,) = world.run()
    assert "Something was sent back to you:\n- Who counts mine?" in letter.text
    assert "A source that you cite has changed:\n- Entry on A joint look at how case files travel" in letter.text
    assert "/annotations/keyed/decide" in letter.text
    assert "A comment mentions you:\n- Systems that talk\n  https://kb.example/priorities/talk#comment-" in letter.text


def test_staff_are_told_of_words_to_agree_to(world: NoticeWorld) -> None:
    world.choose("staff", NoticeKind.REVIEW)
    world.choose("analyst", NoticeKind.REVIEW)
    (letter,) = world.run()
    assert letter.to == "staff@example.org"
    assert "About the zebrafinch" in letter.text


def test_a_saved_search_tells_sources_that_it_did_not_find_before(world: NoticeWorld) -> None:
    world.kb.saved_searches.save(world.viewer("member").owner, "q=keyed", "Keying")
    world.choose("member", *NoticeKind)
    assert world.run() == []
    assert world.next_day() == []
    world.put(replace(SOURCE, id="second", title="A second look", short_title=""), replace(SECRET, body=SOURCE.body))
    (letter,) = world.next_day()
    assert "A saved search has new hits:\n- A second look, found by “Keying”\n" in letter.text
    assert "zebrafinch" not in letter.text
    assert letter.text.count("https://kb.example/sources/") == 1
    assert world.next_day() == []


def test_what_a_reader_may_see_is_asked_when_the_letter_goes(world: NoticeWorld) -> None:
    world.kb.saved_searches.save(world.viewer("bea").owner, "q=zebrafinches", "Birds")
    world.kb.comments.add("priorities/hidden", "@bea@example.org look", world.viewer("staff"))
    world.choose("bea", *NoticeKind)
    world.kb.accounts.set_role(world.account("bea").id, Role.MEMBER, "test")
    world.put(replace(SECRET, id="more", title="More zebrafinches"))
    assert world.run() + world.next_day() == []
    world.kb.accounts.set_role(world.account("bea").id, Role.STAFF, "test")
    (letter,) = world.next_day()
    assert "About the zebrafinch" in letter.text


def test_a_mention_on_what_was_hidden_since_is_not_told(world: NoticeWorld) -> None:
    world.kb.comments.add("priorities/talk", "@analyst@example.org look", world.viewer("staff"))
    world.choose("analyst", NoticeKind.MENTION)
    world.put(replace(PRIORITY, audience=Audience.STAFF))
    assert world.run() == []


def test_a_letter_that_is_refused_is_tried_again_on_the_same_day(world: NoticeWorld) -> None:
    world.put(handed_in("hours"))
    for name in ("analyst", "bea"):
        world.choose(name, NoticeKind.REVIEW)
    world.post.refused = ("bea@example.org",)
    run = world.digests.send(at_the_terminal())
    assert (run.sent, [one.letter.to for one in run.failed]) == (1, ["bea@example.org"])
    world.post.refused = ()
    assert [letter.to for letter in world.run()] == ["bea@example.org"]
    assert [dict(act.details) for act in world.audit.acts() if act.what == "send notices"] == [
        {"failed": "1", "sent": "1"},
        {"failed": "0", "sent": "1"},
    ]


def test_who_may_not_sign_in_and_who_stopped_it_get_nothing(world: NoticeWorld) -> None:
    world.put(handed_in("hours"))
    for name in ("analyst", "bea", "staff"):
        world.choose(name, NoticeKind.REVIEW)
    world.kb.accounts.disable(world.account("analyst").id, "test")
    world.choose("bea")
    assert [letter.to for letter in world.run()] == ["staff@example.org"]


def test_members_cannot_choose_what_is_of_work(world: NoticeWorld) -> None:
    world.choose("member", *NoticeKind)
    assert world.digests.chosen(world.account("member")) == {NoticeKind.SAVED_SEARCH}


def test_a_long_list_is_cut_and_says_so(world: NoticeWorld) -> None:
    world.put(*(handed_in(f"thing-{n}") for n in range(25)))
    world.choose("analyst", NoticeKind.REVIEW)
    (letter,) = world.run()
    assert letter.subject == "New for you: 25 things"
    assert letter.text.count("/questions/") == 20
    assert "- and 5 more" in letter.text


def test_without_a_mail_server_nothing_is_sent_and_it_says_so(world: NoticeWorld) -> None:
    assert not world.kb.digests.can_send
    with pytest.raises(InvalidInput, match="no mail server"):
        world.kb.digests.send(at_the_terminal())
