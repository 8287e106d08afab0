"""The frame around every page, the error page, and the macros that all pages share."""
