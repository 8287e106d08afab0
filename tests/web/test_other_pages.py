import threading
import time
from dataclasses import replace

from kb.services.library.index_watcher import IndexWatcher
from kb.storage.folder_watch import FolderWatch
from kb.storage.one_process import OneProcess
from kb.web import create_app


def words(tag) -> str:
    return " ".join(tag.get_text(" ", strip=True).split())


def test_the_first_page_counts_what_there_is(soup) -> None:
    page = soup("/")
    assert words(page.select_one(".holdings")).startswith("4 public documents, ")
    assert "1 blocked to scripts" in words(page.main)
    assert page.select_one('form[action="/search"] input[name=q]')
    assert "Closed Friday 23 September 2016, 5 pm" in words(page.main)


def test_sources_are_listed_newest_first_with_their_state(soup) -> None:
    page = soup("/sources")
    assert [words(h) for h in page.select(".shelf > h2")] == ["2018", "2016", "2013", "Undated"]
    entry = page.find(string="How case files travel").find_parent("li")
    assert "read" in words(entry.select_one(".state"))
    assert "full text" in words(entry)
    assert "cited by 1 priority" in words(entry)
    assert words(page.select_one(".loud")) == "blocked to scripts"


def test_the_list_of_sources_can_be_narrowed_and_ordered(soup) -> None:
    page = soup("/sources?publisher=NAO")
    assert words(page.h1) == "1 of 4 sources"
    assert page.select_one("#by-publisher option[selected]")["value"] == "NAO"
    titles = [words(h) for h in soup("/sources?sort=title").select("h3")]
    assert titles == sorted(titles, key=str.casefold)
    assert words(soup("/sources?kind=nonsense").h1) == "0 of 4 sources" or "no" in words(
        soup("/sources?kind=nonsense").h1
    )


def test_a_priority_shows_evidence_by_stance_with_independent_bodies_counted(soup) -> None:
    page = soup("/priorities/systems-that-talk")
    assert [words(h) for h in page.select(".stance-group h3")] == [
        "● Supports it 1 passage",
        "◐ Limits it 1 passage",
        "○ Speaks against it 1 passage",
        "◇ Gives context 2 passages",
    ]
    assert "5 passages, 2 independent bodies" in words(page.select_one(".title-block"))
    first = page.select_one(".piece")
    assert first.select_one(".from a")["href"] == "/sources/joint-report#para-4.12"
    assert "para 4.12, p 23" in words(first)
    assert page.select_one('a[href="/search?q=systems+talk&for=systems-that-talk"]')


def test_our_own_words_are_never_shown_as_a_quotation(soup) -> None:
    piece = soup("/priorities/systems-that-talk").find(string=lambda t: t and "Tablets pay" in t).find_parent("p")
    assert "“" not in words(piece)
    assert "in our words" in words(piece)


def test_lost_words_are_told(soup) -> None:
    assert "were not found in the source as it stands" in words(soup("/priorities/systems-that-talk").main)


def test_who_raised_it_is_told_as_consent_allows_and_marked_as_invented(soup) -> None:
    page = soup("/priorities/systems-that-talk")
    aside = words(page.aside)
    assert "Example Systems Ltd, choice 1, invented" in aside
    assert "supplier, choice 1, invented" in aside
    assert "Invented example." in aside


def test_a_priority_without_evidence_says_what_to_do(soup) -> None:
    assert "No evidence yet. Search for it" in words(soup("/priorities/nothing-yet").main)


def test_the_call_tells_its_deadline_in_words_and_keeps_the_slip(soup, client) -> None:
    assert client.get("/call").headers["Location"] == "/calls/call-2016"
    page = soup("/calls/call-2016")
    assert words(page.select_one(".deadline")).startswith("Closed Friday 23 September 2016, 5 pm")
    assert "but the day was a Friday" in words(page.main)
    assert "Invented example." in words(page.aside)
    assert [words(a) for a in page.select(".entries a")][:2] == ["supplier", "Example Systems Ltd"] or "supplier" in [
        words(a) for a in page.select(".entries a")
    ]


def test_an_answer_keeps_the_members_words_and_says_that_it_is_invented(soup) -> None:
    page = soup("/inputs/call-2016/answer-named")
    assert "Nobody sent this answer" in words(page.select_one(".invented"))
    assert "One record, entered once" in words(page.find(id="slot-1"))
    assert "Who counts them?" in words(page.find(id="slot-1"))


def test_health_says_what_the_index_holds(client, kb) -> None:
    told = client.get("/health")
    assert told.status_code == 200
    assert told.json["healthy"] is True
    assert told.json["passages"] == kb.index_sync.status().shelves["public"]["passages"]


def test_health_is_not_green_before_anything_was_read(kb) -> None:
    kb.index_sync.sync()
    reading, go_on = threading.Event(), threading.Event()

    class SlowLibrary:
        def look(self, *_: object, **__: object) -> None:
            reading.set()
            assert go_on.wait(60)

    folders = FolderWatch(kb.settings.roots)
    watcher = IndexWatcher(SlowLibrary(), kb.index_sync, folders, OneProcess(kb.settings.home / "SYNCER"))
    client = create_app(replace(kb, index_watcher=watcher), "http://kb.example").test_client()
    watcher.start()
    assert reading.wait(60)
    told = client.get("/health")
    assert (told.status_code, told.json) == (503, {"healthy": False})
    go_on.set()
    deadline = time.monotonic() + 60
    while client.get("/health").status_code != 200:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    watcher.stop()
