import datetime as dt
from pathlib import Path

import pytest

from kb.domain.errors import NotFound
from kb.index.whoosh.engine import WhooshEngine
from kb.services.help.manual import Manual, address_of


@pytest.fixture
def manual(tmp_path: Path) -> Manual:
    pages = {
        "index.md": "# Help\n\n[Search](guide/search.md)\n",
        "guide/search.md": "# Search\n\n## Keys\n\nPress a walrus. [Up](../index.md) [Why](../decisions/index.md#x)\n",
        "reference/settings.md": "# Settings\n\nA walrus can be set.\n",
        "decisions/index.md": "# Decisions\n\nA walrus was rejected.\n",
        "architecture.md": "# Architecture\n\nNo walrus.\n",
    }
    for name, text in pages.items():
        path = tmp_path / "docs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (tmp_path / "secret.md").write_text("# Secret\n", encoding="utf-8")
    return Manual(tmp_path / "docs", WhooshEngine(tmp_path / "index", clock=lambda: dt.datetime.now(dt.UTC)))


def test_pages_are_named_by_their_path_and_index_pages_by_their_folder(manual: Manual) -> None:
    assert set(manual.names) == {"", "guide/search", "reference/settings", "decisions", "architecture"}
    titles = [manual.page(name).title for name in ("", "guide/search", "decisions")]
    assert titles == ["Help", "Search", "Decisions"]


@pytest.mark.parametrize(
    "name", ["gone", "guide", "../secret", "index", "guide/search.md", "decisions/", "/etc/passwd"]
)
def test_no_other_file_is_a_page(manual: Manual, name: str) -> None:
    with pytest.raises(NotFound):
        manual.page(name)


def test_links_between_pages_are_links_of_the_site(manual: Manual) -> None:
    html = manual.page("guide/search").html
    assert 'href="/help"' in html
    assert 'href="/help/decisions#x"' in html
    assert 'href="/help/guide/search"' in manual.page("").html


@pytest.mark.parametrize("target", ["https://x.example/a.md", "#here", "mailto:a@x.example", "/search"])
def test_other_links_stay_as_they_are(target: str) -> None:
    assert address_of("guide/search.md", target) == target


def test_guide_and_reference_are_searched_and_nothing_else(manual: Manual) -> None:
    found = manual.search("walrus")
    assert {group.source for group in found.groups} == {"guide/search", "reference/settings"}
    assert {hit.heading for group in found.groups for hit in group.hits} == {("Keys",), ()}
    assert manual.search("rejected").groups == ()
