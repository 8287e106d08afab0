"""The manual: the pages of ``kb/docs`` as the site serves them."""
