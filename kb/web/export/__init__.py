"""Everything that a reader may see, to download."""
