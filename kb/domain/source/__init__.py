"""Sources: document, capture, passages, blocks, licence and state."""
