"""Discovery proposes what is new as files, and adds nothing by itself."""

import json
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.content.proposals import read_proposals
from kb.domain.dates import PartialDate
from kb.domain.ids import is_id
from kb.domain.priority.priority import Priority
from kb.domain.source.source import Reference, SourceKind
from kb.domain.vocabulary import Topic
from kb.storage.audit.audit_log import AuditLog
from scraper.discovery.discover import accept, decline, discover, free_id, paper_key
from scraper.discovery.fit import fits, interests_of
from scraper.extract import Body, Proposal
from scraper.hmicfrs.hmicfrs import Hmicfrs
from scraper.source_store import SourceStore, open_source_store
from scraper.wiring import utc_now


def store_of(house) -> SourceStore:
    settings = house.settings
    return open_source_store(settings.content, settings.private, AuditLog(settings.home), utc_now)


@dataclass(frozen=True)
class Lister:
    """A publisher with a list of its documents in JSON."""

    host: str
    name: str = "lister"
    delay: float = 0.0

    def discovery_requests(self):
        return (f"{self.host}/list/1", f"{self.host}/list/2")

    def proposals(self, body):
        return tuple(
            Proposal(
                title=item["title"],
                address=item["address"],
                publishers=("NAO",),
                kind=SourceKind.AUDIT,
                published=PartialDate(2018),
                licence="NAO",
                summary="Its own words.",
                reference=Reference(item["hc"], "2017-19", "commons") if "hc" in item else None,
            )
            for item in json.loads(body.content)
        )


@pytest.fixture
def lister(web):
    items = [
        {"title": "Police procurement", "address": "https://www.nao.org.uk/reports/police-procurement/"},
        {"title": "Known by an alias", "address": "http://nao.org.uk/reports/known?utm_source=x"},
        {"title": "Known by its number", "address": "https://www.nao.org.uk/reports/z/", "hc": "HC 72"},
        {"title": "Police procurement", "address": "https://www.nao.org.uk/reports/police-procurement-2/"},
        {"title": "Again", "address": "https://www.nao.org.uk/reports/police-procurement#top"},
    ]
    web.says("/list/1", json.dumps(items), media_type="application/json")
    web.says("/list/2", "<title>Just a moment...</title>", status=403)
    return Lister(web.host)


def test_what_is_new_is_proposed_and_the_rest_is_known(house, lister):
    house.put("known", "https://www.nao.org.uk/new-address/", aliases=("https://www.nao.org.uk/reports/known/",))
    house.put("numbered", reference=Reference("HC 72", "2017-19"))
    folder = house.settings.home / "proposals"
    with house.deps() as deps:
        found = discover(deps, folder, (lister,))
        assert [source.id for source, _ in found.proposed] == ["police-procurement", "police-procurement-2018"]
        assert found.known == 3
        assert len(found.problems) == 1
        assert "Just a moment" in found.problems[0]
        again = discover(deps, folder, (lister,))
    assert again.proposed == ()
    assert sorted(path.name for path in house.sources.glob("*.md")) == ["known.md", "numbered.md"]


def test_accepting_moves_the_file_and_leaves_the_publishers_words_behind(house, lister):
    folder = house.settings.home / "proposals"
    with house.deps() as deps:
        discover(deps, folder, (lister,))
    store = store_of(house)
    path = accept(folder, store, "police-procurement")
    source = house.get("police-procurement")
    assert path == house.sources / "police-procurement.md"
    assert source.licence == "NAO"
    assert "Its own words" not in path.read_text()
    assert "police-procurement" not in read_proposals(folder)
    with pytest.raises(ValueError, match="no proposal 'police-procurement'; waiting:"):
        accept(folder, store, "police-procurement")
    with pytest.raises(ValueError, match="no proposal"):
        accept(folder, store, "../sources/police-procurement")


@pytest.mark.parametrize(
    "there", ["---\ntitle: [broken\n---\n", "---\ntitle: Whole\npublishers: [NAO]\nkind: other\n---\n"]
)
def test_accepting_never_replaces_a_file_not_even_one_with_problems(house, lister, there):
    folder = house.settings.home / "proposals"
    with house.deps() as deps:
        discover(deps, folder, (lister,))
    house.sources.mkdir(parents=True)
    path = house.sources / "police-procurement.md"
    path.write_text(there)
    with pytest.raises(ValueError, match="already"):
        accept(
            folder,
            open_source_store(house.settings.content, house.settings.private, AuditLog(house.settings.home), utc_now),
            "police-procurement",
        )
    assert path.read_text() == there


def test_what_a_person_turned_down_is_not_proposed_again(house, lister):
    folder = house.settings.home / "proposals"
    with house.deps() as deps:
        for source, _ in discover(deps, folder, (lister,)).proposed:
            decline(folder, source.id)
        again = discover(deps, folder, (lister,))
        (folder / "proposed.jsonl").unlink()
        afresh = discover(deps, folder, (lister,))
    assert (again.proposed, again.declined) == ((), 4)
    assert len(afresh.proposed) == 4


