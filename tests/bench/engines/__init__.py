"""Search engines under one face, so that each is asked the same questions in the same run."""
