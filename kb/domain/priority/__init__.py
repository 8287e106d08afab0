"""Priorities: grouping of slots, lineage, agreement, ranking and opposites."""
