"""Priorities: the ranking of a call."""
