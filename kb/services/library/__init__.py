"""The library: the content as it is now, on its shelves, level with the files."""
