"""The rules of the search grammar as one table: the help page prints it and the tests run it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """One form that a search may take: how it is typed, what it means, and an example of this field."""

    id: str
    form: str
    means: str
    example: str
    example_means: str


GRAMMAR: tuple[Rule, ...] = (
    Rule(
        "words",
        "word word",
        "Passages with all the words come first, then those with some of them.",
        "systems talk to each other",
        "passages about systems that (do not) talk to each other",
    ),
    Rule(
        "phrase",
        '"these words"',
        "Exactly these words, in this order.",
        '"digital case file"',
        "the phrase, not the single words",
    ),
    Rule(
        "near",
        '"words words"~5',
        "These words near each other, with up to so many words between them.",
        '"procurement standards"~5',
        "procurement within five words of standards",
    ),
    Rule(
        "not",
        "-word or NOT word",
        "Leaves out passages that have it; also before a phrase, a field or a bracket.",
        "Airwave -handsets",
        "Airwave, but nothing about handsets",
    ),
    Rule(
        "or",
        "word OR word",
        "One of the two is enough; it binds only its neighbours.",
        "procurement ESN OR Airwave",
        "procurement, with either network",
    ),
    Rule(
        "and",
        "word AND word",
        "Both are needed: nothing with only one of them is shown.",
        "disclosure AND CPS",
        "passages with both words",
    ),
    Rule(
        "brackets",
        "( )",
        "Holds together what belongs together.",
        "(PNC OR PND) AND cost",
        "cost, with either database",
    ),
    Rule(
        "prefix",
        "word*",
        "Every word that begins so; two letters at least.",
        "interoperab*",
        "interoperable, interoperability",
    ),
    Rule(
        "wildcard",
        "w*d or w?rd",
        "A star inside a word stands for any letters, a question mark for one.",
        "digiti?ation",
        "digitisation and digitization",
    ),
    Rule(
        "fuzzy",
        "word~ or word~2",
        "Words with one (or two) letters changed.",
        "Winsor~",
        "Winsor, Windsor",
    ),
    Rule(
        "field",
        "field:word",
        "Looks in one field: title, publisher, kind, topic, ref, priority, author, stance or tag.",
        "publisher:NAO network",
        "what the NAO says of networks",
    ),
    Rule(
        "field group",
        "field:(word OR word)",
        "Several values of one field.",
        "publisher:(HMIC OR HMCPSI) digital",
        "digital, in reports of either inspectorate",
    ),
    Rule(
        "reference",
        'ref:"HC 23"',
        "The printed reference of a paper.",
        'ref:"HC 23"',
        "the paper with that number",
    ),
    Rule(
        "range",
        "year:2013..2016",
        "From one year to another, both included; either end may be left open.",
        "procurement year:2013..2016",
        "procurement in those years",
    ),
    Rule(
        "date",
        "published:>=2016-04",
        "Published on, before or after a year, month or day; also <, <=, > and a range.",
        "efficiency published:>=2016-04",
        "efficiency, from April 2016 on",
    ),
    Rule(
        "literal",
        "\\",
        "The next character is only a character.",
        "\\AND",
        "the word AND itself",
    ),
)
