"""Accounts, signing in, and the log of who did what."""
