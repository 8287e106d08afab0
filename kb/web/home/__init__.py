"""The first page, and `/health` for machines."""
