"""Printers of the brief: HTML, Markdown, JSON and Word."""
