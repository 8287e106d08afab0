"""Checks of the files and of the work left, and documentation from code."""
