from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from kb.documents.anchoring import LONG, Ground, hash_of, resolve
from kb.documents.folding import bare
from kb.domain.evidence.annotation import Verdict
from kb.domain.source.passage import Citation, Passage, PassageKind

TEXTS = st.lists(st.text(alphabet="abc ", min_size=1, max_size=12).filter(str.strip), min_size=1, max_size=8)
BUY = "Each force buys for itself what all of them need, and nobody counts what that costs."


def passages(*texts: str) -> tuple[Passage, ...]:
    return tuple(
        Passage(f"para-{n}", PassageKind.PARAGRAPH, text, label=f"para {n}") for n, text in enumerate(texts, start=1)
    )


def test_the_words_decide_before_the_number() -> None:
    read = passages("it is keyed again")[0]
    cited = Citation("s", exact="keyed again", prefix="it is ", label="para 1", sha256=hash_of(read))
    found = resolve(cited, passages("other", "it is keyed  again"))
    assert (found.verdict, found.passage) == (Verdict.MOVED, "para-2")


def test_what_somebody_typed_is_found_by_its_words_and_not_against_its_label() -> None:
    text = passages("other", f"{BUY} Then it is keyed again.")
    assert resolve(Citation("s", exact=BUY.upper()), text).passage == "para-2"
    assert resolve(Citation("s", exact=BUY, label="p 7"), text).passage == "para-2"  # no label of this text
    assert resolve(Citation("s", exact="Keyed  again", label="para 2"), text).passage == "para-2"
    against = resolve(Citation("s", exact="keyed again", label="para 1"), text)
    assert (against.verdict, against.passage) == (Verdict.GONE, "")
    assert [one.passage for one in against.candidates] == ["para-2"]


def test_the_label_decides_between_passages_with_the_same_words() -> None:
    found = resolve(Citation("s", exact="same", label="para 2"), passages("same", "same"))
    assert (found.verdict, found.passage) == (Verdict.SAME, "para-2")


def test_what_is_around_the_words_decides_before_the_label() -> None:
    at_the_court = passages("At every magistrates’ court it is keyed again by hand.")[0]
    words = {"exact": "it is keyed again by hand", "prefix": "At every magistrates’ court ", "suffix": "."}
    cited = Citation("s", **words, label="para 1", sha256=hash_of(at_the_court))
    found = resolve(cited, passages("At the station it is keyed again by hand.", at_the_court.text))
    assert (found.verdict, found.passage) == (Verdict.MOVED, "para-2")


def test_a_sentence_that_is_said_again_elsewhere_is_not_the_one_that_was_read() -> None:
    read = passages(f"First this. {BUY} Then that.")[0]
    cited = Citation("s", exact=BUY, prefix="First this. ", suffix=" Then that.", label="para 1", sha256=hash_of(read))
    found = resolve(cited, passages("Other words stand here now.", f"More on it. First this. {BUY} Then that."))
    assert (found.verdict, [one.passage for one in found.candidates]) == (Verdict.GONE, ["para-2"])
    same_label = resolve(cited, passages(f"First this. {BUY} But no longer that.", "Something new."))
    assert (same_label.verdict, same_label.passage) == (Verdict.SAME, "para-1")


def test_words_that_stood_in_several_places_are_in_the_same_one_while_there_are_as_many() -> None:
    text = passages(BUY, "Other words.", BUY, BUY)
    cited = Ground(text).placed(Citation("s", exact=BUY, label="para 3", sha256=hash_of(text[2])), "para-3")
    assert (cited.place, cited.places) == (2, 3)
    assert resolve(cited, passages("New.", BUY, "Other words.", BUY, BUY)).passage == "para-4"
    assert resolve(cited, passages("Other words.", BUY, BUY)).passage == "para-3"  # one has gone: its label decides
    assert resolve(cited, passages(BUY, BUY, "Other words.")).verdict is Verdict.GONE  # and without it a person


def test_the_same_words_in_several_places_that_nothing_tells_apart_go_to_a_person() -> None:
    found = resolve(Citation("s", exact="same", label="para 9"), passages("same", "same"))
    assert (found.verdict, found.passage) == (Verdict.GONE, "")
    assert [one.passage for one in found.candidates] == ["para-1", "para-2"]


