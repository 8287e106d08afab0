"""The brief as a page and as files."""
