"""The schema of content files: their fields, the forms of values, and the kinds of files."""
