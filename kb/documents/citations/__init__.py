"""Citations: in words, as CSL data, and as files for reference managers."""
