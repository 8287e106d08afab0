"""Editorial values: questions, advice, recommendations and their review."""
