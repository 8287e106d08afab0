"""Triage: the board, its history, conflicts and opposing pairs."""
