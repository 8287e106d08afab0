import re
from itertools import pairwise
from urllib.parse import unquote, urljoin, urlsplit

from bs4 import BeautifulSoup

SECRET = "zebrafinch"


def test_every_page_has_one_heading_its_landmarks_and_a_title(soup, page_path: str) -> None:
    page = soup(page_path)
    assert len(page.find_all("h1")) == 1
    assert page.h1.get_text(strip=True)
    for landmark in ("header", "main", "footer"):
        assert page.find(landmark)
    assert page.title.get_text().endswith("Evidence on police IT procurement")
    assert page.html["lang"] == "en-GB"
    first_link = page.body.find("a")
    assert first_link["href"] == "#main"
    assert page.find(id="main")


def test_headings_step_down_one_at_a_time(soup, page_path: str) -> None:
    page = soup(page_path)
    page.dialog.decompose()
    levels = [int(heading.name[1]) for heading in page.find_all(re.compile("^h[1-6]$"))]
    assert all(after - before <= 1 for before, after in pairwise(levels)), levels


def test_ids_are_unique_and_labels_tied(soup, page_path: str) -> None:
    page = soup(page_path)
    ids = [tag["id"] for tag in page.find_all(id=True)]
    assert len(ids) == len(set(ids))
    for field in page.select("input:not([type=hidden]), select, textarea"):
        named = field.find_parent("label") or page.find("label", attrs={"for": field.get("id")})
        assert named, field


def test_nothing_is_inline_and_nothing_comes_from_elsewhere(soup, page_path: str) -> None:
    page = soup(page_path)
    for tag in page.find_all(True):
        assert not [name for name in tag.attrs if name.startswith("on") or name == "style"], tag
    assert not page.find("style")
    scripts = page.select("script:not([type='application/ld+json'])")  # data that no browser runs
    for tag in (*scripts, *page.select("link:not([rel=search], [rel=alternate]), img")):
        assert (tag.get("src") or tag["href"]).startswith("/static/")
    assert all(not script.get_text(strip=True) for script in scripts)


def test_no_page_tells_what_is_for_staff(client, page_path: str) -> None:
    assert SECRET not in client.get(page_path).text.lower()


def test_what_is_for_staff_does_not_exist_for_others(client) -> None:
    for hidden in ("/sources/staff-only", "/priorities/hidden", "/inputs/call-2016/answer-staff"):
        assert client.get(hidden).status_code == 404
    found = client.get(f"/search?q={SECRET}").text
    assert "Nothing found" in found


def test_every_link_leads_somewhere(client, soup) -> None:
    """Walk the whole site: every address inside it answers, and every fragment is on its page."""
    seen: dict[str, BeautifulSoup] = {}
    waiting = ["/"]
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        response = client.get(address, follow_redirects=True)
        if urlsplit(address).path.endswith(("/original", "/original.pdf")):  # nothing captured is here
            assert response.status_code == 404, address
            continue
        assert response.status_code == 200, address
        is_page = response.mimetype == "text/html"  # downloads lead nowhere
        seen[address] = BeautifulSoup(response.text if is_page else "", "html.parser")
        if address.startswith("/search?"):  # searches lead to searches without end; their pages are tried above
            continue
        for link in seen[address].find_all("a", href=True):
            target = urlsplit(urljoin(f"http://site{address}", link["href"]))
            if target.netloc == "site":
                waiting.append(target.path + (f"?{target.query}" if target.query else ""))
    assert len(seen) > 20
    for address, page in seen.items():
        for link in page.find_all("a", href=True):
            target = urlsplit(urljoin(f"http://site{address}", link["href"]))
            where = target.path + (f"?{target.query}" if target.query else "")
            if target.netloc == "site" and target.fragment and where in seen:
                assert seen[where].find(id=unquote(target.fragment)), (address, link["href"])


def test_a_page_that_did_not_change_is_not_sent_again(client, page_path: str) -> None:
    first = client.get(page_path)
    again = client.get(page_path, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert not again.data
