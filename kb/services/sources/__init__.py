"""Sources: filing of documents that a person saved."""
