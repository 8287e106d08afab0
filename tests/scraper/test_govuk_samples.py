"""Real answers of the GOV.UK Content API, served by a local server: what each becomes, by outcome."""

import json
import os
import re
from pathlib import Path

import pytest

from kb.documents.passages import passages_of
from kb.domain.source.capture import Outcome

FOLDER = Path(os.environ.get("KB_SAMPLES", "/nowhere")) / "govuk"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="KB_SAMPLES is not set: no real files at hand")

# The files of some publications are not among the samples: such a document is not whole, so it fails by name.
EXPECTED = {
    "consultation__consultation_outcome": Outcome.FAILED,
    "corporate_information_page__best-practice-procurement": Outcome.NEW,
    "gone__gone": Outcome.GONE,
    "gone__gone_with_alternative_path": Outcome.GONE,
    "guide__guide": Outcome.NEW,
    "html_publication__best-practice-HC-paper": Outcome.NEW,
    "html_publication__best-practice-command-paper": Outcome.NEW,
    "html_publication__long_form_and_automatically_numbered_headings": Outcome.NEW,
    "html_publication__stats_headline_and_manually_numbered_headings": Outcome.NEW,
    "html_publication__withdrawn": Outcome.WITHDRAWN,
    "news_article__best-practice-press-release": Outcome.NEW,
    "publication__best-practice-HC-paper-splash-page": Outcome.NEW,
    "publication__best-practice-independent-report": Outcome.NEW,
    "publication__best-practice-policy-paper": Outcome.FAILED,
    "publication__publication-with-featured-attachments": Outcome.FAILED,
    "publication__withdrawn_publication": Outcome.WITHDRAWN,
    "redirect__redirect": Outcome.FAILED,
    "specialist_document__cma-cases": Outcome.NEW,
    "speech__best-practice-oral-statement": Outcome.NEW,
    "speech__best-practice-speaking-notes": Outcome.NEW,
    "speech__speech-speaking-notes": Outcome.NEW,
    "statistical_data_set__statistical_data_set_with_block_attachments": Outcome.NEW,
    "working_group__long": Outcome.NEW,
}


def served(house, web):
    ids = {}
    for path in sorted(FOLDER.glob("*.json")):
        place = json.loads(path.read_text(encoding="utf-8"))["base_path"]
        status = 410 if path.stem.startswith("gone") else 200
        web.says("/api/content" + place, path.read_bytes(), status=status, media_type="application/json")
        ids[path.stem] = re.sub(r"[^a-z0-9]+", "-", path.stem.lower())[:70]
        house.put(ids[path.stem], web.host + place, reader="govuk", licence="unknown")
    return ids


def test_each_sample_by_outcome(house, web):
    ids = served(house, web)
    attempts = {stem: house.gather(id) for stem, id in ids.items()}
    assert {stem: attempt.outcome for stem, attempt in attempts.items()} == EXPECTED
    assert "not whole" in attempts["publication__best-practice-policy-paper"].detail
    assert "has moved to" in attempts["redirect__redirect"].detail
    for stem, id in ids.items():
        source = house.get(id)
        if EXPECTED[stem] is Outcome.NEW:
            assert source.licence == "OGL-UK-3.0"
            assert source.captured is not None
        else:
            assert (source.body, source.captured) == ("", None)


def test_again_all_are_as_they_were(house, web):
    ids = served(house, web)
    for again in (False, True):
        for stem, id in ids.items():
            outcome = house.gather(id).outcome
            expected = EXPECTED[stem]
            assert outcome is (Outcome.UNCHANGED if again and expected is Outcome.NEW else expected), stem


def test_a_redirect_item_is_followed_to_where_the_document_is(house, web):
    ids = served(house, web)
    target = "/api/content/maritime-safety-weather-and-navigation/register-406-mhz-beacons"
    body = (FOLDER / "html_publication__best-practice-HC-paper.json").read_bytes()
    web.says(target, body, media_type="application/json")
    id = ids["redirect__redirect"]
    attempt = house.gather(id)
    assert attempt.outcome is Outcome.NEW, attempt.detail
    assert any("register-406-mhz-beacons" in alias for alias in house.get(id).aliases)
    assert all("/api/content" not in alias for alias in house.get(id).aliases)


def test_the_paper_in_html_has_its_numbers(house, web):
    """Its headings are numbered, 1.1 and so on; its paragraphs have no numbers of their own."""
    ids = served(house, web)
    house.gather(ids["html_publication__best-practice-HC-paper"])
    body = house.get(ids["html_publication__best-practice-HC-paper"]).body
    numbers = re.findall(r"^#{2,6} (\d+\.\d+) ", body, re.MULTILINE)
    assert numbers == ["1.1", "1.2", "1.3", "1.4", "1.5"]
    assert len(passages_of(body)) > 300
