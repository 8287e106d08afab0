"""Documents that came attached, read in a process of their own."""