def test_a_conclusion_that_repeats_a_paragraph_is_not_that_paragraph() -> None:
    conclusion = Passage("con-1", PassageKind.CONCLUSION, BUY, label="conclusion 1")
    cited = Citation("s", exact=BUY, label="para 1", sha256=hash_of(conclusion))
    assert resolve(cited, (*passages(BUY), conclusion)).passage == "para-1"
    assert resolve(cited, (*passages("Something else."), conclusion)).verdict is Verdict.GONE


def test_a_label_alone_is_enough_and_a_finding_may_carry_its_pin() -> None:
    assert resolve(Citation("s", label="para 2"), passages("a", "b")).passage == "para-2"
    finding = Passage("finding-1", PassageKind.FINDING, "x", label="finding 1 (para 9)")
    assert resolve(Citation("s", label="finding 1"), [finding]).passage == "finding-1"


def test_a_label_alone_that_stands_twice_goes_to_a_person_unless_its_page_tells() -> None:
    """Paragraphs are numbered anew in each chapter of many reports: the first one is not meant more than the others."""
    chapters = [replace(passages(text)[0], id=text, page=page) for text, page in (("one", "3"), ("two", "9"))]
    found = resolve(Citation("s", label="para 1"), chapters)
    assert (found.verdict, found.passage) == (Verdict.GONE, "")
    assert [one.passage for one in found.candidates] == ["one", "two"]
    assert resolve(Citation("s", label="para 1", page="9"), chapters).passage == "two"
    assert resolve(Citation("s", label="para 1", page="5"), chapters).verdict is Verdict.GONE


def test_a_label_that_stands_on_other_words_now_is_not_the_same_passage() -> None:
    read, put_before = passages(BUY)[0], passages("Something new.", BUY)
    cited = Citation("s", label="para 1", sha256=hash_of(read))
    assert resolve(cited, put_before).passage == "para-2"
    assert resolve(cited, passages("Something new.")).verdict is Verdict.GONE


def test_a_source_as_a_whole_stays_what_it_is() -> None:
    assert resolve(Citation("s"), ()).verdict is Verdict.SAME


def test_words_set_otherwise_are_the_same_words() -> None:
    cited = Citation(
        "s", exact="“The force’s five-year plan” was dropped – and  not replaced by anything", label="para 1"
    )
    set_anew = passages('"The force\'s five- year plan" was dropped -\nand not re-\nplaced by anything else.')
    assert resolve(cited, set_anew).verdict is Verdict.SAME


def test_few_words_under_their_old_number_among_other_words_go_to_a_person() -> None:
    cited = Citation("s", exact="IT", prefix="police ", suffix=" is bought twice", label="para 1")
    assert resolve(cited, passages("The court's IT is old.")).verdict is Verdict.GONE


def test_slightly_other_words_are_told_and_not_taken_for_the_same() -> None:
    cited = Citation("s", exact=BUY, label="para 1")
    found = resolve(cited, passages("Something new.", BUY.replace("nobody counts", "no one counts")))
    assert (found.verdict, found.passage) == (Verdict.REWORDED, "para-2")
    assert found.score >= 0.9
    assert resolve(cited, passages("Something else altogether is said here of courts.")).verdict is Verdict.GONE


@given(TEXTS, st.text(alphabet="abcd", min_size=1, max_size=5))
def test_words_that_are_not_there_are_never_placed(texts: list[str], words: str) -> None:
    found = resolve(Citation("s", exact=words, label="para 1"), passages(*texts))
    holding = {f"para-{n}" for n, text in enumerate(texts, start=1) if words in " ".join(text.split())}
    assert found.passage in holding or (found.passage == "" and found.verdict.is_suspect)


WORDS = "force buys alone what others need court file system keyed twice cost nobody counts joint hub map".split()
PARAGRAPH = st.lists(st.sampled_from(WORDS), min_size=1, max_size=14).map(" ".join)
DOCUMENT = st.lists(PARAGRAPH, min_size=1, max_size=7)


def cited_from(texts: list[str], number: int, start: int, length: int) -> Citation:
    """Cite some words of a paragraph as the pages do: with what is around them in it, its label and its hash."""
    passage = passages(*texts)[number]
    words = passage.text.split()
    first = start % len(words)
    chosen = words[first : first + length]
    exact = " ".join(chosen)
    before, after = " ".join(words[:first]), " ".join(words[first + len(chosen) :])
    return Citation(
        "s",
        exact=exact,
        prefix=f"{before} "[-32:] if before else "",
        suffix=f" {after}"[:32] if after else "",
        label=passage.label,
        sha256=hash_of(passage),
    )


