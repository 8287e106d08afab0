def words(tag) -> str:
    return " ".join(tag.get_text(" ", strip=True).split())


def test_the_title_block_has_every_fact(soup) -> None:
    page = soup("/sources/joint-report")
    assert words(page.h1) == "A joint look at how case files travel"
    facts = dict(zip(map(words, page.select(".facts dt")), map(words, page.select(".facts dd")), strict=True))
    assert facts["Published"] == "13 April 2016"
    assert facts["Other dates"] == "July 2015 fieldwork began, or so it was recalled; nobody has confirmed it"
    assert facts["Reference"] == "Fourth Report of Session 2016-17, HC 99"
    assert facts["Licence"] == "Open Government Licence v3.0 not verified"
    assert facts["Captured"].startswith("14 November 2026, 10:32")
    told = "99.9% of the words on its pages are in the text 1 number in doubt, page 23"
    assert facts["Completeness"] == told
    assert "2 other addresses" in facts["Also at"]
    assert facts["Topics"] == "Interoperability"
    assert "An audit behind a closed door" in facts["Others derive from it"]
    links = [link["href"] for link in page.select(".facts a")]
    assert "https://reports-of-the-inspectorates-of-justice.example/joint/case-files" in links
    assert "https://archive.example/joint" in links
    assert "Not verified on the document itself: summary." in words(page.select_one(".titles"))


def test_paragraph_numbers_hang_in_the_margin_as_links(soup) -> None:
    row = soup("/sources/joint-report").find(id="para-4.12")
    link = row.select_one("a.n")
    assert (link["href"], link.get_text(), link["aria-label"]) == ("#para-4.12", "4.12", "Link to paragraph 4.12")
    assert [words(item) for item in row.select(".words > ul > li")] == ["in form and in age"]


def test_pages_turn_where_they_turned_in_print(soup) -> None:
    page = soup("/sources/joint-report")
    assert words(page.find(id="page-22")) == "page 22"
    assert page.find(id="page-23").find_parent(id="para-4.11")


def test_conclusions_are_set_off_and_lead_to_their_paragraphs(soup) -> None:
    page = soup("/sources/joint-report")
    row = page.find(id="con-1")
    assert "set-off" in row["class"]
    assert words(row.select_one(".label")) == "Conclusion 1"
    assert row.select_one('a[href="#para-4.12"]')
    assert words(page.find(id="rec-2").select_one(".label")) == "Recommendation 2"


def test_notes_stand_apart_and_lead_back(soup) -> None:
    page = soup("/sources/joint-report")
    assert page.select_one('#para-4\\.11 a.ref[href="#fn-1"]')
    note = page.find(id="fn-1")
    assert "An invented note." in words(note)
    assert note.select_one("a.back")["href"] == "#para-4.11"


def test_contents_follow_the_headings(soup) -> None:
    nav = soup("/sources/joint-report").select_one("nav.contents")
    links = {link["href"]: words(link) for link in nav.find_all("a")}
    assert links["#h-4-court-systems"] == "4 Court systems"
    assert links["#h-keying"] == "Keying"
    assert "#findings" in links


def test_the_summary_is_told_as_ours(soup) -> None:
    summary = soup("/sources/joint-report").find(id="summary")
    assert words(summary) == "In our words How case files go from police to prosecutors."


def test_evidence_stands_beside_its_passage_with_sign_and_word(soup) -> None:
    page = soup("/sources/joint-report")
    note = page.find(id="para-4.12").select_one(".margin .note")
    assert words(note) == "● supports Systems that talk to each other Why it supports."
    assert words(page.find(id="con-1").select_one(".note")).startswith("◐ limits")
    assert words(page.find(id="rec-2").select_one(".note")).startswith("○ contradicts")


def test_evidence_whose_words_are_gone_is_told_apart(soup) -> None:
    section = soup("/sources/joint-report").find(id="loose").find_parent("section")
    assert "◇ context" in words(section)


def test_findings_carry_their_pin_and_where_they_were_seen(soup) -> None:
    page = soup("/sources/joint-report")
    first = page.find(id="finding-1")
    assert "“do not talk to each other”" in words(first)
    assert first.select_one('.pin a[href="#para-4.12"]')
    second = page.find(id="finding-2")
    assert "seen in a press report" in words(second)
    seen_at = second.find("a", href="https://press.example/report")
    assert words(seen_at).startswith("seen at press.example")


def test_hits_are_marked_counted_and_linked_to_each_other(soup) -> None:
    page = soup("/sources/joint-report?q=systems")
    hits = page.select(".is-hit")
    assert len(hits) > 1
    bar = page.select_one(".hit-bar")
    assert words(bar).startswith(f"{len(hits)} passages here for “systems”")
    assert bar.a["href"] == f"#{hits[0]['id']}"
    assert hits[0].select_one(".step-after")["href"] == f"#{hits[1]['id']}"
    assert hits[1].select_one(".step-before")["href"] == f"#{hits[0]['id']}"
    assert all("system" in mark.get_text().lower() for mark in page.find_all("mark"))
    assert not page.find(id="para-4.11").find("mark")


def test_a_document_without_hits_says_so(soup) -> None:
    page = soup("/sources/joint-report?q=walrus")
    assert "Nothing here for “walrus”" in words(page.select_one(".hit-bar"))
    assert not page.find("mark")


def test_marks_do_not_break_references_to_characters(client) -> None:
    page = client.get("/sources/joint-report?q=amp+AT%26T+number").text
    assert "&<mark>" not in page
    assert "&amp;" in page


def test_the_citation_can_be_copied_without_scripts(soup) -> None:
    box = soup("/sources/joint-report").select_one("details.cite-box")
    text, markdown = (area.get_text(strip=True) for area in box.find_all("textarea"))
    assert text == (
        "HMCPSI and HMIC, A joint look at how case files travel (HC 2016–17, 99) <https://kb.example/sources/joint-report>"
    )
    assert markdown.startswith("HMCPSI and HMIC, [*A joint look")


def test_a_passage_has_a_page_that_cites_it(soup) -> None:
    link = soup("/sources/joint-report").select_one("#para-4\\.12 a.cite")["href"]
    page = soup(link)
    text = page.select_one("#citation-text").get_text(strip=True)
    assert text.endswith("(HC 2016–17, 99) para 4.12, p 23 <https://kb.example/sources/joint-report#para-4.12>")
    assert "do not talk to each other" in words(page.blockquote)
    assert soup("/sources/joint-report/cite/para-99", 404)


def test_where_the_licence_forbids_it_there_is_no_text_but_our_words(soup) -> None:
    page = soup("/sources/closed-study")
    assert "does not let us show its text" in words(page.select_one(".told"))
    assert "Tablets pay for themselves." in words(page.find(id="finding-1"))
    assert not page.select(".body .row")


def test_blocked_is_told_in_words_and_is_not_gone(soup) -> None:
    line = words(soup("/sources/blocked-audit").select_one(".state-line"))
    assert line.startswith("Blocked to scripts. The site refuses scripts.")
    assert "a challenge page" in line


def test_hostile_documents_are_shown_and_do_nothing(client, soup) -> None:
    text = client.get("/sources/hostile-paper").text
    assert "<script>alert" not in text
    assert "<img" not in text
    page = soup("/sources/hostile-paper")
    for link in page.find_all("a", href=True):
        assert link["href"].split(":")[0] in ("https", "http") or link["href"][0] in "#/", link
    assert "alert(1)" in words(page.h1)
