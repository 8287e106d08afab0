"""Numbers, dates and addresses as people write them, under the name by which pages know them."""

from kb.documents.humanize import (
    bare,
    count,
    day,
    host,
    hour,
    listed,
    moment,
    number,
    shortened,
    weekday,
)

__all__ = [
    "bare",
    "count",
    "day",
    "host",
    "hour",
    "listed",
    "moment",
    "number",
    "shortened",
    "weekday",
]
