from kb.domain.query.parameters import query_of
from kb.domain.query.results import SearchResult
from kb.domain.query.search_query import SearchQuery
from kb.web.search.page import search_pager


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


def test_a_search_in_vain_is_counted_once_its_page_has_gone_out(client, kb) -> None:
    with client.get("/search?q=Trombone+ostrich"):
        pass
    assert ("trombone ostrich", 1) in [(row.words, row.times) for row in kb.failed_searches.most_asked(50)]


def test_a_note_shows_its_place_in_the_query(soup) -> None:
    (note,) = soup("/search?q=police+AND+year%3Aabc+systems").select(".told")
    assert note.select_one("u").get_text() == "year:abc"
    assert note.select_one("code").get_text() == "police AND year:abc systems"
    (bracket,) = soup("/search?q=%28police").select(".told u")
    assert bracket.get_text() == "("


def test_a_line_parts_what_has_all_the_words_from_what_has_some_of_them(soup) -> None:
    page = soup("/search?q=keying+twice+costs")
    (line,) = page.select(".divider")
    assert line.get_text() == "9 more passages have some of the words"
    assert all("without “" in hit.get_text(" ") for hit in line.find_all_next(class_="hit"))
    assert not any("without “" in hit.get_text(" ") for hit in line.find_all_previous(class_="hit"))
    (line,) = soup("/search?q=tablets+pay+systems").select(".divider")
    assert line.get_text() == "No passage has all the words; 11 passages have some of them"
    page = soup("/search?q=tablets+institute")  # both in one document: there is no place for a line
    assert not page.select(".divider")
    assert "1 passage has all the words, 1 passage has some of them." in texts(page.select(".asides p"))


def test_words_that_say_nothing_of_a_subject_are_not_missed(soup) -> None:
    page = soup("/search?q=what+do+the+tablets+pay+for")
    assert not page.select(".divider")
    assert "without “" not in page.select_one(".hit").get_text(" ")


def test_parts_are_tabs_with_their_counts_and_evidence_comes_first(soup) -> None:
    page = soup("/search?q=systems")
    tabs = {tab.contents[0].strip(): tab for tab in page.select(".tabs a")}
    counts = {words: int(tab.select_one(".num").get_text()) for words, tab in tabs.items()}
    assert list(tabs)[:2] == ["All", "Sources"]
    assert counts["All"] == sum(counts.values()) - counts["All"]
    assert tabs["All"]["aria-current"] == "true"
    assert tabs["Sources"]["href"] == "/search?q=systems&part=sources"
    links = [heading["href"] for heading in page.select(".source > h2 a")]
    first = [link.startswith("/sources/") for link in links]
    assert first == sorted(first, reverse=True)
    only = soup("/search?q=systems&part=priorities")
    assert all(heading["href"].startswith(("/priorities/", "/calls/")) for heading in only.select(".source > h2 a"))
    assert not only.select(".chip")
    assert only.select_one(".tabs [aria-current]").get_text(" ").startswith("Priorities and calls")
    kept = soup("/search?q=systems&part=sources").select_one("form.filters input[type=hidden][name=part]")
    assert kept["value"] == "sources"


def test_what_has_no_value_is_a_choice_of_its_own(soup) -> None:
    page = soup("/search?q=systems+OR+tablets+OR+standards+OR+heading")
    box = page.select_one("form.filters input[name=topic][value=none]")
    assert "No topic given" in box.find_parent("label").get_text(" ")
    page = soup("/search?q=systems+OR+tablets+OR+standards+OR+heading&topic=none&year=none")
    assert texts(page.select(".chip"))[:2] == ["Topic: No topic given ✕ remove", "Year: No year given ✕ remove"]
    assert page.select_one("form.filters input[name=year][value=none]").has_attr("checked")


def test_a_single_year_that_was_chosen_is_kept_by_the_form(soup) -> None:
    page = soup("/search?q=systems&year=2016")
    assert page.select_one("form.filters input[type=checkbox][name=year][value='2016']").has_attr("checked")
    links = {
        link.get_text(): link["href"] for link in soup("/search?q=keying+OR+keyed+OR+tablets").select(".by-year a")
    }
    assert links["2018"] == "/search?q=keying+OR+keyed+OR+tablets&from=2018&to=2018"


def test_scores_are_told_in_a_table_to_those_who_ask(soup) -> None:
    assert not soup("/search?q=systems+talk").select(".why-scored")
    page = soup("/search?q=systems+talk&explain=1")
    rows = texts(page.select_one(".why-scored tbody").select("tr"))
    assert any(row.startswith("systems ") for row in rows)
    total = page.select_one(".why-scored tfoot td").get_text()
    assert page.select_one(".why-scored summary").get_text() == f"Scored {total}"
    assert page.select_one("#explain")["href"] == "/search?q=systems+talk"
    assert ("explain", "1") in {(f["name"], f["value"]) for f in page.select("form.filters input[type=hidden]")}


def test_in_vain_the_page_says_when_each_text_was_last_fetched(soup) -> None:
    page = soup("/search?q=walrus")
    assert "on 14 November 2026" in page.select_one(".nothing").get_text(" ")
    dated = texts(page.select(".dated li"))
    assert "How case files travel 14 November 2026" in dated
    unread = texts(page.select(".unread li"))
    assert "An audit behind a closed door tried 14 November 2026" in unread


def test_what_would_find_something_is_named_as_on_the_chips(soup) -> None:
    page = soup("/search?q=tablets&topic=interoperability&publisher=NAO")
    links = texts(page.select(".nothing .plain-list:first-of-type li"))
    assert any(words.startswith("Without") for words in links)


def test_a_search_in_one_document_names_it(soup) -> None:
    page = soup("/search?q=keyed&source=joint-report")
    assert texts(page.select(".chip")) == ["Only in: How case files travel ✕ remove"]


def test_a_document_found_by_its_title_has_it_marked(soup) -> None:
    page = soup("/search?q=audit+closed+door")
    heading = next(h for h in page.select(".source h2") if "closed door" in h.get_text())
    assert {mark.get_text() for mark in heading.select("mark")} >= {"audit", "closed", "door"}


def test_passages_like_one_are_shown_with_the_words_they_share(soup, client) -> None:
    page = soup("/sources/joint-report/similar/para-4.12")
    assert "like this" in page.h1.get_text().lower()
    assert "talk to each other" in page.select_one(".quoted").get_text()
    assert page.select_one(".like a")["href"] == "/sources/joint-report#para-4.12"
    hits = page.select(".hit")
    assert hits
    assert all(hit.select("mark") for hit in hits)
    assert not any(hit["id"].endswith("joint-report-para-4.12") for hit in hits)
    assert client.get("/sources/joint-report/similar/para-99").status_code == 404
    assert client.get("/sources/staff-only/similar/summary").status_code == 404


def test_the_help_tells_the_names_that_are_searched_together(soup) -> None:
    rows = texts(soup("/help/search").select(".names tbody tr"))
    assert rows == ["CPS Crown Prosecution Service"]


def test_no_page_is_offered_that_would_list_nothing() -> None:
    query = SearchQuery("radios", page=2, size=2)
    for reach, pages, after in ((None, 4, True), (4, 2, False), (10, 4, True)):
        pager = search_pager(query, SearchResult(query, 7, 7, 7, (), reach=reach))
        assert (pager.pages[-1].words, pager.after is not None) == (str(pages), after)
