"""Real answers of the Content API, served by a local server: what each becomes.

The samples are not ours and stay where they are; KB_SAMPLES says where. PDFs and further pages that they lead to are
not among them and are stood in for.
"""

import json
import os
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kb.documents.markdown import dialect as form
from kb.documents.markdown.inline import plain
from kb.documents.passages import passages_of
from kb.domain.source.block import BlockKind
from scraper.extract import Body, Extract, Publisher, Unreadable
from scraper.govuk.govuk import GovUk

SAMPLES = os.environ.get("KB_SAMPLES", "")
FOLDER = Path(SAMPLES) / "govuk"
pytestmark = pytest.mark.skipif(not SAMPLES, reason="KB_SAMPLES is not set: the real samples are not here")

# file, outcome ("" for a document), title (or location), headings, paragraphs, footnotes
TABLE = [
    ("consultation__consultation_outcome", "", "Employee Share Schemes: NIC elections", 1, 4, 0),
    ("corporate_information_page__best-practice-procurement", "", "Procurement at CNC", 2, 5, 0),
    ("gone__gone", "gone", "", 0, 0, 0),
    ("gone__gone_with_alternative_path", "gone", "/government/example", 0, 0, 0),
    ("guide__guide", "", "The national curriculum", 15, 32, 0),
    ("html_publication__best-practice-HC-paper", "", "Spring Budget 2017", 87, 263, 55),
    (
        "html_publication__best-practice-command-paper",
        "",
        "Connecting people: a strategic vision for rail",
        54,
        237,
        3,
    ),
    (
        "html_publication__long_form_and_automatically_numbered_headings",
        "",
        "Summer Budget 2015",
        192,
        600,
        99,
    ),
    (
        "html_publication__stats_headline_and_manually_numbered_headings",
        "",
        "DWP single departmental plan: 2015 to 2020",
        18,
        72,
        0,
    ),
    ("html_publication__withdrawn", "", "This content has been removed as it is out of date", 0, 1, 0),
    ("news_article__best-practice-press-release", "", "New FRANK adverts mark tenth anniversary", 1, 14, 0),
    ("publication__best-practice-HC-paper-splash-page", "", "Spring Budget 2017: documents", 87, 263, 55),
    (
        "publication__best-practice-independent-report",
        "",
        "Child sexual exploitation: health working group report",
        0,
        3,
        0,
    ),
    (
        "publication__best-practice-policy-paper",
        "",
        "Strategy for dealing with safeguarding issues in charities",
        0,
        1,
        0,
    ),
    (
        "publication__publication-with-featured-attachments",
        "",
        "Number of ex-regular service personnel in FR20",
        0,
        1,
        0,
    ),
    ("publication__withdrawn_publication", "", "A guide for pig keepers", 1, 3, 0),
    (
        "redirect__redirect",
        "moved",
        "/maritime-safety-weather-and-navigation/register-406-mhz-beacons?query=answer#fragment",
        0,
        0,
        0,
    ),
    ("specialist_document__cma-cases", "", "Richemont / Yoox / Net-A-Porter merger inquiry", 5, 6, 0),
    ("speech__best-practice-oral-statement", "", "Reform of police stop and search powers", 0, 22, 0),
    (
        "speech__best-practice-speaking-notes",
        "",
        "Lord McNally’s speaking note for Westminster Legal Policy Forum event",
        0,
        18,
        0,
    ),
    (
        "speech__speech-speaking-notes",
        "",
        "Home Secretary speech to the Association of Police and Crime Commissioners",
        7,
        52,
        0,
    ),
    (
        "statistical_data_set__statistical_data_set_with_block_attachments",
        "",
        "FE data library: apprenticeship vacancies",
        0,
        3,
        0,
    ),
    ("working_group__long", "", "Benefits & Credits Consultation Group", 3, 3, 0),
]
WITHOUT_PUBLISHER = {"working_group__long"}  # its links, which name the organisations, are empty
STAND_IN = "/government/publications/strategy-for-dealing-with-safeguarding-issues-in-charities/"


@pytest.fixture
def read_sample(
    site: Any, bodies_of: Callable[[Publisher, str], tuple[Body, ...]], make_pdf: Callable[[list[str]], bytes]
) -> Callable[[str], Extract]:
    """Serve all samples, and read one through its page's address."""
    for path in FOLDER.glob("*.json"):
        served = _at_home(path.read_bytes(), site.host)
        item = json.loads(served)
        site.answers[f"/api/content{item['base_path']}"] = (200, "application/json", served)
        for file in re.findall(rb"/[^\s\"'<>\\]*?\.pdf(?=[\"\\])", served):
            target = file.decode()
            site.answers[
                target[target.index("/government/uploads") :] if "/government/uploads" in target else target
            ] = (
                200,
                "application/pdf",
                make_pdf(["This page stands in for the real one, which is not here."]),
            )
    html = json.dumps({"document_type": "html_publication", "title": "x", "details": {"body": "<p>Stands in.</p>"}})
    for child in ("strategy-for-dealing-with-safeguarding-issues-in-charities",):
        site.answers[f"/api/content{STAND_IN}{child}"] = (200, "application/json", html.encode())

    def read(name: str) -> Extract:
        item = json.loads((FOLDER / f"{name}.json").read_bytes())
        govuk = GovUk()
        return govuk.read(bodies_of(govuk, f"{site.host}{item['base_path']}"))

    return read


