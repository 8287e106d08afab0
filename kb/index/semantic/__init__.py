"""Meaning beside words (optional): a small model, its vectors, and the order that they give."""
