"""Writing: shards of segments, changed by a sync, merged beside, published as generations."""
