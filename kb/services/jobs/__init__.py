"""Jobs: work that goes on after the request that began it."""