def test_a_publisher_that_breaks_down_keeps_no_other_from_being_asked(house, lister, web):
    web.says("/list/2", "{}", media_type="application/json")
    web.says("/list/3", '[{"no": "title"}]', media_type="application/json")

    class Broken(Lister):
        def discovery_requests(self):
            return (f"{self.host}/list/3",)

    with house.deps() as deps:
        found = discover(deps, house.settings.home / "proposals", (Broken(web.host), lister))
    assert "broke down: KeyError" in found.problems[0]
    assert len(found.proposed) == 4


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (Reference("HC 23", "2016-17", "commons"), Reference("HC 23", "2016-17"), True),
        (Reference("HC 23", "2016-17"), Reference("23", "2016-17", "commons"), True),
        (Reference("HC 23", "2016-17"), Reference("HC 23", "2015-16"), False),
        (Reference("HL Paper 180", "2021-22"), Reference("180", "2021-22", "lords"), True),
        (Reference("HL Paper 180", "2021-22"), Reference("HC 180", "2021-22"), False),
    ],
)
def test_papers_are_named_by_session_house_and_number(one, other, same):
    assert (paper_key(one) == paper_key(other)) is same


def test_a_number_alone_names_nothing():
    assert paper_key(Reference("HC 23")) == paper_key(None) == ""


@given(st.text(max_size=120), st.sets(st.sampled_from(["untitled", "a", "a-2", "a-2018", "a-2018-2"])))
def test_ids_are_valid_and_free(title, taken):
    for name in (title, "a"):
        id = free_id(Proposal(name, "https://x.example/", published=PartialDate(2018)), taken)
        assert is_id(id)
        assert id not in taken


def priority(id, title, queries=(), topics=()):
    return Priority(id, title, "A statement.", queries=tuple(queries), topics=tuple(topics))


INTERESTS = interests_of(
    [
        priority("link", "Systems that link", ["open interfaces API"], ["interoperability"]),
        priority("buy", "Buy once, together", ["joint procurement framework"]),
        priority("courts", "Courts that exchange material", ["digital case file"]),
        priority("retired", "Horses"),
    ],
    {"interoperability": Topic("interoperability", "Interoperability", "", ("joined-up systems",))},
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Police procurement: one framework for radios", ["buy (framework, procurement)"]),
        ("The digital case file in magistrates’ courts", ["courts (digital case file, case, digital, file)"]),
        ("Police forces and open interfaces", ["link (interface, open)"]),
        ("NHS procurement framework", []),
        ("Police procurement", []),
        ("", []),
    ],
)
def test_a_proposal_fits_by_the_words_it_shares_with_a_priority(text, expected):
    assert [fit.in_words() for fit in fits(text, INTERESTS)] == expected


def test_what_fits_no_priority_is_counted_and_only_proposed_when_asked_for(house, web):
    items = [
        {"title": "Police procurement by joint framework", "address": "https://www.nao.org.uk/reports/a/"},
        {"title": "Horses of the household", "address": "https://www.nao.org.uk/reports/b/"},
    ]
    web.says("/list/1", json.dumps(items), media_type="application/json")
    web.says("/list/2", "[]", media_type="application/json")
    folder = house.settings.home / "proposals"
    with house.deps() as opened:
        deps = replace(opened, source_store=replace(opened.source_store, interests=INTERESTS))
        found = discover(deps, folder, (Lister(web.host),))
        assert [source.id for source, _ in found.proposed] == ["police-procurement-by-joint-framework"]
        assert "It fits buy (framework, joint, procurement)." in found.proposed[0][0].notes
        assert (found.unfitting, found.declined) == (1, 0)
        rest = discover(deps, folder, (Lister(web.host),), everything=True)
    assert [source.id for source, _ in rest.proposed] == ["horses-of-the-household"]


def test_the_list_of_hmicfrs_is_read_by_where_its_links_lead():
    page = (
        "<main><ul><li><a href='/publications/police-it/'>Police IT</a> Published 3 May 2016</li>"
        "<li><a href='https://hmicfrs.test/publication-html/custody/#top'>Custody</a> 1 June 2019</li>"
        "<li><a href='/publications/'>All</a></li><li><a href='https://other.test/publications/x/'>Other</a></li></ul>"
        "</main>"
    )
    body = Body("https://hmicfrs.test/publications/", "text/html", page.encode())
    found = Hmicfrs().proposals(body)
    assert [(p.title, p.address, str(p.published), p.publishers) for p in found] == [
        ("Police IT", "https://hmicfrs.test/publications/police-it/", "2016-05-03", ("HMIC",)),
        ("Custody", "https://hmicfrs.test/publication-html/custody/", "2019-06-01", ("HMICFRS",)),
    ]
