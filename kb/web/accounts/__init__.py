"""Signing in, one's own account, and people for staff."""
