"""The engine on OpenSearch: an index that many machines carry and many machines ask."""
