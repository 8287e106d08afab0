"""Every file is valid, canonical, and where its kind belongs."""

from pathlib import Path

import pytest

from kb.content.catalogue import Catalogue
from kb.content.codec import dump, load
from kb.content.schema.kinds import SCHEMA

ROOT = Path(__file__).parents[2] / "content"
FILES = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.md"))
FOLDERS = {kind.place.split("/")[0]: kind for kind in SCHEMA.values()}


def kind_of(place: str) -> tuple[str, str]:
    """Return the kind of file at a place below the root, and the name of its own folder where it has one."""
    folder, *rest = place.split("/")
    if folder == "vocabulary":
        return Path(place).stem, ""
    return FOLDERS[folder].kind, rest[0] if FOLDERS[folder].parent else ""


@pytest.mark.parametrize("place", FILES)
def test_each_file_is_in_canonical_form(place: str) -> None:
    text = (ROOT / place).read_text(encoding="utf-8")
    kind, parent = kind_of(place)
    item, problems = load(kind, Path(place).stem, text, parent=parent)
    assert problems == ()
    assert item is not None
    assert dump(item) == text


def test_the_files_agree_with_each_other(catalogue: Catalogue) -> None:
    assert [f"{p.file}:{p.line} {p.field}: {p.what}" for p in catalogue.problems] == []


def test_there_is_nothing_but_markdown(root: Path) -> None:
    others = [path for path in root.rglob("*") if path.is_file() and path.suffix != ".md"]
    assert others == []
    assert len(FILES) > 75


WANTED = """
cjji-2016-delivering-justice-in-a-digital-age hac-2016-hc-23-college-of-policing hmic-2016-state-of-policing-2015
techuk-2016-call-tech-priorities-for-hmic
hac-2011-hc-939-new-landscape-of-policing nao-2013-police-procurement pac-2013-hc-115-police-procurement
hmic-2014-core-business hmic-2015-real-lives-real-crimes nao-2016-efficiency-in-the-criminal-justice-system
reform-2016-digital-policing
pac-2016-hc-72-efficiency-in-the-criminal-justice-system nao-2016-hc-627-emergency-services-network
hmic-2016-peel-police-efficiency apcc-npcc-2016-policing-vision-2025 hmic-2017-state-of-policing-2016
police-foundation-2017-reforming-justice-for-the-digital-age reform-2017-bobbies-on-the-net
nao-2018-hc-1001-transforming-courts-and-tribunals justice-2018-hc-859-disclosure-of-evidence
hac-2018-hc-515-policing-for-the-future public-2018-police-tech-pioneers
pac-2018-hc-1513-financial-sustainability-of-police-forces nao-2019-hc-2140-progress-delivering-esn
pac-2019-hc-1755-emergency-services-network npcc-apcc-2020-national-policing-digital-strategy
nao-2021-national-law-enforcement-data-programme pac-2021-hc-638-national-law-enforcement-data-programme
police-foundation-2022-a-new-mode-of-protection lords-jhac-2022-hl-180-technology-rules hmicfrs-2022-digital-forensics
cma-2023-mobile-radio-network-services nao-2023-emergency-services-network pac-2023-hc-1006-emergency-services-network
nao-2023-courts-and-tribunals-reform pac-2023-hc-1002-courts-and-tribunals-reform
npcc-2023-policing-science-and-technology-strategy home-office-policing-productivity-review
home-office-nledp-accounting-officer-assessment bluelight-commercial-website
techuk-2024-driving-interoperability-in-police-procurement hmcts-2023-response-to-nao-on-courts-reform
hac-2008-hc-364-policing-in-the-21st-century copacc-2018-police-ict-user-survey-note
hmicfrs-register-of-recommendations-procurement
""".split()


def test_every_wanted_source_is_there(catalogue: Catalogue) -> None:
    assert set(WANTED) - set(catalogue.sources) == set()
