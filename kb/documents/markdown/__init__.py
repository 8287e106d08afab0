"""The Markdown of content files: dialect, tokens, blocks and safe HTML."""
