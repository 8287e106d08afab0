"""Evidence: annotations, citations and where they stand."""