SMALL = st.integers(0, 20)


@given(DOCUMENT, SMALL, SMALL, st.integers(1, 14), st.data())
def test_edits_elsewhere_never_disturb_a_citation(
    texts: list[str], at: int, start: int, length: int, data: st.DataObject
) -> None:
    at %= len(texts)
    cited = cited_from(texts, at, start, length)
    edited = [text if n == at else data.draw(PARAGRAPH) for n, text in enumerate(texts)]
    if edited.count(texts[at]) == 1:
        found = resolve(cited, passages(*edited))
        assert (found.verdict, found.passage) == (Verdict.SAME, f"para-{at + 1}")


@given(DOCUMENT, SMALL, SMALL, st.integers(1, 14), SMALL, PARAGRAPH)
def test_paragraphs_put_in_before_move_a_citation_and_lose_nothing(
    texts: list[str], at: int, start: int, length: int, where: int, new: str
) -> None:
    at, where = at % len(texts), where % (len(texts) + 1)
    cited = cited_from(texts, at, start, length)
    put_in = [*texts[:where], new, *texts[where:]]
    now = at + 1 if where <= at else at
    found = resolve(cited, passages(*put_in))
    if put_in.count(texts[at]) == 1:
        assert found.passage == f"para-{now + 1}"
        assert found.verdict is (Verdict.SAME if now == at else Verdict.MOVED)
    else:  # what is the same word for word is told apart by nothing; it may go to a person, not to other words
        assert found.verdict.is_suspect or passages(*put_in)[int(found.passage[5:]) - 1].text == texts[at]


@given(DOCUMENT, SMALL, SMALL, st.integers(1, 14))
def test_a_deleted_quotation_is_never_anchored_somewhere_else(
    texts: list[str], at: int, start: int, length: int
) -> None:
    at %= len(texts)
    cited = cited_from(texts, at, start, length)
    left = [text for n, text in enumerate(texts) if n != at]
    found = resolve(cited, passages(*left))
    if not found.verdict.is_suspect:  # the same words stand there, and what was around them, or all of the passage
        passage = passages(*left)[int(found.passage[5:]) - 1]
        both = f"{cited.prefix}{cited.exact}{cited.suffix}"
        around = (f"{cited.prefix}{cited.exact}", f"{cited.exact}{cited.suffix}", both)
        has_some = any(_letters(some) in _letters(passage.text) and len(_letters(some)) >= 40 for some in around)
        assert passage.text == texts[at] or (has_some and passage.label == cited.label)


def _letters(text: str) -> str:
    return text.replace(" ", "")


FEW = st.lists(st.sampled_from(["buy", "it", "alone", "radios", "for", "each", "force"]), min_size=1, max_size=6)


@given(
    st.lists(FEW.map(" ".join), min_size=1, max_size=8),
    FEW.map(" ".join),
    st.sampled_from(["", "para 1", "para 5", "para 99"]),
    st.sampled_from(["", "each "]),
)
def test_few_words_without_a_hash_are_for_a_person_unless_their_number_holds_them(
    texts: list[str], words: str, label: str, prefix: str
) -> None:
    """Few words may stand anywhere. Only a passage that they are all of, or that has their number, is theirs."""
    found = resolve(Citation("s", exact=words, label=label, prefix=prefix), passages(*texts))
    assert len(bare(f"{prefix}{words}")) < LONG, "the words of this test are few"
    if found.passage and found.verdict is not Verdict.REWORDED:
        number = int(found.passage.removeprefix("para-"))
        assert f" {words} " in f" {texts[number - 1]} ", "words are found whole"
        assert label == f"para {number}" or (not label and texts[number - 1] == words)
    elif words in " | ".join(texts):
        assert found.verdict.is_suspect


def test_few_words_are_offered_to_the_person_where_they_stand() -> None:
    found = resolve(Citation("s", exact="buy alone"), passages("Radios.", "Forces buy alone."))
    assert (found.verdict, found.passage, found.candidates[0].passage) == (Verdict.GONE, "", "para-2")
    for text in ("The plan was disclosed.", "Not this."):
        found = resolve(Citation("s", exact="closed", label="para 1"), passages(text))
        assert (found.verdict, found.passage) == (Verdict.GONE, "")
