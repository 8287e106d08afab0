"""Coverage and gaps: what was looked for, where, and what came of it."""
