"""Archived copies: what public web archives have of a source."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class ArchivedCopy:
    """A copy of a source in a public web archive: in which, of when, where, and the status it was answered with."""

    archive: str
    at: dt.datetime
    address: str
    status: str = ""
