"""Limits of what is shown, the same for every engine."""

HITS_SHOWN = 3
"""Hits shown under one document; a search scoped to one document shows ``HITS_OF_ONE``."""

HITS_OF_ONE = 200

FEW = 3
"""So few passages may be the fruit of a misspelt word."""

SEVERAL = 3
"""Documents that say a phrase at least: what fewer say is not common."""

LONGEST = 200
"""Characters typed at most; whoever types more has the words already."""
