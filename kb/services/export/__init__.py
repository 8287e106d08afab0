"""Export and import of everything a reader may see, and downloads that cost work to make."""
