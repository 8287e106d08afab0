"""Who may see a thing: ``public`` < ``members`` < ``staff``."""

from enum import StrEnum

_WIDEST_FIRST = ("public", "members", "staff")
"""Every look at anything asks for a rank; a plain tuple answers ten times as fast as the enumeration."""


class Audience(StrEnum):
    """An audience; each sees what the ones before it see. One index shelf belongs to each."""

    PUBLIC = "public"
    MEMBERS = "members"
    STAFF = "staff"

    @property
    def rank(self) -> int:
        """Return 0 for the widest audience, rising as the circle narrows."""
        return _WIDEST_FIRST.index(self)

    def sees(self, other: "Audience") -> bool:
        """Say whether a reader of this audience may see a thing meant for ``other``."""
        return other.rank <= self.rank

    def shelves(self) -> tuple["Audience", ...]:
        """Return the audiences whose shelves this reader may open, widest first."""
        return tuple(audience for audience in Audience if audience.rank <= self.rank)


def narrowest(*audiences: Audience) -> Audience:
    """Return the audience that is let see something only when each of these would be."""
    return max(audiences, key=lambda audience: audience.rank)