def _at_home(content: bytes, host: str) -> bytes:
    """Let the addresses of files lead to the local server, as if it were the host of files."""
    return re.sub(rb"https://assets[.\w-]*\.gov\.uk", host.encode(), content)


def test_the_table_is_whole() -> None:
    assert {row[0] for row in TABLE} == {path.stem for path in FOLDER.glob("*.json")}


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row[0])
def test_sample(row: tuple[str, str, str, int, int, int], read_sample: Callable[[str], Extract], site: Any) -> None:
    name, outcome, words, headings, paragraphs, footnotes = row
    if outcome:
        with pytest.raises(Unreadable) as problem:
            read_sample(name)
        assert problem.value.outcome.value == outcome
        assert problem.value.location == (site.host + words if words else "")
        return
    extract = read_sample(name)
    assert extract.title == words
    counts = Counter(block.kind for block in extract.blocks)
    kinds = (BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.FOOTNOTE)
    assert tuple(counts[kind] for kind in kinds) == (headings, paragraphs, footnotes)
    assert extract.published is not None
    assert bool(extract.publishers) == (name not in WITHOUT_PUBLISHER)
    assert extract.licence == "OGL-UK-3.0"
    assert bool(extract.withdrawn) == ("withdrawn" in name)
    assert form.read(form.write(extract.blocks)) == extract.blocks
    ids = [passage.id for passage in passages_of(form.write(extract.blocks))]
    assert len(ids) == len(set(ids))


def test_the_paper_in_html(read_sample: Callable[[str], Extract]) -> None:
    """The page numbers chapters and sections and no paragraphs; every printed number is there, none is glued."""
    extract = read_sample("html_publication__best-practice-HC-paper")
    numbered = [block.text for block in extract.blocks if block.kind is BlockKind.HEADING and block.text[0].isdigit()]
    assert numbered == [
        "1\\. Economic context and public finances",
        "1.1 UK economy",
        "1.2 Prices",
        "1.3 Labour market",
        "1.4 Global economy",
        "1.5 Economic outlook",
        "2\\. Policy decisions",
        "3\\. Tax",
        "4\\. Productivity",
        "5\\. Public services and markets",
    ]
    assert extract.reference is not None
    assert (extract.reference.number, extract.reference.isbn) == ("HC 1025", "978-1-4741-4098-0")
    text = form.write(extract.blocks)
    references = set(re.findall(r"\[\^(\d+)\](?!:)", text))
    assert references == {str(n) for n in range(1, 56)}
    assert references == {block.number for block in extract.blocks if block.kind is BlockKind.FOOTNOTE}
    assert sum(block.kind is BlockKind.TABLE for block in extract.blocks) == 13
    assert "↩" not in text


def test_the_command_paper_has_all_its_numbers(read_sample: Callable[[str], Extract]) -> None:
    """Each of its 173 numbered paragraphs stands under its own number, 4.7 too, which shares an element with 4.6."""
    extract = read_sample("html_publication__best-practice-command-paper")
    numbers = [block.number for block in extract.blocks if block.kind is BlockKind.PARAGRAPH and block.number]
    lasts = {1: 44, 2: 50, 3: 55, 4: 10, 5: 14}
    assert numbers == [f"{c}.{n}" for c, last in lasts.items() for n in range(1, last + 1)]
    assert len(numbers) == 173
    assert extract.reference is not None
    assert (extract.reference.number, extract.reference.isbn) == ("Cm 9519", "978-1-5286-0125-2")


def test_embedded_attachments_are_items_with_their_titles(read_sample: Callable[[str], Extract]) -> None:
    """A box around a file heads nothing, whatever it is marked up as."""
    minutes = [plain(b.text) for b in read_sample("working_group__long").blocks if b.kind is BlockKind.ITEM][3:]
    assert len(minutes) == 9
    assert minutes[0] == "Benefits and Credits Consultation Group meeting 28 May 2014 (PDF, 27.5KB, 4 pages)"
    files = read_sample("statistical_data_set__statistical_data_set_with_block_attachments").blocks[-8:]
    assert [block.kind for block in files] == [BlockKind.ITEM] * 8
    assert plain(files[0].text) == "Number of vacancies posted:September 2016 (MS Excel Spreadsheet, 50.5KB)"


def test_headings_in_a_part_stand_below_its_title(read_sample: Callable[[str], Extract]) -> None:
    headings = [block for block in read_sample("guide__guide").blocks if block.kind is BlockKind.HEADING]
    assert [block.text for block in headings if block.level == 2] == [
        "Overview",
        "Key stage 1 and 2",
        "Key stage 3 and 4",
        "Other compulsory subjects",
    ]
    assert [block.text for block in headings if block.level == 4][:2] == [
        "Assessments",
        "Year 1 phonics screening check",
    ]


def test_notes_to_editors_keep_their_numbers(read_sample: Callable[[str], Extract]) -> None:
    extract = read_sample("news_article__best-practice-press-release")
    assert [block.number for block in extract.blocks if block.number] == ["1", "2", "3", "4", "5"]
