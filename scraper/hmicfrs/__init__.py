"""Readers of the inspectorate's site and of its register of recommendations."""
