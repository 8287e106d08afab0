"""Collections of passages: keep them for their owners, look them up for a reader, print them as a document."""
