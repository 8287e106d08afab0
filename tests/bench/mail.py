"""Prints two tables on the mails in ``tests/fixtures/mail`` and, where ``KB_SAMPLES`` is set, on the samples.

    python tests/bench/mail.py            # what became of each mail: expected entries, found entries, verdict
    python tests/bench/mail.py hard       # the same of mails whose documents or markup once lost or turned words round
    python tests/bench/mail.py separate   # how well our own code separates a reply from quotation
    python tests/bench/mail.py libraries  # who separates a reply from quotation best: libraries and our own code

A mail is *right* where its entries are the expected ones word for word, *sent to a person* where it waits in triage,
and *wrong* where entries were taken that are not the expected ones. Wrong has to be 0.
"""

import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kb.domain.call.call import Slot
from kb.parsing.mail.html_text import read_html
from kb.parsing.mail.message import Mail, read_mail
from kb.parsing.reply.reply import split_reply

HERE = Path(__file__).parents[1] / "fixtures" / "mail"
HARD = Path(__file__).parents[1] / "fixtures" / "hard_mail"
RIGHT, WRONG, PERSON = "right", "wrong", "sent to a person"


@dataclass(frozen=True)
class Case:
    """A mail with what is expected of it."""

    path: Path
    expected: dict

    @property
    def slots(self) -> tuple[Slot, ...]:
        """Return the entries expected; none where a person has to look."""
        return tuple(Slot(**slot) for slot in self.expected.get("slots", ()))

    def mail(self) -> Mail:
        """Return the mail; a file of bare text or HTML counts as the words of one."""
        data = self.path.read_bytes()
        if self.path.suffix == ".html":
            return Mail(html=read_html(data.decode()).text)
        return Mail(plain=data.decode()) if self.path.suffix == ".txt" else read_mail(data)


def cases(samples: str = "", of: Path = HERE) -> Iterator[Case]:
    """Yield every mail that something is expected of, and that is there."""
    folders = [of, *([Path(samples) / "mail"] if samples else [])]
    for name, expected in json.loads((of / "expected.json").read_text()).items():
        for folder in folders:
            if (folder / name).exists():
                yield Case(folder / name, expected)


def same_words(found: tuple[Slot, ...], expected: tuple[Slot, ...]) -> bool:
    """Say whether entries are the same but for white space: programs break lines anywhere."""

    def words(slots: tuple[Slot, ...]) -> list[list[list[str]]]:
        return [[slot.title.split(), slot.why.split(), slot.question.split()] for slot in slots]

    return words(found) == words(expected)


def verdict(case: Case, found: tuple[Slot, ...], waits: bool) -> str:
    """Return what became of a mail."""
    if waits:
        return PERSON
    expected = same_words(found, case.slots) and "why_a_person" not in case.expected
    return RIGHT if expected else WRONG


def separation(kept: str, case: Case, form: str) -> tuple[bool, bool]:
    """Say of one way to separate whether words of the answer are lost, and whether words of others are kept."""
    must = case.expected.get(f"written_{form}") or case.expected["written"]

    def tokens(text: str) -> list[str]:
        return [word for word in text.replace("*", " ").split() if word not in ("-", "--")]

    left = tokens(kept)
    lost = False
    for word in tokens(must):
        if word in left:
            left.remove(word)
        else:
            lost = True
    may = tokens(case.expected["may_go"])
    return lost, any(word not in may and set(word) != {"_"} for word in left)


def _ways(*, libraries: bool) -> dict[str, Callable[[str], str | None]]:
    own: dict[str, Callable[[str], str | None]] = {"our own": lambda text: split_reply(text).written}
    if not libraries:
        return own
    import email_reply_parser
    import mailparser_reply
    import quotequail

    def shown(text: str) -> str:
        return "".join(part for expanded, part in quotequail.quote(text, quote_intro_line=True) if expanded)

    return own | {
        "email-reply-parser": email_reply_parser.EmailReplyParser.parse_reply,
        "mail-parser-reply": mailparser_reply.EmailReplyParser(languages=["en"]).parse_reply,
        "quotequail": shown,
    }


def _separation(samples: str, *, libraries: bool) -> None:
    texts = []
    for case in cases(samples):
        mail = case.mail()
        texts += [(case, form, words) for form, words in (("plain", mail.plain), ("html", mail.html)) if words.strip()]
    hostile = {"On ×2000": "On " * 2000, "From: ×2000": "From: a\n" * 2000, "-a list": "-One\n-Two\n" * 20}
    print(f"{'':<20}{'right':>7}{'lost':>7}{'kept others':>13}   seconds on hostile text (10: stopped)")
    for name, way in _ways(libraries=libraries).items():
        told = [separation(way(text) or "", case, form) for case, form, text in texts]
        right = sum(not lost and not leaked for lost, leaked in told)
        seconds = [f"{what} {_seconds(way, text):.2f}" for what, text in hostile.items()]
        lost, leaked = sum(lost for lost, _ in told), sum(leaked for _, leaked in told)
        print(f"{name:<20}{right:>4}/{len(told)}{lost:>7}{leaked:>13}   {', '.join(seconds)}")


class _Slow(Exception):
    pass


def _seconds(way: Callable[[str], str | None], text: str) -> float:
    def stop(*_: object) -> None:
        raise _Slow

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(10)
    began = time.monotonic()
    try:
        way(text)
    except _Slow:
        pass
    finally:
        signal.alarm(0)
    return time.monotonic() - began


def _mails(samples: str, of: Path = HERE) -> int:
    import datetime as dt

    from kb.domain.call.call import Call, CallState
    from kb.services.intake.answer_reading import read_message

    opens, closes = dt.datetime(2016, 9, 12, 18, 16), dt.datetime(2016, 9, 23, 17, 0)  # noqa: DTZ001 - on the call's clock
    call = Call("call", "Call", "What?", CallState.OPEN, opens, closes, "Europe/London")
    count = {RIGHT: 0, WRONG: 0, PERSON: 0}
    print("| mail | expected | found | certainty | verdict | why |\n| --- | --- | --- | --- | --- | --- |")
    for case in cases(samples, of):
        said = read_message(case.mail(), call)
        what = verdict(case, said.slots, bool(said.reasons))
        count[what] += 1
        expected = str(len(case.slots)) if case.slots else "a person"
        found = f"{len(said.slots)}{' proposed' if said.reasons else ''}"
        reasons = "; ".join(said.reasons)
        print(f"| {case.path.name} | {expected} | {found} | {said.certainty} % | {what} | {reasons} |")
    total = sum(count.values())
    print("\n" + ", ".join(f"{what}: {n} of {total} ({100 * n / total:.0f} %)" for what, n in count.items()))
    return 1 if count[WRONG] else 0


if __name__ == "__main__":
    folder = os.environ.get("KB_SAMPLES", "")
    if sys.argv[1:] in (["separate"], ["libraries"]):
        _separation(folder, libraries=sys.argv[1] == "libraries")
    else:
        raise SystemExit(_mails("", HARD) if sys.argv[1:] == ["hard"] else _mails(folder))
