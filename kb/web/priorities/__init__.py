"""Priorities with their evidence, searches, wording and ranking."""
