"""Annotated entries, and citations whose words have changed."""
