"""Public web archives: which captures they have of a source, and taking one in as what it is."""
