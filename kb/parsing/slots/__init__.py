"""The slots of an answer, found in its text."""
