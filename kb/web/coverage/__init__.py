"""Coverage: the matrix of priorities and sources, and its cells."""
