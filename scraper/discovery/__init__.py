"""Looking for new documents at publishers, and proposing them as sources."""
