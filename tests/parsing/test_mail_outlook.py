"""Outlook's own format, written here byte by byte as its specification has it (MS-CFB, MS-OXMSG)."""

import struct
import subprocess
import sys
from dataclasses import dataclass

import pytest

from kb.parsing.mail.outlook import is_msg, read_msg

pytest.importorskip("oxmsg", reason="the extra [msg] is not installed")
SECTOR = 512
END, FREE, FAT_SECTOR, NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF


@dataclass
class Entry:
    name: str
    kind: int
    data: bytes = b""
    children: tuple["Entry", ...] = ()
    child: int = NONE
    right: int = NONE
    start: int = END


def compound(root: Entry) -> bytes:
    """Return a compound file; every stream is at least 4,096 bytes long, so that there are no small sectors."""
    entries = [root]
    for entry in entries:
        for number, child in enumerate(entry.children):
            place = len(entries)
            entries.append(child)
            if number == 0:
                entry.child = place
            else:
                entry.children[number - 1].right = place
    fat: list[int] = []
    body = b""

    def place_of(data: bytes) -> int:
        nonlocal body
        first, count = len(fat), max(1, -(-len(data) // SECTOR))
        fat.extend([*range(first + 1, first + count), END])
        body += data.ljust(count * SECTOR, b"\0")
        return first

    for entry in entries:
        if entry.kind == 2:
            entry.start = place_of(entry.data)
    directory = b"".join(
        (e.name + "\0").encode("utf-16-le").ljust(64, b"\0")
        + struct.pack("<HBBIII", 2 * len(e.name) + 2, e.kind, 1, NONE, e.right, e.child)
        + bytes(36)
        + struct.pack("<IQ", e.start, len(e.data))
        for e in entries
    )
    first_directory = place_of(directory)
    sectors = -(-(len(fat) + 8) // 128)
    first_fat = len(fat)
    fat += [FAT_SECTOR] * sectors
    fat += [FREE] * (sectors * 128 - len(fat))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack(
        "<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, sectors, first_directory, 0, 4096, END, 0, END, 0
    )
    head += struct.pack(f"<{sectors}I", *range(first_fat, first_fat + sectors))
    return head.ljust(SECTOR, b"\xff") + body + struct.pack(f"<{len(fat)}I", *fat)


def stream(name: str, data: bytes) -> Entry:
    return Entry(name, 2, data)


def text(id: int, words: str) -> tuple[Entry, bytes]:
    """Return the stream of a text property, filled up with spaces to the length of a large stream, and its row."""
    data = words.ljust(2100).encode("utf-16-le")
    return stream(f"__substg1.0_{id:04X}001F", data), struct.pack("<HHIII", 0x1F, id, 6, len(data) + 2, 0)


def outlook_mail() -> bytes:
    headers = "From: Ann <ann@a.example>\r\nDate: Wed, 14 Sep 2016 10:00:00 +0000\r\nMessage-ID: <1@a>\r\n\r\n"
    properties = [text(0x0037, "Our two"), text(0x1000, "1. One list\r\n2. One owner"), text(0x007D, headers)]
    rows = bytes(32) + b"".join(row for _, row in properties)
    table = stream("__properties_version1.0", rows.ljust(4096 + 32 - 4096 % 16, b"\0"))
    return compound(Entry("Root Entry", 5, children=(table, *(found for found, _ in properties))))


def test_a_mail_of_outlook() -> None:
    data = outlook_mail()
    assert is_msg(data)
    mail = read_msg(data)
    assert mail.problems == ()
    assert mail.plain.split() == "1. One list 2. One owner".split()
    assert (mail.sender, mail.subject.strip(), mail.message_id) == ("ann@a.example", "Our two", "<1@a>")
    assert mail.received is not None
    assert mail.received.isoformat() == "2016-09-14T10:00:00+00:00"


def test_a_broken_one_says_so() -> None:
    assert read_msg(outlook_mail()[:700]).problems
    assert not is_msg(b"From: a")


def test_without_the_extra_it_says_what_to_install() -> None:
    code = (
        "import sys; sys.modules['oxmsg'] = None\n"
        "from kb.parsing.mail.outlook import read_msg\n"
        "print(read_msg(b'x').problems[0])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "pip install" in done.stdout
