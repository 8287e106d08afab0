"""What can be taken away: everything in one zip and back, and files that cost work to make."""
