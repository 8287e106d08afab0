"""Mappings from GOV.UK: names of organisations to short names, document types to kinds."""

import re

from kb.domain.source.source import SourceKind

_SHORT = {
    "competition and markets authority": "CMA",
    "hm courts & tribunals service": "HMCTS",
    "hm courts and tribunals service": "HMCTS",
    "crown prosecution service": "CPS",
    "hm revenue & customs": "HMRC",
    "national crime agency": "NCA",
    "national police chiefs' council": "NPCC",
    "association of police and crime commissioners": "APCC",
    "hm inspectorate of constabulary": "HMIC",
    "hm inspectorate of constabulary and fire & rescue services": "HMICFRS",
    "hm crown prosecution service inspectorate": "HMCPSI",
    "national audit office": "NAO",
}
_KINDS = {
    "independent_report": SourceKind.REVIEW,
    "cma_case": SourceKind.REVIEW,
    "policy_paper": SourceKind.STRATEGY,
    "corporate_report": SourceKind.STRATEGY,
    "research": SourceKind.RESEARCH,
    "guidance": SourceKind.GUIDANCE,
    "detailed_guide": SourceKind.GUIDANCE,
    "detailed_guidance": SourceKind.GUIDANCE,
    "statutory_guidance": SourceKind.GUIDANCE,
    "regulation": SourceKind.GUIDANCE,
    "government_response": SourceKind.RESPONSE,
    "consultation_outcome": SourceKind.RESPONSE,
    "press_release": SourceKind.NEWS,
    "news_story": SourceKind.NEWS,
    "news_article": SourceKind.NEWS,
    "speech": SourceKind.NEWS,
    "oral_statement": SourceKind.NEWS,
    "written_statement": SourceKind.NEWS,
    "authored_article": SourceKind.NEWS,
}
_RESPONSE = re.compile(
    r"\b(?:government|home office|ministry of justice|official) (?:response|reply)\b|\bresponse to\b", re.I
)


def publisher_name(title: str) -> str:
    """Return the name by which an organisation goes here: its short one where it has one."""
    name = " ".join(title.split())
    return _SHORT.get(name.lower().replace("’", "'"), name)


def kind_of(document_type: str, title: str) -> SourceKind | None:
    """Return what sort of document a GOV.UK type is; None where the type tells nothing."""
    if document_type in {"policy_paper", "corporate_report", "correspondence", "guidance"} and _RESPONSE.search(title):
        return SourceKind.RESPONSE
    return _KINDS.get(document_type)
