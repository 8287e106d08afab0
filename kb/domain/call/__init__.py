"""Calls for input: the call, its answers, consent, receipts and phases."""
