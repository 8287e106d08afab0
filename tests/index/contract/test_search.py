"""What a person gets."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.domain.audience import Audience
from kb.domain.errors import NotFound
from kb.domain.query.facets import FACET_NAMES
from kb.domain.query.search_query import Filters, QueryProblemKind, Sort
from kb.domain.vocabulary import Acronym

CPS = Acronym("CPS", ("Crown Prosecution Service",))
NCA = Acronym("NCA", ("National Crime Agency",))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("IT", ["audit/para-2", "college/para-1"]),
        ("it", ["college/para-1", "audit/para-2"]),
        ("R&D", ["audit/para-1"]),
        ('"R&D"', ["audit/para-1"]),
        ("G-Cloud 9", ["college/para-2"]),
        ('"G-Cloud 9"', ["college/para-2"]),
        ("gcloud", ["college/para-2"]),
        ("CP", []),
        ("C&AG", ["audit/para-1"]),
        ("2,000", ["college/para-1"]),
        ("2000", ["college/para-1"]),
        ("e-mail", ["college/para-2"]),
        ("email", ["college/para-2"]),
        ("may", ["joint/para-3"]),
        ('"not for publication"', ["joint/para-3"]),
        ("inefficien*", ["audit/para-1"]),
        ("HC 23", ["college/"]),
        ("ref:23", ["college/"]),
    ],
)
def test_words_of_this_field_are_found_as_written(library_of_module, query, expected):
    assert library_of_module.found(query) == expected


def test_stems_match_and_the_exact_word_ranks_higher(library_of_module):
    assert library_of_module.found("inefficiency")[0] == "audit/para-1"
    assert library_of_module.found("duplicated") == ["audit/para-2"]


def test_all_words_come_first_then_some_of_them(library_of_module):
    result = library_of_module.search("forces procurement CPS")
    assert result.all_words == 0
    result = library_of_module.search("share digital zeppelins")
    assert result.all_words == 0
    assert result.groups[0].hits[0].missing == ("zeppelins",)
    result = library_of_module.search("forces digital")
    assert result.all_words == 1
    assert result.groups[0].hits[0].passage == "para-2"
    assert result.groups[0].hits[0].missing == ()


def test_a_word_that_is_nowhere_does_not_hide_what_has_the_others(library_of_module):
    result = library_of_module.search("zeppelins duplicate procurement")
    assert (result.passages, result.all_words) == (2, 0)
    assert result.groups[0].hits[0].missing == ("zeppelins",)
    result = library_of_module.search(
        "duplicate procurement systms"
    )  # the right words find no more passages, but all of them
    assert (result.passages, result.all_words) == (2, 0)
    assert result.did_you_mean.words == "duplicate procurement systems"
    assert library_of_module.search("zeppelins procurement").all_words == 0


def test_a_phrase_is_exactly_these_words_and_is_required(library_of_module):
    assert library_of_module.found('"talk to each other"') == ["joint/para-1"]
    assert library_of_module.found('"talk each other"') == []
    assert library_of_module.found('"talk other"~3') == ["joint/para-1"]
    assert library_of_module.found('"digital case files" zeppelins') == ["joint/para-2"]


def test_words_typed_without_a_space_between_them_are_all_searched(library_of_module):
    assert library_of_module.found("duplicate,IT") == ["audit/para-2", "college/para-1"]
    result = library_of_module.search(
        "duplicate:procurement,month"
    )  # no field, so two words: none is dropped in silence
    assert (result.passages, result.all_words) == (2, 0)
    assert result.groups[0].hits[0].missing == ("month",)
    assert library_of_module.found("(each—other) OR zeppelins") == ["joint/para-1"]  # in brackets, side by side
    assert library_of_module.found("procurement -duplicate—procurement") == ["college/para-2"]
    assert library_of_module.found(",".join(["duplicate"] * 1000)) == []


def test_what_has_no_name_of_its_own_is_not_found_by_its_title_alone(small, doc):
    assert small.found("three years") == ["college/"]
    title = "Entry on College of Policing: three years on"
    small.put(doc("entry", title, "Zeppelins are not IT.", source_kind="annotation"))
    small.sync()
    assert small.found("three years") == ["college/"]
    assert small.found("zeppelins") == ["entry/para-1"]
    assert small.found("zeppelins three years") == ["entry/para-1"]  # beside words of its own, the title still helps
    assert small.search("kind:annotation").sources == 1


def test_operators(library_of_module):
    assert library_of_module.found("procurement -duplicate") == ["college/para-2"]
    assert library_of_module.found("procurement AND duplicate") == ["audit/para-2"]
    assert set(library_of_module.found("duplicate OR slow")) == {"audit/para-2", "college/para-2"}
    assert library_of_module.found("publisher:NAO forces") == ["audit/para-1"]
    assert library_of_module.found("kind:recommendation forces") == ["joint/para-2"]
    assert library_of_module.found("kind:(recommendation OR finding)") == ["joint/para-1", "joint/para-2"]
    assert library_of_module.found("year:..2015 forces") == ["audit/para-1"]
    assert library_of_module.found("published:>=2016-05 forces") == ["college/para-1"]
    assert library_of_module.found("title:digital forces") == ["joint/para-2"]
    assert library_of_module.found("procurment~") == library_of_module.found("procurement")


def test_fields_alone_list_the_documents(library_of_module):
    assert "audit" in {found.split("/")[0] for found in library_of_module.found("year:2014")}


def test_unfinished_words_match_while_typing(library_of_module):
    assert library_of_module.found("dup", as_prefix=True) == ["audit/para-2"]
    assert library_of_module.found("dup") == []
    assert library_of_module.found("dup ", as_prefix=True) == []


def test_facets_are_counted_in_sources_with_a_bucket_for_none(library_of_module):
    result = library_of_module.search("forces")
    assert (result.passages, result.sources) == (3, 3)
    facets = {facet.name: {value.value: value.count for value in facet.values} for facet in result.facets}
    assert list(facets) == list(FACET_NAMES)
    assert facets["publisher"] == {"HMCPSI": 1, "HMIC": 1, "Home Affairs Committee": 1, "NAO": 1}
    assert facets["topic"] == {"interoperability": 1, "procurement": 1, "none": 1}
    assert list(facets["year"]) == ["2014", "2016"]
    assert facets["year"]["2016"] == 2
    assert facets["cited"] == {"no": 2, "yes": 1}


def test_filters_narrow_between_facets_and_widen_within_one(library_of_module):
    def filtered(**chosen):
        filters = Filters(tuple((facet, tuple(values)) for facet, values in chosen.items()))
        return library_of_module.search("forces", filters=filters)

    assert filtered(publisher=["NAO"]).sources == 1
    assert filtered(publisher=["NAO", "HMIC"]).sources == 2
    assert filtered(publisher=["NAO", "HMIC"], year=["2014"]).sources == 1
    assert filtered(topic=["none"]).sources == 1
    result = filtered(publisher=["NAO"])
    facets = {facet.name: {value.value: value.count for value in facet.values} for facet in result.facets}
    assert facets["publisher"]["HMIC"] == 1  # choosing it too would widen
    assert facets["year"] == {"2014": 1}
    assert [v.value for f in result.facets for v in f.values if v.chosen] == ["NAO"]
    assert library_of_module.search("forces", filters=Filters(year_from=2015)).sources == 2
    assert library_of_module.search("forces", filters=Filters(year_to=2015)).sources == 1
    assert library_of_module.search("forces", filters=Filters(source=("joint",))).sources == 1
    undated = library_of_module.search("procurement", Audience.STAFF, filters=Filters(year_to=2015))
    assert [group.source for group in undated.groups] == ["audit"]  # a document without a date is of no year


def test_what_is_not_on_the_shelf_cannot_be_told(small, make_library):
    assert small.search("secrets").passages == 0
    assert small.search("secrets", Audience.MEMBERS).passages == 1
    assert small.search("secrets", Audience.STAFF).passages == 2
    alone = make_library("public-only")
    alone.items = {k: v for k, v in small.items.items() if v.document.audience is Audience.PUBLIC}
    alone.sync()
    for text in ("procurement", "secrets", "procurement secrets", "zanz*", "zanzibr~", "", "members"):
        assert small.search(text, explain=True) == alone.search(text, explain=True)


def test_pages_are_of_sources(library_of_module):
    seen = [
        group.source for page in (1, 2, 3) for group in library_of_module.search("forces", page=page, size=1).groups
    ]
    assert sorted(seen) == ["audit", "college", "joint"]
    assert library_of_module.search("forces", page=4, size=1).groups == ()
    assert library_of_module.search("forces", page=4, size=1).sources == 3


def test_sorting_by_date(library_of_module):
    assert [g.source for g in library_of_module.search("forces", sort=Sort.NEWEST).groups] == [
        "college",
        "joint",
        "audit",
    ]
    assert [g.source for g in library_of_module.search("forces", sort=Sort.OLDEST).groups] == [
        "audit",
        "joint",
        "college",
    ]


def test_snippets_mark_words_with_spans(library_of_module):
    hit = library_of_module.search("case files").groups[0].hits[0]
    marked = [hit.snippet.text[span.start : span.end] for span in hit.snippet.marks]
    assert marked == ["case", "files"]
    assert hit.locator == "para 2, p 6"


def test_long_passages_show_their_best_window(make_library, doc):
    library = make_library()
    library.put(doc("long", "Long", "filler words here " * 100 + "the zebra crossing " + "more filler text " * 100))
    library.sync()
    snippet = library.search("zebra").groups[0].hits[0].snippet
    assert "zebra" in snippet.text
    assert len(snippet.text) <= 320
    assert snippet.cut_before
    assert snippet.cut_after
    assert [snippet.text[m.start : m.end] for m in snippet.marks] == ["zebra"]


def test_acronyms_expand_both_ways_are_shown_and_can_be_switched_off(make_library, doc):
    library = make_library()
    library.put(
        doc("a", "A", "The CPS said so."),
        doc("b", "B", "The Crown Prosecution Service said so."),
        doc("c", "C", "The National Crime Agency said so."),
    )
    library.sync()
    short = library.search("CPS", acronyms=(CPS, NCA))
    assert [group.source for group in short.groups] == ["a", "b"]
    assert [(e.typed, e.words) for e in short.also_searched] == [("CPS", ("Crown Prosecution Service",))]
    full = library.search("Crown Prosecution Service said", acronyms=(CPS, NCA))
    assert [group.source for group in full.groups] == ["b", "a", "c"]  # the last for "said" alone
    assert full.all_words == 2
    assert library.search("CPS", acronyms=(CPS,), off=("CPS",)).passages == 1
    assert library.search('"Crown Prosecution Service"', acronyms=(CPS,)).passages == 2


def test_several_of_one_are_known_by_its_name_too(make_library, doc):
    pcc = Acronym("PCC", ("Police and Crime Commissioner",), ("body-worn camera",))
    library = make_library()
    library.put(doc("a", "A", "The Police and Crime Commissioner said so."))
    library.sync()
    for typed in ("PCCs", "body worn cameras"):
        result = library.search(typed, acronyms=(pcc,))
        assert (result.passages, result.also_searched[0].typed) == (1, typed)
    assert library.search("CP", acronyms=(CPS,)).also_searched == ()
    assert library.search("CPS", acronyms=(Acronym("CP", ("Common Platform",)),)).also_searched == ()


def test_an_abbreviation_of_the_vocabulary_in_capitals_is_no_word_of_its_stem(make_library, doc):
    leds = Acronym("LEDS", ("Law Enforcement Data Service",))
    library = make_library()
    library.put(
        doc("a", "A", "The Law Enforcement Data Service is late."),
        doc("b", "B", "It is led by data."),
        doc("c", "C", "It is led by them."),
    )
    library.sync()
    assert [group.source for group in library.search("LEDS", acronyms=(leds,)).groups] == ["a"]
    by_name = library.search("Law Enforcement Data Service", acronyms=(leds,))
    assert [group.source for group in by_name.groups] == ["a", "b"]  # the last for "data" alone
    assert [group.source for group in library.search("LEDS late", acronyms=(leds,)).groups] == ["a"]
    assert library.search("leds", acronyms=(leds,)).passages == 3
    assert library.search("LEDS").passages == 2


def test_where_nothing_is_found_the_names_that_were_looked_for_are_told(make_library, doc):
    library = make_library()
    library.put(doc("a", "A", "The report said so."))
    library.sync()
    result = library.search("NCA", acronyms=(CPS, NCA))
    assert (result.passages, [e.words for e in result.also_searched]) == (0, [("National Crime Agency",)])
    assert library.search("report", acronyms=(Acronym("report", ("paper",)),)).also_searched == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "(police",
        "year:abc",
        "AND",
        "[x TO",
        "😀",
        '"',
        "((((",
        "-",
        "*",
        "a" * 10000,
        "NOT NOT police",
        "\ud800",
        "\x00",
        "title:",
        "x" * 9 + "~9",
        " ".join(f"word{number}" for number in range(70)),
        " ".join(f"e-mail{number}-to-all" for number in range(70)),
        " OR ".join(f'"talk to each{number}"' for number in range(70)),
    ],
)
def test_no_text_is_an_error(library_of_module, text):
    result = library_of_module.search(text)
    assert result.passages >= 0


def test_text_without_letters_is_a_named_problem(library_of_module):
    result = library_of_module.search("😀 ???")
    assert result.passages == 0
    assert QueryProblemKind.BAD_VALUE in {problem.kind for problem in result.problems}


def test_an_empty_search_lists_every_document(library_of_module):
    result = library_of_module.search("")
    assert (result.passages, result.sources) == (7, 3)
    assert [group.source for group in result.groups] == ["college", "joint", "audit"]
    assert all(len(group.hits) == 1 for group in result.groups)


def test_a_document_is_found_by_its_title(library_of_module):
    assert library_of_module.found("college policing three years")[0] == "college/"


def test_explain_gives_the_parts_of_the_score(library_of_module):
    hit = library_of_module.search("digital forces", explain=True).groups[0].hits[0]
    parts = dict(hit.why)
    assert {"digital", "forces", "“digital” near “forces”"} < set(parts)
    product = parts.pop("times, as a recommendation")
    assert hit.score == pytest.approx(sum(parts.values()) * product, rel=1e-5)


def test_of_words_equally_near_the_one_beside_the_others_is_meant(small, doc):
    small.put(doc("paper", "Papers", "A contrast.", "What contrast?", "A contract of supply."))
    small.put(doc("reform", "Zeppelins reformed", "They fly."))
    small.sync()
    assert small.search("contraxt").did_you_mean.words == "contrast"  # on more passages
    assert small.search("contraxt supply").did_you_mean.words == "contract supply"
    assert small.search("zepelins").did_you_mean.words == "zeppelins"  # a word of a title only


def test_a_short_word_is_corrected_in_one_place_and_a_long_one_in_two(library_of_module):
    assert library_of_module.search("duplicxtx").did_you_mean.words == "duplicate"
    assert library_of_module.search("xuplicatx").did_you_mean is None  # who slips does so after the first letter
    assert library_of_module.search("casx").did_you_mean.words == "case"
    assert library_of_module.search("flixes").did_you_mean is None


def test_did_you_mean_corrects_the_whole_query_only_if_it_finds_more(library_of_module):
    result = library_of_module.search("publicaton of systms")
    assert result.did_you_mean.words == "publication of systems"
    assert result.did_you_mean.query.text == "publication of systems"
    assert result.did_you_mean.passages == library_of_module.search("publication of systems").passages > result.passages
    assert library_of_module.search("procurement").did_you_mean is None
    assert library_of_module.search("zzzzqqqq").did_you_mean is None
    assert library_of_module.search("zanzibr").did_you_mean is None
    assert library_of_module.search("zanzibr", Audience.STAFF).did_you_mean.words == "zanzibar"


def test_a_word_known_by_its_stem_alone_is_mended_beside_another(small, doc):
    small.put(*(doc(f"buying-{n}", "Buying", f"Procurement of interoperability {n}.") for n in range(4)))
    small.sync()
    assert small.search("procurment interoperabilty").did_you_mean.words == "procurement interoperability"
    assert small.search("procurements interoperabilty").did_you_mean.words == "procurements interoperability"


def test_little_found_offers_the_words_that_begin_so(small, doc):
    small.put(doc("group", "Group", "InterOp is a group."), doc("other", "Other", "Interoperability is an aim."))
    small.sync()
    result = small.search("interop")
    assert [(offer.words, offer.passages) for offer in result.alternatives] == [("words that begin so: interop*", 2)]
    assert small.search("interoperability").alternatives == ()


def test_words_that_say_nothing_of_a_subject_are_not_missed(library_of_module):
    hit = library_of_module.search("why do forces share digital files").groups[0].hits[0]
    assert hit.missing == ()
    assert library_of_module.search("why do forces share digital zeppelins").groups[0].hits[0].missing == ("zeppelins",)


def test_a_series_with_a_number_is_the_paper_with_that_reference(small, doc):
    small.put(
        doc("college", "College of Policing", "Three years on.", reference="HC 23 2016-17"),
        doc("courts", "Courts reform", "Progress.", reference="HC 1002 2022-23"),
        doc("dates", "Dates", "It closes on 23 May, says HC."),
    )
    small.sync()
    assert [group.source for group in small.search("HC 23").groups] == ["college"]
    assert [group.source for group in small.search("hc 23 policing").groups] == ["college"]


def test_evidence_comes_before_what_is_said_of_it(small, doc):
    aim = doc("aim", "Kestrels", "Kestrels. Kestrels. Kestrels.")
    small.put(replace(aim, document=replace(aim.document, doc_type="priority")))
    small.put(doc("report", "Kites", "A report names kestrels once, among other birds of prey that were seen there."))
    small.sync()
    found = [(group.doc_type, group.source) for group in small.search("kestrels").groups]
    assert found == [("source", "report"), ("priority", "aim")]
    (part,) = [facet for facet in small.search("kestrels").facets if facet.name == "part"]
    assert {(value.value, value.count) for value in part.values} == {("sources", 1), ("priorities", 1)}


def test_nothing_found_offers_what_would_find_something(library_of_module):
    result = library_of_module.search('"digital forces"', filters=Filters((("publisher", ("HMIC",)),)))
    offered = {offer.words: offer.passages for offer in result.alternatives}
    assert offered["without the quotation marks"] == 1
    result = library_of_module.search(
        "duplicate", filters=Filters((("publisher", ("HMIC",)), ("year", ("2014",))), year_from=2000)
    )
    offered = {offer.words: offer.query for offer in result.alternatives}
    assert set(offered) == {"without publisher: HMIC", "without any filter"}
    for offer in result.alternatives:
        assert library_of_module.index.search(offer.query, Audience.PUBLIC).passages == offer.passages
    assert result.searched_sources == 3


def test_similar_passages_share_telling_words(library_of_module):
    groups = library_of_module.index.similar("audit", "para-2", Audience.PUBLIC)
    assert "college" in [group.source for group in groups]
    assert all(hit.passage != "para-2" or group.source != "audit" for group in groups for hit in group.hits)
    with pytest.raises(NotFound):
        library_of_module.index.similar("memo", "para-1", Audience.PUBLIC)


BITS = [
    '"',
    "(",
    ")",
    "AND",
    "OR",
    "NOT",
    "-",
    "*",
    "~2",
    "year:",
    "2016..",
    "title:",
    "kind:",
    "published:>=2010",
    "[x TO",
]
PIECES = st.sampled_from(
    [*BITS, "police", "IT", "R&D", "e-mail", "forces", "fo*", "f?rces", "frces~", '"to each"~3', "😀", "é"]
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.lists(PIECES | st.text(max_size=5), max_size=8).map(" ".join), prefix=st.booleans())
def test_any_text_gives_an_answer_whose_spans_fit(library_of_module, text, prefix):
    result = library_of_module.search(text, Audience.STAFF, as_prefix=prefix, explain=True)
    assert result.all_words <= result.passages
    for group in result.groups:
        assert group.total >= 0
        for hit in group.hits:
            spans = hit.snippet.marks
            assert all(0 <= s.start < s.end <= len(hit.snippet.text) for s in spans)
            assert all(a.end <= b.start for a, b in pairwise(spans))
    library_of_module.index.suggest(text, Audience.STAFF)
