"""Replies: what the sender wrote, apart from what they quoted."""
