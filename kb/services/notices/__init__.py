"""Notices: what is new for somebody, and the letter of each day that says so."""
