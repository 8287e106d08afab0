"""Calls for input: run, answered, followed up."""
