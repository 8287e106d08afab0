"""Evidence: annotations, coverage and search records."""
