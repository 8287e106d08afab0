"""Accounts: roles, passphrases and the audit record."""
