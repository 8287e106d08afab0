import time

from hypothesis import given, settings
from hypothesis import strategies as st

from kb.documents.passages import passages_of
from kb.domain.source.passage import PassageKind

BODY = """<!-- page 22 -->

## 4 Court systems

**4.11.** Clerks key it again.[^7] <!-- page 23 --> They key it twice.

**4.12.** Systems differ:

- in form

<!-- page 24 -->

- in age

> They do not talk.

Without a number.

### Money

Without a number.

| Force | Cost |
| --- | --- |
| North | 12 |

- alone after a table

**Conclusion 3.** Join them. ([Paragraph 4.12](#para-4.12))

**Recommendation 3.** Buy once.

[^7]: An invented note.

**4.12.** Said again.
"""


def test_a_document_falls_into_its_passages() -> None:
    found = {p.id: p for p in passages_of(BODY)}
    first = found["para-4.11"]
    assert (first.text, first.label, first.page) == ("Clerks key it again. They key it twice.", "para 4.11", "22")
    assert found["para-4.12"].text == "Systems differ:\nin form\nin age\nThey do not talk."
    assert found["para-4.12"].page == "23"
    assert found["para-4.12"].heading == ("4 Court systems",)
    assert found["para-4.12~2"].text == "Said again."
    con = found["con-3"]
    assert (con.kind, con.label, con.page, con.links) == (PassageKind.CONCLUSION, "conclusion 3", "24", ("para-4.12",))
    assert con.heading == ("4 Court systems", "Money")
    assert found["rec-3"].label == "recommendation 3"
    assert (found["fn-7"].kind, found["fn-7"].label) == (PassageKind.FOOTNOTE, "footnote 7")
    texts = [p for p in found.values() if p.kind is PassageKind.TEXT]
    assert [p.text for p in texts] == ["Without a number.", "Without a number.", "alone after a table"]
    assert texts[1].id == f"{texts[0].id}~2"
    assert texts[0].label == ""
    (table,) = (p for p in found.values() if p.kind is PassageKind.TABLE)
    assert table.text == "Force | Cost\nNorth | 12"
    assert table.id.startswith("table-")


def test_a_passage_that_begins_with_a_page_mark_is_on_that_page() -> None:
    (passage,) = passages_of("<!-- page 3 -->\n\n**1.** <!-- page 4 --> Here.")
    assert passage.page == "4"


@given(st.text(st.sampled_from(list("ab1.# -+>|*[]()^:<!\n\\")), max_size=120))
@settings(max_examples=300, deadline=None)
def test_ids_are_unique_and_stable_in_any_text(body: str) -> None:
    found = passages_of(body)
    assert len({p.id for p in found}) == len(found)
    assert found == passages_of(body)


def test_a_report_of_two_hundred_pages_takes_a_tenth_of_a_second() -> None:
    words = "Forces buy systems apart and key the same material twice, which costs hours nobody counts. " * 4
    body = "\n\n".join(
        f"<!-- page {n // 8} -->\n\n**{n}.** {words}[^{n}] <!-- page {n} --> and ([Paragraph 9](#para-9)) so on."
        for n in range(1600)
    )
    fastest = min(_seconds(body) for _ in range(3))
    assert fastest < 1  # 0.1 s on a quiet machine; room for a busy one and for a slow one


def _seconds(body: str) -> float:
    start = time.process_time()
    passages_of(body)
    return time.process_time() - start
