"""Content files: the truth. Schema, canonical YAML, catalogue, repository, transactions and versions."""
