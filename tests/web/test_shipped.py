"""The site over the content that the project ships: every page answers, and every link on it leads somewhere."""

from urllib.parse import unquote, urljoin, urlsplit

from bs4 import BeautifulSoup

from kb.bootstrap import KnowledgeBase
from kb.web import create_app


def test_every_page_of_the_shipped_content_answers_and_links_lead_somewhere(shipped: KnowledgeBase) -> None:
    client = create_app(shipped, "https://kb.example").test_client()
    ids: dict[str, set[str]] = {}
    fragments: set[tuple[str, str, str]] = set()
    waiting = ["/"]
    while waiting:
        path = waiting.pop()
        if path in ids:
            continue
        response = client.get(path, follow_redirects=True)
        assert response.status_code == 200, path
        if response.mimetype != "text/html":  # a download: it is there, and has no links to follow
            ids[path] = set()
            continue
        page = BeautifulSoup(response.text, "lxml")
        ids[path] = {tag["id"] for tag in page.find_all(id=True)}
        for link in page.find_all("a", href=True):
            target = urlsplit(urljoin(f"http://site{path}", link["href"]))
            if target.netloc == "site" and not target.query:  # searches and filters lead to each other without end
                waiting.append(target.path)
                fragments.add((path, target.path, unquote(target.fragment)))
    assert sum(path.startswith("/sources/") for path in ids) > 30
    lost = [(path, to, anchor) for path, to, anchor in fragments if anchor and anchor not in ids.get(to, {anchor})]
    assert lost == []


def test_the_question_of_the_call_finds_the_joint_report(shipped: KnowledgeBase) -> None:
    client = create_app(shipped, "https://kb.example").test_client()
    page = BeautifulSoup(client.get("/search?q=systems+do+not+talk+to+each+other").text, "lxml")
    first = page.select_one(".results .source")
    assert "Delivering Justice in a Digital Age" in first.h2.get_text()
    assert "do not talk to each other" in " ".join(first.get_text(" ", strip=True).split())


def test_the_call_says_of_answers_that_are_counted_and_not_listed_who_reads_them(shipped: KnowledgeBase) -> None:
    aside = BeautifulSoup(
        create_app(shipped, "https://kb.example").test_client().get("/call", follow_redirects=True).text, "lxml"
    ).aside
    said = " ".join(aside.get_text(" ").split())
    assert len(aside.select("section:first-child .entries li")) == 6
    assert "7 answers" in said
    assert "1 more is counted and not shown: " in said
