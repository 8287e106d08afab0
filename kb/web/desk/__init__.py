"""The desk: what waits for who signed in."""
