import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from kb.domain.errors import InvalidInput, NotFound
from kb.services.search.saved import LONGEST_NAME, LONGEST_NOTE, MOST_SAVED, UNDO_DAYS, SavedSearchService
from kb.storage.database import open_database
from kb.storage.saved_searches import SavedSearches

START = dt.datetime(2026, 11, 14, 10, 32, tzinfo=dt.UTC)
Later = Callable[[dt.timedelta], None]


@pytest.fixture
def now() -> list[dt.datetime]:
    return [START]


@pytest.fixture
def saving(tmp_path: Path, now: list[dt.datetime]) -> SavedSearchService:
    numbers = iter(range(10**6))
    table = SavedSearches(open_database(tmp_path, lambda: now[0]))
    return SavedSearchService(table, lambda: now[0], lambda: f"s{next(numbers)}")


def test_a_saved_search_comes_back_with_name_and_note(saving: SavedSearchService) -> None:
    saved = saving.save("visitor:a", "q=case+files", "  Case\n files ", "for Thursday\n\n")
    assert (saved.name, saved.note, saved.parameters) == ("Case files", "for Thursday", "q=case+files")
    assert saving.of("visitor:a") == (saved,)
    assert saving.one("visitor:a", saved.id) == saved


def test_nobody_sees_or_changes_the_searches_of_others(saving: SavedSearchService) -> None:
    saved = saving.save("visitor:a", "q=x", "mine")
    assert saving.of("visitor:b") == ()
    for act in (
        lambda: saving.one("visitor:b", saved.id),
        lambda: saving.change("visitor:b", saved.id, "theirs", ""),
        lambda: saving.delete("visitor:b", saved.id),
        lambda: saving.undo_delete("visitor:b", saved.id),
    ):
        with pytest.raises(NotFound):
            act()
    assert saving.of("visitor:a") == (saved,)


def test_the_latest_comes_first(saving: SavedSearchService, now: list[dt.datetime]) -> None:
    saving.save("a", "q=1", "one")
    now[0] += dt.timedelta(seconds=1)
    saving.save("a", "q=2", "two")
    assert [saved.name for saved in saving.of("a")] == ["two", "one"]


def test_saving_the_same_search_again_renames_it(saving: SavedSearchService) -> None:
    first = saving.save("a", "q=1", "one", "old")
    again = saving.save("a", "q=1", "uno", "new")
    assert [(s.id, s.name, s.note) for s in saving.of("a")] == [(first.id, "uno", "new")]
    assert again.saved_at == first.saved_at


def test_changing_gives_another_name_and_note(saving: SavedSearchService, now: list[dt.datetime]) -> None:
    saved = saving.save("a", "q=1", "one")
    now[0] += dt.timedelta(hours=1)
    changed = saving.change("a", saved.id, "better", "why")
    assert (changed.name, changed.note, changed.changed_at) == ("better", "why", now[0])
    assert saving.of("a") == (changed,)


def test_what_is_deleted_can_be_had_back_for_a_while(saving: SavedSearchService, now: list[dt.datetime]) -> None:
    saved = saving.save("a", "q=1", "one", "note")
    saving.delete("a", saved.id)
    assert saving.of("a") == ()
    with pytest.raises(NotFound):
        saving.change("a", saved.id, "x", "")
    saving.undo_delete("a", saved.id)
    assert saving.of("a") == (saved,)
    saving.delete("a", saved.id)
    now[0] += dt.timedelta(days=UNDO_DAYS + 1)
    saving.save("a", "q=2", "another")
    with pytest.raises(NotFound):
        saving.undo_delete("a", saved.id)


def test_every_field_that_cannot_be_kept_is_told_at_once(saving: SavedSearchService) -> None:
    with pytest.raises(InvalidInput) as caught:
        saving.save("a", "", " \n\x00 ", "n" * (LONGEST_NOTE + 1))
    assert set(caught.value.field_errors) == {"name", "note", "search"}
    with pytest.raises(InvalidInput) as caught:
        saving.save("a", "q=1", "n" * (LONGEST_NAME + 1))
    assert set(caught.value.field_errors) == {"name"}
    assert saving.of("a") == ()


def test_each_owner_has_a_limit_of_their_own(saving: SavedSearchService) -> None:
    for number in range(MOST_SAVED):
        saving.save("a", f"q={number}", "x")
    with pytest.raises(InvalidInput, match="delete one first"):
        saving.save("a", "q=more", "x")
    saving.save("b", "q=more", "x")
    oldest = saving.of("a")[-1]
    saving.change("a", oldest.id, "renamed at the limit", "")
    saving.delete("a", oldest.id)
    saving.save("a", "q=more", "x")
    with pytest.raises(InvalidInput):
        saving.undo_delete("a", oldest.id)


def test_words_that_no_page_can_show_are_dropped(saving: SavedSearchService) -> None:
    saved = saving.save("a", "q=1", "a\ud800b\x07c", "x\x00y\r\nz\x1b[31m")
    assert (saved.name, saved.note) == ("abc", "xy\nz[31m")
    assert saving.of("a") == (saved,)
