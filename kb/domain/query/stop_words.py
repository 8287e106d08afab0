"""Words that say nothing of a subject: left out where texts are compared, and at the ends of common phrases.

Searches never leave them out, since ``IT`` and ``may`` are words of this field; but beside others they score nothing.
"""

EMPTY_WORDS = frozenset(
    """
    a about above after again against all also am an and any anybody anything are as at be because been before being
    below between both but by can cannot come could did do does doing done down each either else enough etc even ever
    every everybody everything few for from further get gets give go goes going got had has have having he her here
    hers him his how however i if in into is it its itself just keep kept know let like made make makes many may me
    might more most much must my need needs never no nobody none nor not nothing now of off often on once one only
    onto or other others our out over own per put rather really same say says see seen should since so some somebody
    something still such than that the their them then there therefore these they thing things this those through to
    too two under until up upon us use used uses using very via want wants was way we well were what when where
    whether which while who whole whom whose why will with within without would yet you your
    """.split()
)
