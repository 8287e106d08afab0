"""Web pages read into blocks: main content, dates, notes, tables."""
