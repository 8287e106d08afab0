"""Pages that are pictures, read by tesseract where it is installed.

What it reads is a guess. Each page keeps how sure the program was of its words, and nothing that is read so is ever
taken for sure further on: numbers on such pages stay in doubt.
"""

import csv
import shutil
import statistics
import subprocess
from dataclasses import dataclass

import pypdfium2 as pdfium

from scraper.pdf.raw import GlyphSpan

_DOTS = 300  # to the inch
_MOST_DOTS = 40_000_000  # of a page
_SECONDS = 60  # for a page
_LEAST_SURE = 20  # per cent: less is no word but a speck
_SAME_HEIGHT = 0.25


@dataclass(frozen=True)
class Seen:
    """What was seen on a page: its text, the words alone, and how sure the program was of them, in per cent."""

    spans: tuple[GlyphSpan, ...] = ()
    words: str = ""
    sure: int = 0


def has_ocr() -> bool:
    """Say whether pictures can be read here."""
    return shutil.which("tesseract") is not None


def see(page: pdfium.PdfPage, width: float, height: float) -> Seen:
    """Read the picture of a page; nothing where there are no words on it or the program fails."""
    scale = min(_DOTS / 72, (_MOST_DOTS / max(width * height, 1)) ** 0.5)
    bitmap = page.render(scale=scale, grayscale=True)
    rows = [bytes(bitmap.buffer[y * bitmap.stride : y * bitmap.stride + bitmap.width]) for y in range(bitmap.height)]
    picture = b"P5\n%d %d\n255\n" % (bitmap.width, bitmap.height) + b"".join(rows)
    command = [shutil.which("tesseract") or "tesseract", "stdin", "stdout", "--dpi", str(round(scale * 72)), "tsv"]
    try:
        done = subprocess.run(  # noqa: S603 - a program of the system, with a picture and nothing else
            command, input=picture, capture_output=True, timeout=_SECONDS, check=False
        )
    except (subprocess.TimeoutExpired, OSError):
        return Seen()
    return _read_table(done.stdout.decode("utf-8", "replace"), scale, height)


def _read_table(table: str, scale: float, height: float) -> Seen:
    """Read the words with their places; those of one line make one span, or several where a wide gap is."""
    lines: dict[tuple[str, ...], list[dict[str, str]]] = {}
    for row in csv.DictReader(table.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
        if row.get("level") == "5" and (row.get("text") or "").strip() and float(row["conf"]) >= _LEAST_SURE:
            lines.setdefault((row["block_num"], row["par_num"], row["line_num"]), []).append(row)
    if not lines:
        return Seen()
    heights = {place: max(int(word["height"]) for word in words) / scale for place, words in lines.items()}
    usual = statistics.median(heights.values())
    spans: list[GlyphSpan] = []
    for place, words in lines.items():
        size = usual if abs(heights[place] - usual) <= _SAME_HEIGHT * usual else heights[place]
        bottom = statistics.median(int(word["top"]) + int(word["height"]) for word in words) / scale
        for run in _runs(words, 1.3 * size * scale):
            x0, x1 = int(run[0]["left"]) / scale, (int(run[-1]["left"]) + int(run[-1]["width"])) / scale
            text = " ".join(word["text"] for word in run)
            spans.append(GlyphSpan(text, round(x0, 1), round(x1, 1), round(height - bottom, 1), round(size, 1)))
    found = [word for words in lines.values() for word in words]
    letters = sum(len(word["text"]) for word in found)
    sure = sum(float(word["conf"]) * len(word["text"]) for word in found) / letters
    return Seen(tuple(spans), " ".join(word["text"] for word in found), max(round(sure), 1))


def _runs(words: list[dict[str, str]], gap: float) -> list[list[dict[str, str]]]:
    runs: list[list[dict[str, str]]] = []
    for word in words:
        last = runs[-1][-1] if runs else None
        if last is not None and int(word["left"]) - int(last["left"]) - int(last["width"]) < gap:
            runs[-1].append(word)
        else:
            runs.append([word])
    return runs
