"""What staff write at the head of a brief: kept for its call, with its audit line, and in every format of the brief."""

from dataclasses import replace

import pytest

from kb.bootstrap import KnowledgeBase
from kb.domain.account.viewer import at_the_terminal
from kb.domain.errors import InvalidInput, NotFound
from kb.services.brief.formats import brief_as
from kb.services.brief.material import BriefChoice
from kb.services.brief.opening import version_of
from kb.storage.audit.audit_log import AuditLog
from made_up import CALL

ANN = replace(at_the_terminal(), id="ann")
TYPED = {
    "title": ("Digital  evidence",),
    "meeting": ("2016-12-05",),
    "introduction": ("We *met* before.\r\n\r\n- Ask first.",),
}


def test_it_heads_the_brief_in_every_format(kb: KnowledgeBase) -> None:
    plain = kb.briefs.brief(BriefChoice(CALL.id))
    assert (plain.cover.title, plain.sections[0].id) == (CALL.title, "summary")
    kb.brief_openings.save(CALL.id, TYPED, "", ANN)
    brief = kb.briefs.brief(BriefChoice(CALL.id))
    assert (brief.cover.title, brief.cover.subtitle) == ("Digital evidence", "Brief for the meeting on 5 December 2016")
    text = brief_as(brief, "md").decode()
    assert text.startswith("# Digital evidence\n")
    assert "## Introduction\n\nWe *met* before.\n\n- Ask first.\n\n## Summary" in text
    assert "We <em>met</em> before." in brief_as(brief, "html").decode()


def test_each_change_has_a_line_in_the_audit_log(kb: KnowledgeBase) -> None:
    kb.brief_openings.save(CALL.id, TYPED, "", ANN)
    read = version_of(kb.brief_openings.of(CALL.id))
    kb.brief_openings.save(CALL.id, {**TYPED, "title": ("Another",)}, read, ANN)
    acts = [act for act in AuditLog(kb.settings.home).acts() if act.what == "change opening of brief"]
    assert [(act.who, dict(act.details).get("title"), dict(act.details).get("was")) for act in acts] == [
        ("ann", "Digital evidence", None),
        ("ann", "Another", "Digital evidence"),
    ]


def test_nobody_writes_over_what_they_have_not_read(kb: KnowledgeBase) -> None:
    kb.brief_openings.save(CALL.id, TYPED, "", ANN)
    with pytest.raises(InvalidInput, match="Somebody else saved"):
        kb.brief_openings.save(CALL.id, {"title": ("Mine",)}, "", ANN)
    assert kb.brief_openings.of(CALL.id).title == "Digital evidence"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"title": ("x" * 121,)}, "title"),
        ({"meeting": ("soon",)}, "meeting"),
        ({"introduction": ("x" * 4001,)}, "introduction"),
    ],
)
def test_what_cannot_be_kept_is_told_by_field(kb: KnowledgeBase, typed: dict[str, tuple[str]], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        kb.brief_openings.save(CALL.id, {**TYPED, **typed}, "", ANN)
    assert list(refused.value.field_errors) == [field]
    assert kb.brief_openings.of(CALL.id).changed_at is None


def test_there_is_none_without_a_call(kb: KnowledgeBase) -> None:
    with pytest.raises(NotFound):
        kb.brief_openings.save("nothing", TYPED, "", ANN)
