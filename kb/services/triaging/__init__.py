"""Triage and ranking: slots sorted under priorities, and what that comes to."""
