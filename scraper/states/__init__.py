"""The states of a source: each capture of it, its text, and what changed between two."""
