"""Search and what belongs to it, the same for every door."""
