"""The manual, and how to search."""
