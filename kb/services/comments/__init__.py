"""Comments of colleagues on entries and priorities: read, write, resolve, and what calls on somebody."""
