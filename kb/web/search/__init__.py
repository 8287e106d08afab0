"""The search page, saved searches, similar passages and suggestions."""
