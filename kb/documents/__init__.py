"""Documents: Markdown to passages and safe HTML, anchoring, citations, and the printers of the brief."""
