"""PDFs of the brief: LibreOffice sets the Word file, in the sandbox; where there is none, it is told."""

from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from kb.bootstrap import KnowledgeBase
from kb.documents.brief import pdf
from kb.domain.errors import ToolFailed, ToolMissing
from kb.services.brief.formats import FORMATS, brief_as
from kb.services.brief.material import BriefChoice, BriefLength
from kb.storage.libreoffice import LIMITS, pdf_by_libreoffice
from made_up import CALL


@pytest.mark.office
def test_a_pdf_has_the_pages_of_the_word_file(kb: KnowledgeBase) -> None:
    made = brief_as(kb.briefs.brief(BriefChoice(CALL.id, length=BriefLength.TWO_PAGES)), "pdf")
    with pypdfium2.PdfDocument(made) as document:
        assert len(document) == 1
        assert "“do not talk”" in document[0].get_textpage().get_text_bounded()


def test_without_libreoffice_it_is_not_offered_and_says_what_to_install(
    kb: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "libreoffice_path", lambda: "")
    assert not FORMATS["pdf"].is_offered()
    with pytest.raises(ToolMissing, match="libreoffice-writer"):
        brief_as(kb.briefs.brief(BriefChoice(CALL.id)), "pdf")


@pytest.mark.parametrize(
    ("program", "why"),
    [
        ("#!/bin/sh\necho 'no display' >&2\nexit 77\n", "it left with 77 and no file, and said: no display"),
        ("#!/bin/sh\nenv >&2\nexit 1\n", "(?s)^(?!.*hush)"),
        ("#!/bin/sh\nexec sleep 60\n", "more time than 1 s"),
        ("no program", "it could not be started"),
    ],
)
def test_what_fails_is_told_and_runs_without_our_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str, why: str
) -> None:
    monkeypatch.setenv("KB_SECRET_KEY", "hush")
    path = tmp_path / "soffice"
    path.write_text(program)
    path.chmod(0o755)
    with pytest.raises(ToolFailed, match=why):
        pdf_by_libreoffice(str(path), b"word", replace(LIMITS, seconds=1))
