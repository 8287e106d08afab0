"""Markdown and words: the text form of documents, passages, safe HTML, citations; pure throughout."""
