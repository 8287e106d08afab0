"""Search queries: grammar, lexer, parser, printer and what a search returns."""
