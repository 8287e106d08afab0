"""What is no content: SQLite rows, logs, settings, archives, and the clients of mail servers."""
