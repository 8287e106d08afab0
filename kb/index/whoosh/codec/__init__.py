"""A Whoosh codec whose files are arrays: one copy of every posting, read by stock Whoosh and by our scoring."""
