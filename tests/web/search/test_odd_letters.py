"""No letter raises, however odd its case: in words, quotations, fields, beginnings and patterns."""

import pytest

ODD = [c for c in map(chr, range(0x30, 0x20000)) if c.isalnum() and (len(c.lower()) != 1 or len(c.casefold()) != 1)]
LETTERS = [*ODD, "\u13a0", "\uab70", "\u01c5", "\u02bc", "\u0301", "\u00bd", "\u2075", "\u2082", "\u3007", "\U0001d7d8"]


@pytest.mark.parametrize(
    "form", ["{0}", '"{0} a{0}"', "title:{0}", "{0}{0}*", "{0}{0}?{0}", "{0}~", "-{0}", "{0}-a{0}"]
)
def test_no_letter_raises(client, form: str) -> None:
    for letter in LETTERS:
        answer = client.get("/search", query_string={"q": form.format(letter)})
        assert answer.status_code == 200, ascii(letter)


@pytest.mark.parametrize("letter", ["\u0130", "\u13a0", "\u00df"])
def test_no_letter_raises_in_suggestions_and_feeds(client, letter: str) -> None:
    for address in ("/api/v1/search", "/api/v1/suggest", "/search.atom"):
        assert client.get(address, query_string={"q": letter}).status_code == 200
