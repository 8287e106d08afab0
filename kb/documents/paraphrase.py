"""Whose words are cited: quotation marks are for the source's own, never for ours about it."""

from kb.documents.markdown.inline import plain
from kb.domain.source.passage import Citation
from kb.domain.source.source import Source


def is_paraphrase(citation: Citation, source: Source) -> bool:
    """Say whether the words of a citation are our own: of the summary, or of a finding outside of its quotation."""
    words = _folded(citation.exact)
    if not words or any(words in _folded(finding.quote) for finding in source.findings):
        return False
    if citation.label == "summary" or citation.label.startswith("finding "):
        return True
    ours = (source.summary, *(finding.text for finding in source.findings))
    return any(words in _folded(plain(text)) for text in ours) and words not in _folded(plain(source.body))


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
