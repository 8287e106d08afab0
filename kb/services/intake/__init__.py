"""Answers that come by other ways than the form."""
