"""Questions, advice and recommendations: lists, pages and forms."""
