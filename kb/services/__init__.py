"""What the knowledge base can do: one module per verb, called by both doors, wired by ``kb.bootstrap``."""
