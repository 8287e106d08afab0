"""Addresses of Parliament's publications: one report, many addresses, and what an address tells of the paper.

``/pa/cm201617/cmselect/cmhaff/23/2305.htm`` says: House of Commons, session 2016-17, Home Affairs Committee, HC 23.
HC numbers repeat every session, so house, session and number are always told together.
"""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from kb.domain.source.source import Reference

COMMITTEES = {
    "cmbis": "Business, Innovation and Skills Committee",
    "cmcomloc": "Communities and Local Government Committee",
    "cmconst": "Constitutional Affairs Committee",
    "cmcumeds": "Culture, Media and Sport Committee",
    "cmdfence": "Defence Committee",
    "cmenvaud": "Environmental Audit Committee",
    "cmhaff": "Home Affairs Committee",
    "cmjust": "Justice Committee",
    "cmliaisn": "Liaison Committee",
    "cmpolcon": "Political and Constitutional Reform Committee",
    "cmpubacc": "Public Accounts Committee",
    "cmpubadm": "Public Administration Committee",
    "cmsctech": "Science and Technology Committee",
    "cmtreasy": "Treasury Committee",
    "cmwelaf": "Welsh Affairs Committee",
    "ldjusthom": "Justice and Home Affairs Committee (Lords)",
    "ldsctech": "Science and Technology Committee (Lords)",
}
"""Directory of a committee → its name as our sources' front matter has it."""

_PARLIAMENTS = {"5801": "2019-21", "5802": "2021-22", "5803": "2022-23", "5804": "2023-24"}
_PATH = re.compile(r"/pa/(cm|ld|jt)(\d{4,8})/(?:[a-z]+/)?((?:cm|ld|jt)[a-z0-9]+)/([^/]+)(?:/|$)")
_NUMBER = re.compile(r"(?:uc)?(\d{1,4})(?:-([ivxlc]+))?")


def clean(address: str) -> str:
    """Return the address without its fragment and without the parameters that only track visitors."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return address.strip()
    query = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not k.lower().startswith("utm_")]
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(query), ""))


def path_of(address: str) -> str:
    """Return the path, lower case: pages are told apart by it, since hosts and schemes of one page differ."""
    try:
        return urlsplit(address).path.lower()
    except ValueError:
        return ""


def directory(address: str) -> str:
    """Return the path of the report's directory; its parts are the pages in it."""
    return path_of(address).rpartition("/")[0]


def name_of(address: str) -> str:
    """Return the file's name: ``2305.htm``."""
    return path_of(address).rpartition("/")[2]


def session_of(code: str) -> str:
    """Return the session of a directory such as ``cm201617``: ``2016-17``; empty where the code does not tell.

    From 2019 on the code counts parliaments and sessions (5802: the 58th Parliament's second, 2021-22).
    """
    if len(code) == 4:
        return _PARLIAMENTS.get(code, "")
    if len(code) != 6 or not ("19" <= code[:2] <= "20"):
        return ""
    first, last = code[:4], code[4:]
    if last == first[2:]:
        return first
    return f"{first}-2000" if code == "199900" else f"{first}-{last}"


def committee_of(address: str) -> str:
    """Return the committee whose directory the address is in, empty where we do not know it."""
    match = _PATH.search(path_of(address))
    return COMMITTEES.get(match[3], "") if match else ""


def is_evidence(address: str) -> bool:
    """Say whether the address is a transcript of oral evidence or of a debate and not a report."""
    match = _PATH.search(path_of(address))
    return match is not None and ("select" not in path_of(address) or match[4].startswith("uc"))


def reference_of(address: str) -> Reference:
    """Return what the address tells of the paper: number, session and house."""
    match = _PATH.search(path_of(address))
    if match is None:
        return Reference()
    house = {"cm": "commons", "ld": "lords"}.get(match[1], "")
    number = _NUMBER.fullmatch(match[4])
    series = {"commons": "HC", "lords": "HL Paper"}.get(house, "")
    printed = "-".join(part for part in (number[1], number[2]) if part) if number and series else ""
    return Reference(f"{series} {printed}" if printed else "", session_of(match[2]), house)
