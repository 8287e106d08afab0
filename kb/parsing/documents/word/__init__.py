"""Word documents (.docx): their parts, what a reader of them sees, and what of it can be read."""
