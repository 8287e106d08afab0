"""A Whoosh codec whose files are arrays: one copy of every posting, read by stock Whoosh and by our scoring."""

from kb.index.whoosh.codec.codec import ArrayCodec, ArraySegment

__all__ = ["ArrayCodec", "ArraySegment"]
