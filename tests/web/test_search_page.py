from kb.web.addresses import query_of


def texts(tags) -> list[str]:
    return [" ".join(tag.get_text(" ", strip=True).split()) for tag in tags]


def test_hits_are_grouped_by_document_and_land_on_their_passage(soup) -> None:
    page = soup("/search?q=systems+talk+to+each+other")
    heading = page.find("h2", string=lambda text: text and text.strip() == "A joint look at how case files travel")
    first = heading.find_parent("section")
    assert "HMCPSI and HMIC · inspection report · 13 April 2016" in first.get_text(" ", strip=True)
    links = [link["href"] for link in first.select(".where a")]
    assert "/sources/joint-report?q=systems+talk+to+each+other#para-4.12" in links
    assert {mark.get_text().lower() for mark in first.find_all("mark")} >= {"systems", "talk"}


def test_evidence_is_shown_beside_its_hit(soup) -> None:
    page = soup("/search?q=talk+to+each+other+courts")
    line = page.select_one(".hit .evidence-line")
    assert line.get_text(" ", strip=True) == "● supports Systems that talk to each other"
    assert line.a["href"] == "/priorities/systems-that-talk"


def test_our_own_words_are_told_from_the_documents(soup) -> None:
    page = soup("/search?q=tablets+pay")
    assert "in our words" in page.select_one(".hit .where").get_text(" ")


def test_filters_are_chips_that_can_be_taken_off_one_by_one(soup) -> None:
    page = soup("/search?q=systems&publisher=HMIC&publisher=NAO&from=2010&to=2020&topic=interoperability")
    chips = page.select(".chips .chip")
    assert texts(chips) == [
        "Publisher: HMIC ✕ remove",
        "Publisher: NAO ✕ remove",
        "Topic: Interoperability ✕ remove",
        "2010 to 2020 ✕ remove",
        "Remove all filters",
    ]
    assert chips[0]["href"] == "/search?q=systems&publisher=NAO&topic=interoperability&from=2010&to=2020"
    assert chips[3]["href"] == "/search?q=systems&publisher=HMIC&publisher=NAO&topic=interoperability"
    assert chips[4]["href"] == "/search?q=systems"


def test_the_filter_form_says_the_same_search(soup) -> None:
    page = soup("/search?q=systems&publisher=HMIC&sort=newest")
    form = page.select_one("form.filters")
    hidden = {(field["name"], field["value"]) for field in form.select("input[type=hidden]")}
    assert hidden == {("q", "systems"), ("sort", "newest")}
    checked = {(box["name"], box["value"]) for box in form.select("input[type=checkbox][checked]")}
    assert checked == {("publisher", "HMIC")}
    assert form.button.get_text() == "Apply filters"
    counts = {box.find_parent("label").get_text(" ", strip=True) for box in form.select("[name=publisher]")}
    assert "HMIC 1" in counts


def test_years_are_a_chart_whose_numbers_are_text(soup) -> None:
    page = soup("/search?topic=interoperability&publisher=HMIC")
    assert page.select_one("form.filters input[name=from]")
    page = soup("/search?q=keying+OR+keyed+OR+tablets+OR+systems")
    chart = page.select_one("svg.years")
    assert "2016: 2 documents" in chart["aria-label"]
    assert "2018: 1 document" in chart["aria-label"]


def test_nothing_found_says_how_much_was_searched_and_what_was_not(soup) -> None:
    page = soup("/search?q=walrus")
    assert page.h1.get_text() == "Nothing found"
    words = page.main.get_text(" ", strip=True)
    assert "documents were searched" in words
    unread = page.select_one(".unread").get_text(" ", strip=True)
    assert "1 blocked to scripts" in unread
    assert "An audit behind a closed door" in unread


def test_what_was_read_otherwise_is_said(soup) -> None:
    assert soup("/search?q=%28police").select(".told")
    told = texts(soup("/search?q=police&from=abc&sort=best-ever").select(".told"))
    assert any("“abc” was left out" in words for words in told)
    assert any("best-ever" in words for words in told)


def test_other_names_searched_are_shown_and_can_be_turned_off(soup) -> None:
    page = soup("/search?q=CPS")
    row = page.find(string=lambda text: text and "Also searched" in text)
    assert row
    link = row.find_parent("p").a
    assert link["href"] == "/search?q=CPS&off=CPS"
    off = soup("/search?q=CPS&off=CPS")
    assert "Only CPS as typed" in off.main.get_text(" ")


def test_a_search_without_words_shows_what_to_type(soup) -> None:
    page = soup("/search")
    assert page.select('a[href^="/search?q="]')
    assert page.select('a[href="/help/search"]')


def test_an_answer_is_found_and_marked_as_invented(soup, client) -> None:
    page = soup("/search?q=%22entered+once%22")
    group = page.select_one(".source")
    assert "invented example" in group.get_text(" ")
    link = group.select_one(".where a")["href"]
    assert client.get(link).headers["Location"] == "/inputs/call-2016/answer-named"


def test_words_typed_are_words_on_the_page(client) -> None:
    page = client.get("/search?q=%3Cscript%3Ealert(9)%3C/script%3E&publisher=%22%3E%3Cb%3E").text
    assert "<script>alert(9)" not in page
    assert '"><b>' not in page


def test_the_help_is_printed_from_the_grammar_and_its_examples_work(soup, client) -> None:
    page = soup("/help/search")
    links = page.select(".rules a")
    assert len(links) > 8
    for link in links:
        assert client.get(link["href"]).status_code == 200


def test_any_address_gives_a_page(client) -> None:
    for query in ("page=0", "page=999999999", "page=x&q=a", "off=" + "x" * 500, "source=../etc", "q=" + "a" * 3000):
        assert client.get(f"/search?{query}").status_code == 200
    assert query_of({"page": ["7"]})[0].page == 7
