"""Where somebody goes after signing in: where they were going, or where they chose to begin."""

from kb.domain.account.account import Account, Landing

ADDRESSES = {
    Landing.WORK: "/desk",
    Landing.HOME: "/",
    Landing.SEARCH: "/search",
    Landing.SOURCES: "/sources",
    Landing.CALL: "/call",
    Landing.COVERAGE: "/coverage",
}
WORDS = {
    Landing.WORK: "My work",
    Landing.HOME: "First page",
    Landing.SEARCH: "Search",
    Landing.SOURCES: "Sources",
    Landing.CALL: "Call for input",
    Landing.COVERAGE: "Evidence gaps",
}


def landing_of(account: Account, onward: str) -> str:
    """Return where to go; ``onward`` is where they were going, the first page where that was nowhere."""
    return onward if onward != "/" else ADDRESSES[account.landing or Landing.WORK]
