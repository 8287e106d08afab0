"""The brief of a call: chosen, written part by part, pinned by footnotes, printed in every format."""
