"""YAML front matter: read with line numbers, written in one canonical form."""
