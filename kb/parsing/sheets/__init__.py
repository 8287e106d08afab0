"""Spreadsheets: tables, answers in rows, and the roll of a call."""
