"""Collections of passages: pages, forms and downloads."""
