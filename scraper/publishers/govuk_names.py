"""Words of GOV.UK in ours: names of organisations, document types, references of papers."""

import re

from kb.domain.source import Reference, SourceKind

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
_SESSION = re.compile(r"\b((?:19|20)[0-9]{2})\s*(?:-|–|/|to)\s*((?:19|20)?[0-9]{2})\b")
_HC = re.compile(r"\b(HC|HL(?: Paper)?)\.?\s?([0-9]{1,4}(?:-[IVX]{1,4})?)\b")
_COMMAND = re.compile(r"\b(Cmnd|Cmd|Cm|CP)\.?\s?([0-9]{1,5}(?:-[IVX]{1,4})?)\b")
_ISBN = re.compile(r"\bISBN(?:-1[03])?:?\s*([0-9][0-9 -]{8,16}[0-9Xx])\b")
_BARE = re.compile(r"[0-9]{1,5}(?:-[IVX]{1,4})?")


def publisher_name(title: str) -> str:
    """Return the name by which an organisation goes here: its short one where it has one."""
    name = " ".join(title.split())
    return _SHORT.get(name.lower().replace("’", "'"), name)


def kind_of(document_type: str, title: str) -> SourceKind | None:
    """Return what sort of document a GOV.UK type is; None where the type tells nothing."""
    if document_type in {"policy_paper", "corporate_report", "correspondence", "guidance"} and _RESPONSE.search(title):
        return SourceKind.RESPONSE
    return _KINDS.get(document_type)


def session_of(words: str) -> str:
    """Return a parliamentary session in one form: ``2016-17`` for "2016 to 2017" or "2016–17"."""
    match = _SESSION.search(words)
    return f"{match[1]}-{match[2][-2:]}" if match else ""


def paper_reference(paper: str = "", command: str = "", session: str = "", isbn: str = "") -> Reference | None:
    """Make a reference of the numbers an attachment states; None where all are empty."""
    number, house = "", ""
    if match := _HC.search(paper):
        number, house = f"{match[1]} {match[2]}", "lords" if match[1].startswith("HL") else "commons"
    elif _BARE.fullmatch(paper):
        number, house = f"HC {paper}", "commons"
    elif match := _COMMAND.search(command):
        number = f"{match[1]} {match[2]}"
    elif _BARE.fullmatch(command):
        number = f"Cm {command}"
    reference = Reference(number=number, session=session_of(session), house=house, isbn=isbn)
    return reference if reference != Reference() else None


def printed_reference(lines: list[str]) -> Reference | None:
    """Read the reference of a paper out of the short lines on its title page ("HC 1025", "ISBN: 978-…")."""
    short = [line for line in lines if len(line.split()) <= 12]
    paper = next((line for line in short if _HC.search(line)), "")
    command = next((line for line in short if _COMMAND.search(line)), "")
    isbn = next((match[1] for line in short if (match := _ISBN.search(line))), "")
    session = next((found for line in short if (found := session_of(line)) and "session" in line.lower()), "")
    return paper_reference(paper, command, session or (session_of(paper) if paper else ""), isbn)
