"""Answers that wait for a person."""
