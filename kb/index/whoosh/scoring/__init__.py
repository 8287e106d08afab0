"""Scoring: from a parsed query to ranked passages, by arithmetic over mapped arrays."""
