"""Triage: slots grouped under priorities, with suggestions."""
