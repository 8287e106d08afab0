"""The reader of GOV.UK: Content API items, attachments and search."""
