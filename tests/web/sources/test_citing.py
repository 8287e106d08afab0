"""Citation data on pages and as downloads, through the application."""

import json

import bibtexparser
import rispy

SOURCE, PRIORITY = "/sources/joint-report", "/priorities/systems-that-link"


def test_a_source_is_downloaded_in_each_format(client, soup) -> None:
    links = [link for link in soup(SOURCE).select("head link[rel=alternate]") if "/cite." in link["href"]]
    assert [link["title"] for link in links] == ["BibTeX", "RIS", "CSL-JSON"]
    read = {}
    for link in links:
        response = client.get(link["href"])
        assert (response.status_code, response.mimetype) == (200, link["type"])
        assert response.headers["Content-Disposition"].startswith('attachment; filename="joint-report.')
        read[link["title"]] = response.text
    assert bibtexparser.parse_string(read["BibTeX"]).entries[0].key == "joint-report"
    assert rispy.loads(read["RIS"])[0]["title"] == "A joint look at how case files travel"
    assert json.loads(read["CSL-JSON"])[0]["number"] == "HC 99"


def test_the_evidence_of_a_priority_is_each_source_once_with_its_places(client, soup) -> None:
    path = next(a["href"] for a in soup("/priorities").select("h2 a, h3 a") if "/priorities/" in a["href"])
    page = soup(path)
    shown = [link["href"] for link in page.select("a[download]")]
    items = client.get(f"{path}/cite.csl.json").get_json(force=True)
    assert shown == [f"{path}/cite.{ending}" for ending in ("bib", "ris", "csl.json")]
    ids = [item["id"] for item in items]
    assert len(ids) == len(set(ids)) > 0
    assert any("cited at para" in item["note"] for item in items)


def test_a_page_tells_reference_managers_what_it_is(soup) -> None:
    page = soup(SOURCE)
    tags = [(meta["name"], meta["content"]) for meta in page.select("meta[name^=citation_]")]
    assert ("citation_title", "A joint look at how case files travel") in tags
    assert ("citation_publication_date", "2016/04/13") in tags
    assert ("citation_technical_report_number", "HC 99") in tags
    assert sum(name == "citation_author" for name, _ in tags) == 2


def test_its_data_block_is_json_and_cannot_be_ended_by_a_text(client, soup) -> None:
    data = json.loads(soup(SOURCE).select_one('script[type="application/ld+json"]').string)
    assert (data["@context"], data["@type"]) == ("https://schema.org", "Report")
    assert data["datePublished"] == "2016-04-13"
    for path in ("/sources/hostile-paper", SOURCE):
        block = client.get(path).text.split('<script type="application/ld+json">')[1].split("</script>")[0]
        assert "<" not in block
        assert json.loads(block)["name"]


def test_what_is_not_there_is_not_found(client) -> None:
    for path in (f"{SOURCE}/cite.docx", "/sources/nothing/cite.bib", "/priorities/nothing/cite.ris"):
        assert client.get(path).status_code == 404
