"""References of papers laid before Parliament, as attachments state them and title pages print them."""

import re

from kb.domain.source.source import Reference

_SESSION = re.compile(r"\b((?:19|20)[0-9]{2})\s*(?:-|–|/|to)\s*((?:19|20)?[0-9]{2})\b")
_HC = re.compile(r"\b(HC|HL(?: Paper)?)\.?\s?([0-9]{1,4}(?:-[IVX]{1,4})?)\b")
_COMMAND = re.compile(r"\b(Cmnd|Cmd|Cm|CP)\.?\s?([0-9]{1,5}(?:-[IVX]{1,4})?)\b")
_ISBN = re.compile(r"\bISBN(?:-1[03])?:?\s*([0-9][0-9 -]{8,16}[0-9Xx])\b")
_BARE = re.compile(r"[0-9]{1,5}(?:-[IVX]{1,4})?")


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


def fuller(stated: Reference | None, printed: Reference | None) -> Reference | None:
    """Join two references of one paper: what the first leaves empty is taken from the second."""
    if stated is None or printed is None:
        return stated or printed
    if stated.number and printed.number and stated.number != printed.number:
        return stated
    return Reference(
        number=stated.number or printed.number,
        session=stated.session or printed.session,
        house=stated.house or printed.house,
        series=stated.series or printed.series,
        isbn=stated.isbn or printed.isbn,
    )
