"""Citations to check: found, shown beside the new ones, decided, and asked again after the next capture."""

from dataclasses import replace

import pytest

from kb.documents.anchoring import hash_of
from kb.documents.passages import passages_of
from kb.domain.audience import Audience
from kb.domain.editorial.review import ReviewState, Turn
from kb.domain.evidence.annotation import Annotation, DecisionKind, EvidenceLink, Verdict
from kb.domain.priority.priority import Evidence, Stance
from kb.domain.source.capture import Capture
from kb.domain.source.passage import Citation
from made_up import RECEIVED
from people import Site

from .conftest import JOINT, PRIORITIES

READ = "The systems of courts do not talk to each other, and forces buy alone."
NOW = "The systems of courts do now talk to each other, and forces buy alone."
ENTRY = Annotation(
    id="apart",
    citation=Citation(
        "joint", exact=READ, label="para 2", sha256=hash_of(passages_of(JOINT.body)[1]), captured=RECEIVED
    ),
    author="editors",
    made=RECEIVED,
    audience=Audience.PUBLIC,
    links=(EvidenceLink("talk", Stance.SUPPORTS, why="it says so"), EvidenceLink("secret", Stance.LIMITS)),
    turns=(Turn(RECEIVED, "editors", ReviewState.IN_REVIEW), Turn(RECEIVED, "somebody", ReviewState.REVIEWED)),
    body="They do not talk.\n",
)


def changed(number: int, body: str):
    return replace(
        JOINT, captured=Capture(str(number) * 64, RECEIVED, "https://joint.example/", "text/html"), body=body
    )


@pytest.fixture
def reworded(site: Site) -> Site:
    """A site whose source was captured again with other words in the paragraph cited, and a new one before it."""
    site.put(ENTRY)
    site.put(changed(1, f"## Files\n\n**1.** New.\n\n**2.** Files are keyed twice.\n\n**3.** {NOW}\n"))
    return site


def entry(site: Site) -> Annotation:
    return site.catalogue.annotations["apart"]


def form(page, do: str):
    return next(one for one in page.select("main form") if one.select_one(f"input[name=do][value={do}]"))


def test_what_stands_has_nothing_to_be_decided(site: Site) -> None:
    site.put(ENTRY)
    page = site.person("analyst").get("/suspects")
    assert "Every citation stands where it was read" in page.main.text
    assert site.person("analyst").client.get("/annotations/apart/decide").status_code == 303


def test_the_list_and_the_desk_tell_what_waits(reworded: Site) -> None:
    page = reworded.person("analyst").get("/suspects")
    assert "1 citation waits for a decision" in page.main.text
    assert "Reworded: nearly the same words" in page.main.text
    assert "zebrafinch" not in page.main.text
    shelf = reworded.person("staff").get("/desk").select_one("#suspects").parent
    assert "A joint look at how case files travel, para 2" in shelf.text
    assert "None: every citation stands." not in shelf.text


def test_only_people_who_work_on_entries_decide(reworded: Site) -> None:
    for who, status in (("", 303), ("member", 403)):
        assert reworded.person(who).client.get("/suspects", base_url="http://kb.example").status_code == status
        path = "/annotations/apart/decide"
        assert reworded.person(who).client.get(path, base_url="http://kb.example").status_code == status


def test_readers_see_that_it_does_not_count(reworded: Site) -> None:
    assert "count for nothing until decided" in reworded.person().get("/annotations/apart").main.text
    page = reworded.person().get("/priorities/talk").main.text
    assert "They do not count until somebody has decided" in page
    assert "no independent bodies" in " ".join(page.split())


def test_old_and_new_words_are_shown_and_it_is_anchored_anew(reworded: Site) -> None:
    page = reworded.person("analyst").get("/annotations/apart/decide")
    assert [one.text for one in page.select("del")] == ["taken out: not; "]
    assert [one.text for one in page.select("ins")] == ["put in: now; "]
    assert "para 3" in page.select_one("#offer-1").text
    sent = reworded.person("analyst").send(form(page, "anchor"))
    assert sent.location == "/suspects?done=anchor"
    now = entry(reworded)
    assert (now.citation.exact, now.citation.label, now.citation.capture) == (NOW, "para 3", "1" * 64)
    (decision,) = now.decisions
    assert (decision.kind, decision.found, decision.capture) == (DecisionKind.ANCHORED, Verdict.REWORDED, "1" * 64)
    assert decision.before is not None
    assert decision.before.exact == READ
    assert now.state is ReviewState.DRAFT  # these words nobody has reviewed: they may say the opposite
    assert len(now.links) == 2
    assert "Every citation stands" in reworded.person("analyst").get("/suspects").main.text
    assert "anchored anew (reworded then)" in reworded.person("analyst").get("/annotations/apart").main.text.lower()


def test_it_stands_as_read_until_the_source_is_captured_again(reworded: Site) -> None:
    browser = reworded.person("analyst")
    page = browser.get("/annotations/apart/decide")
    refused = browser.send(form(page, "keep"))
    assert refused.status_code == 422
    assert "Say why" in refused.text
    browser.send(form(page, "keep"), why="The printed report says it.")
    assert "Every citation stands" in browser.get("/suspects").main.text
    told = " ".join(reworded.person().get("/priorities/talk").main.text.split())
    assert "as captured on 20 September 2016" in told
    assert "1 passage, 1 independent body" in told
    assert "Stands as captured on 20 September 2016." in reworded.person().get("/annotations/apart").main.text
    reworded.put(changed(2, "**1.** Nothing of the sort.\n"))
    reworded.kb.index_sync.sync()  # looks at the files at once
    assert "1 citation waits" in browser.get("/suspects").main.text


def test_an_entry_whose_words_are_gone_is_retired(site: Site) -> None:
    site.put(ENTRY)
    site.put(changed(1, "**1.** Nothing of the sort.\n"))
    page = site.person("staff").get("/annotations/apart/decide")
    assert "Nothing like these words" in page.main.text
    site.person("staff").send(form(page, "retire"), why="It was taken back.")
    assert entry(site).state is ReviewState.RETIRED
    assert "Every citation stands" in site.person("staff").get("/suspects").main.text


def test_who_decides_on_what_somebody_changed_meanwhile_is_told(reworded: Site) -> None:
    page = reworded.person("analyst").get("/annotations/apart/decide")
    reworded.put(replace(ENTRY, body="They do not talk at all.\n"))
    sent = reworded.person("analyst").send(form(page, "anchor"))
    assert sent.status_code == 409
    assert entry(reworded).decisions == ()


def test_evidence_in_a_priority_s_own_file_is_told_too(site: Site) -> None:
    lost = Evidence(Citation("joint", exact="Nobody has ever said this."), Stance.CONTEXT)
    site.put(replace(PRIORITIES[0], evidence=(lost,)))
    page = site.person("analyst").get("/suspects")
    assert "Nobody has ever said this." in page.select_one("#own").parent.text


def test_a_passage_that_is_not_offered_is_not_taken(reworded: Site) -> None:
    page = reworded.person("analyst").get("/annotations/apart/decide")
    sent = reworded.person("analyst").send(form(page, "anchor"), passage="para-1")
    assert sent.status_code == 422
    assert entry(reworded).decisions == ()
