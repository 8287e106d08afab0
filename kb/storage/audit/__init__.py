"""The audit log: its chain of lines, acts that are under way, and acts that wait in the small database."""
