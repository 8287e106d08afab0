"""One module per publisher, each knowing how to read that publisher's pages; pure, no network."""
