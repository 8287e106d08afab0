"""Every link of the documentation leads somewhere, and every path that it names is there."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "kb" / "docs"
README = ROOT / "README.md"
PAGES = (README, *sorted(DOCS.rglob("*.md")))
HISTORY = {DOCS / "CHANGELOG.md", *DOCS.glob("decisions/[0-9]*.md")}
"""Pages that tell of the past: what they name may have another name today."""

LINK = re.compile(r"!?\[[^\]]*\]\(([^()\s]+)\)")
PATH = re.compile(r"(?<![\w/.~-])(?:kb|scraper|tests|content|\.ci)/[\w./-]*")
CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)


def prose(page: Path) -> str:
    """Return a page without what stands in it as code."""
    return CODE.sub("", page.read_text(encoding="utf-8"))


def anchors(page: Path) -> list[str]:
    """Return the anchors of a page's headings as GitHub makes them."""
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    headings = re.findall(r"^#{1,6} (.+)$", text, re.MULTILINE)
    return [re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings]


def broken(page: Path) -> Iterator[str]:
    """Yield every link of a page that leads nowhere; addresses on the web are not asked."""
    for target in LINK.findall(prose(page)):
        if re.match(r"(?:https?|mailto):", target):
            continue
        path, _, anchor = target.partition("#")
        to = (page.parent / path).resolve() if path else page
        if not to.is_relative_to(ROOT) or not to.is_file() or (anchor and anchor not in anchors(to)):
            yield target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    assert list(broken(page)) == []


@pytest.mark.parametrize("page", sorted({*PAGES} - HISTORY), ids=lambda page: str(page.relative_to(ROOT)))
def test_every_path_that_a_page_names_is_there(page: Path) -> None:
    named = PATH.findall(page.read_text(encoding="utf-8"))
    assert [path for path in named if "/ID" not in path and not (ROOT / path.rstrip(".")).exists()] == []


def test_a_broken_link_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{__name__}.ROOT", tmp_path)
    (tmp_path / "other.md").write_text("# A title: of `two` words\n", encoding="utf-8")
    page = tmp_path / "page.md"
    page.write_text(
        "# Here\n[a](other.md) [b](other.md#a-title-of-two-words) [c](#here) [d](https://x.example) `[e](code.md)`\n"
        "[f](gone.md) [g](other.md#gone) [h](#gone) [i](../outside.md)\n",
        encoding="utf-8",
    )
    assert list(broken(page)) == ["gone.md", "other.md#gone", "#gone", "../outside.md"]


def test_no_page_has_two_headings_with_one_anchor() -> None:
    twice = {page.name: names for page in PAGES if len(set(names := anchors(page))) < len(names)}
    assert twice == {}


def test_every_page_can_be_reached_from_the_first() -> None:
    reached, ahead = set(), [DOCS / "index.md"]
    while ahead:
        page = ahead.pop()
        if page not in reached:
            reached.add(page)
            targets = {(page.parent / target.partition("#")[0]).resolve() for target in LINK.findall(prose(page))}
            ahead += [to for to in targets if to.suffix == ".md" and to.is_file()]
    assert {*DOCS.rglob("*.md")} - reached == set()


def test_the_readme_is_short_and_has_a_picture() -> None:
    text = README.read_text(encoding="utf-8")
    assert len(text.encode()) <= 6000
    assert re.search(r"!\[[^\]]+\]\(kb/docs/images/\w+\.png\)", text)
