"""Readers of publications of Parliament: committee reports in HTML and the committees API."""
