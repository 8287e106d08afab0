"""Who published a document, as its first pages print it: a committee, an inspectorate, a department, an inquiry."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from scraper.pdf import marks
from scraper.pdf.lines import Line

_COMMITTEE = re.compile(r"(?:(?:[A-Z][\w’'-]*|and|of|the|for|on|in),?\s+){1,10}(?:Select )?Committee")
_COMMITTEE_OF = re.compile(r"Committee (?:of|on) (?:(?:[A-Z][\w’'-]*|and|of|the|for|in),?\s*){1,8}")
_BODIES = (
    (re.compile(r"\bHMICFRS\b|Inspectorate of Constabulary and Fire", re.IGNORECASE), "HMICFRS"),
    (re.compile(r"\bHMCPSI\b|Crown Prosecution Service Inspectorate", re.IGNORECASE), "HMCPSI"),
    (re.compile(r"\bHMIC\b|Inspectorate of Constabulary(?! and Fire)", re.IGNORECASE), "HMIC"),
    (re.compile(r"National Audit Office", re.IGNORECASE), "NAO"),
)
_SHORT = (("HM Courts (?:&|and) Tribunals Service", "HMCTS"), ("National Police Chiefs[’']? Council", "NPCC"))
_NAME = re.compile(
    r"(?:The )?((?:Department|Ministry) (?:for|of) (?:the )?(?:[A-Z][\w’'-]*(?:,| and| for| &|)\s*){1,9}"
    r"|Home Office|Cabinet Office|Scotland Office|Wales Office|Northern Ireland Office|(?:HM|His|Her) ?M?\w* ?Treasury"
    r"|Attorney General[’']s Office|Law Commission|College of Policing|Crown Prosecution Service|National Crime Agency"
    r"|Food Standards Agency|Serious Fraud Office|Independent Office for Police Conduct|Police Foundation"
    r"|(?:HM|His|Her) ?M?\w* ?(?:Courts (?:&|and) Tribunals|Prison (?:&|and) Probation|Prison) Service"
    r"|National Police Chiefs[’']? Council|Association of Police and Crime Commissioners"
    r"|(?:Foreign|Government|Prime Minister)[\w’', &-]{0,60}Office(?: for Science)?)"
)
_PRESENTED = re.compile(r"Presented to Parliament by (?:the )?(.{4,160}?)\s+(?:by Command|pursuant|under|on \d|in )")
_PERMITTED = re.compile(r"Published with the permission of (?:the )?(.{4,60}?) on behalf of")
_CHAIR = re.compile(r"Chair(?:man)? of the ((?:[A-Z][\w’'-]*\s+){1,8}Inquiry)\b")
_INQUIRY = re.compile(r"((?:(?:[A-Z][\w’'-]*|and|of|the)\s+){1,8}Inquiry)(?:\s+Report)?")
_BY_INQUIRY = re.compile(r"section 26 of the Inquiries Act 2005", re.IGNORECASE)  # by which its chair reports
_COPYRIGHT = re.compile(r"©\s*(?:copyright\s+)?((?:[A-Z][\w’'&-]*\s+){1,5})(?:19|20)\d\d", re.IGNORECASE)
_OFFICES = (  # who presents a paper, and whose paper it then is
    (r"Secretary of State for (?:the )?Home Department|Home Secretary", "Home Office"),
    (r"Secretary of State for Justice|Lord Chancellor", "Ministry of Justice"),
    (r"Secretary of State for Defence", "Ministry of Defence"),
    (r"Chancellor of the Exchequer|Secretary to (?:the|His Majesty[’']s|HM) Treasury", "HM Treasury"),
    (r"Duchy of Lancaster|Cabinet Office|Secretary to the Prime Minister|Prime Minister", "Cabinet Office"),
    (r"Attorney General", "Attorney General’s Office"),
)
_STATE = re.compile(r"Secretary of State for ((?:[A-Z][\w’'-]*(?:,| and| &|)\s*){1,9})")


_APART = 1.9  # ems from line to line: more parts two names
_MOST_LINES = 4  # of a name


@dataclass(frozen=True)
class Issuers:
    """Names of who published a document; ``inferred`` where they follow from an office and are not printed."""

    names: tuple[str, ...] = ()
    inferred: bool = False
    is_committee: bool = False


def find_issuers(pages: Sequence[Line], house: str) -> Issuers:
    """Read who published a document from the lines of its first pages."""
    groups = list(_groups(pages))
    first = [words for page, words in groups if page == groups[0][0]] if groups else []
    whole = " ".join(marks.plain(line.text) for line in pages)
    committees = [name for words in first if house and (name := _committee(words))]
    if committees:
        return Issuers((f"{committees[0]} (Lords)" if house == "lords" else committees[0],), is_committee=True)
    text = " ".join(first)
    if bodies := tuple(name for pattern, name in _BODIES if pattern.search(text)):
        return Issuers(bodies)
    if chair := _CHAIR.search(whole):
        return Issuers((chair[1],))
    inquiries = [match[1] for _, words in groups if (match := _INQUIRY.fullmatch(words))]
    if inquiries and _BY_INQUIRY.search(whole):
        return Issuers((inquiries[0],))
    names = list(dict.fromkeys(name for _, words in groups if (name := _department(words))))
    if names:
        return Issuers(tuple(name for name in names if not any(name in other for other in names if other != name))[:2])
    if permitted := _PERMITTED.search(whole):
        return Issuers((_shortened(permitted[1]),))
    return _presented(whole)


def _groups(lines: Sequence[Line]) -> list[tuple[int, str]]:
    """Return lines and runs of lines that are set as one, the longer before the shorter: names run over two."""
    found: list[tuple[int, str]] = []
    for (page, _, _), part in groupby(lines, key=lambda line: (line.page, round(line.size), line.bold)):
        runs: list[list[Line]] = []
        for line in part:
            if runs and runs[-1][-1].y - line.y < _APART * line.size:
                runs[-1].append(line)
            else:
                runs.append([line])
        for run in runs:
            words = [marks.plain(line.text) for line in run]
            for length in range(min(_MOST_LINES, len(run)), 0, -1):
                found += [(page, " ".join(words[at : at + length])) for at in range(len(run) - length + 1)]
    return found


def _committee(words: str) -> str:
    match = _COMMITTEE.fullmatch(words) or _COMMITTEE_OF.fullmatch(words)
    return re.sub(r"^(?:(?:HOUSE OF (?:LORDS|COMMONS)|House of (?:Lords|Commons))\s+)+", "", words) if match else ""


def _department(words: str) -> str:
    match = _NAME.fullmatch(words.strip(" .,"))
    return _shortened(match[1]) if match else ""


def _shortened(name: str) -> str:
    name = " ".join(name.split()).strip(" ,")
    return next((short for long, short in _SHORT if re.fullmatch(long, name)), name)


def _presented(text: str) -> Issuers:
    """Return whose paper it is by who presented it to Parliament, or by whose copyright it is."""
    if match := _PRESENTED.search(text):
        for office, name in _OFFICES:
            if re.search(office, match[1]):
                return Issuers((name,), inferred=True)
        if state := _STATE.search(match[1]):
            return Issuers((f"Department for {state[1].strip(' ,')}",), inferred=True)
    owner = _COPYRIGHT.search(text)
    name = owner[1].strip() if owner else ""
    if name and not re.match(r"(?:Crown|Parliament|The Author|All)", name, re.IGNORECASE):
        return Issuers((name,), inferred=True)
    return Issuers()
