"""How to search."""
