"""The embedded engine: Whoosh's index over our own codec, and our own scoring over the same files."""
