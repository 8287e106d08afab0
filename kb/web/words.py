"""Numbers, dates and addresses as people write them, under the name by which pages know them."""

from kb.text.words import bare, count, day, host, hour, listed, moment, number, shortened, weekday

__all__ = ["bare", "count", "day", "host", "hour", "listed", "moment", "number", "shortened", "weekday"]
