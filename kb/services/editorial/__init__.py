"""Questions, advice, recommendations and the words of priorities: written, changed, reviewed."""
