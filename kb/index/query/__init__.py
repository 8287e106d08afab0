"""Reading a query: the words of this field, their forms, and the names that mean the same."""
