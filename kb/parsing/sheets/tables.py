"""Spreadsheets: CSV and XLSX → rows of text, and rows → CSV and XLSX that no program takes for formulas.

CSV is read as people save it: UTF-8 with or without a mark, UTF-16, Windows-1252; commas, semicolons or tabs.
"""

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.parsing.text_bytes import decoded

MOST_ROWS = 10_000
MOST_COLUMNS = 200
LONGEST_UNPACKED = 100_000_000
_ACTIVE = ("=", "+", "-", "@", "\t", "\r")


class UnreadableSheet(ValueError):
    """Bytes that are no spreadsheet that can be read; the message says why, for a person."""


@dataclass(frozen=True)
class Row:
    """A row with anything in it; ``number`` is its number as a spreadsheet program shows it."""

    number: int
    cells: tuple[str, ...]


def is_xlsx(data: bytes) -> bool:
    """Say whether bytes are an archive, as XLSX is."""
    return data.startswith(b"PK\x03\x04")


def read_sheet(data: bytes) -> tuple[Row, ...]:
    """Return the rows that are not empty; raise :class:`UnreadableSheet` where there is no telling."""
    return _xlsx_rows(data) if is_xlsx(data) else _csv_rows(data)


def _csv_rows(data: bytes) -> tuple[Row, ...]:
    text = _csv_text(data)
    if "\x00" in text:
        raise UnreadableSheet("this is neither CSV nor XLSX: it has null bytes in it")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    rows: list[Row] = []
    try:
        number = 0
        for cells in reader:
            number += 1
            if any(cell.strip() for cell in cells):
                rows.append(_row(number, cells))
            if len(rows) > MOST_ROWS:
                raise UnreadableSheet(f"it has more than {MOST_ROWS:,} rows")
    except csv.Error as error:
        raise UnreadableSheet(f"row {number + 1} is not right CSV ({error}); look at its quotation marks") from None
    return tuple(rows)


def _csv_text(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    if data[1:2] == b"\x00" and data[3:4] == b"\x00":
        return data.decode("utf-16-le", "replace")
    return decoded(data, "").removeprefix("\ufeff")


def _delimiter(text: str) -> str:
    """Return what stands between cells: whichever of the three the head row has most of, outside quotes."""
    head = next((line for line in text.splitlines() if line.strip()), "")
    outside = "".join(head.split('"')[::2])
    return max(",;\t", key=outside.count)


def _xlsx_rows(data: bytes) -> tuple[Row, ...]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(file.file_size for file in archive.infolist())
        rows = tuple(_xlsx_cells(data)) if unpacked <= LONGEST_UNPACKED else None
    except Exception as error:  # zip, XML and value errors of whichever parser the library found
        raise UnreadableSheet(f"this is no XLSX file that can be read ({type(error).__name__})") from None
    if rows is None or len(rows) > MOST_ROWS:
        raise UnreadableSheet(f"it is too large when unpacked, or has more than {MOST_ROWS:,} rows")
    return rows


def _xlsx_cells(data: bytes) -> Iterator[Row]:
    from openpyxl import load_workbook  # noqa: PLC0415 - a third of a second, for the few sheets that are no CSV

    sheet = load_workbook(io.BytesIO(data), read_only=True, data_only=True).worksheets[0]
    rows = sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS, max_row=MOST_ROWS + 1)
    for number, cells in enumerate(rows, start=1):
        words = [_words(cell) for cell in cells]
        if any(word.strip() for word in words):
            yield _row(number, words)


def _row(number: int, cells: Sequence[str]) -> Row:
    words = [cell.replace("\r\n", "\n").replace("\r", "\n") for cell in cells]
    while words and not words[-1].strip():
        words.pop()
    return Row(number, tuple(words))


def _words(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, dt.datetime):
        return cell.isoformat(sep=" ", timespec="minutes")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def guarded(cell: str) -> str:
    """Return a cell that no spreadsheet program takes for a formula: one that could be begins with an apostrophe."""
    return f"'{cell}" if cell.startswith(_ACTIVE) else cell


def unguarded(cell: str) -> str:
    """Take the apostrophe of :func:`guarded` off again."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_ACTIVE) else cell


def write_csv(rows: Sequence[Sequence[str]]) -> bytes:
    """Return rows as CSV in UTF-8 with a mark, so that spreadsheet programs read it rightly; formulas are guarded."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([[guarded(cell) for cell in row] for row in rows])
    return out.getvalue().encode("utf-8-sig")


def write_xlsx(rows: Sequence[Sequence[str]], widths: Sequence[int] = ()) -> bytes:
    """Return rows as an XLSX workbook, the first one as its head; every cell is text, never a formula."""
    # A third of a second, which only those who take such a file should wait for.
    from openpyxl import Workbook  # noqa: PLC0415
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    book = Workbook()
    sheet = book.worksheets[0]
    for number, row in enumerate(rows, start=1):
        for column, words in enumerate(row, start=1):
            cell = sheet.cell(number, column)
            cell.value = guarded(words)
            cell.data_type = "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if number == 1:
                cell.font = Font(bold=True)
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
