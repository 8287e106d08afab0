"""Results: ranked passages become what a reader sees."""
