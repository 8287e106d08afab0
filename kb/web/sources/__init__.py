"""The list of sources, the reader, citations of a source, and filing."""
