"""Previews: a document is read and judged, and nothing is filed."""
