"""Originals: the bytes of a capture as they came, and where its printed pages are."""
