"""Pieces and footnotes to blocks: words escaped, marks written, page marks between."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace

from kb.documents.markdown.dialect import link_paragraphs
from kb.domain.source.block import Block, BlockKind
from scraper.pdf import marks
from scraper.pdf.labelled import LabelledEntry
from scraper.pdf.notes import PdfNote
from scraper.pdf.pieces import PagePiece, PieceRole
from scraper.pdf.words import PdfWords

_KINDS = {
    PieceRole.HEADING: BlockKind.HEADING,
    PieceRole.TEXT: BlockKind.PARAGRAPH,
    PieceRole.NUMBERED: BlockKind.PARAGRAPH,
    PieceRole.ITEM: BlockKind.ITEM,
    PieceRole.QUOTE: BlockKind.QUOTE,
}
_LINKED = frozenset({BlockKind.PARAGRAPH, BlockKind.CONCLUSION, BlockKind.RECOMMENDATION, BlockKind.ITEM})


class Writer:
    """Makes the blocks of one document: ``numbers`` and ``entries`` are known by the place of a first line."""

    def __init__(
        self, labels: Sequence[str], words: PdfWords, numbers: Mapping[int, str], entries: Mapping[int, LabelledEntry]
    ) -> None:
        self.labels, self.words, self.numbers, self.entries = labels, words, numbers, entries

    def write(self, pieces: Sequence[PagePiece], notes: Sequence[PdfNote]) -> tuple[Block, ...]:
        """Return the blocks in order.

        The notes of a page stand where the page still is the current one: before the last piece that begins on
        it when that runs over to the next page, after it otherwise.
        """
        known = frozenset(note.number for note in notes)
        paragraphs = frozenset(self.numbers.values())
        waiting = _by_place(pieces, notes)
        blocks: list[Block] = []
        page = -1
        for at, piece in enumerate(pieces):
            if piece.page != page:
                page = self._turn(blocks, piece.page)
            blocks += self._notes(waiting.get((at, True), ()), known)
            block = self._block(piece, known)
            if block.kind in _LINKED:
                block = replace(block, text=link_paragraphs(block.text, paragraphs))
            blocks.append(block)
            page = piece.last_page
            blocks += self._notes(waiting.get((at, False), ()), known)
        return tuple(block for block in blocks if block.text or block.number or block.rows)

    def _turn(self, blocks: list[Block], page: int) -> int:
        if self.labels[page]:
            blocks.append(Block(BlockKind.PAGE, number=self.labels[page]))
        return page

    def _block(self, piece: PagePiece, known: frozenset[str]) -> Block:
        text = marks.to_markdown(piece.text, known)
        if piece.role is PieceRole.TABLE:
            cells = tuple(tuple(marks.to_markdown(cell, known) for cell in row) for row in piece.rows)
            return Block(BlockKind.TABLE, rows=cells)
        if piece.role is PieceRole.ENTRY:
            entry = self.entries[piece.at]
            return Block(entry.kind, text, entry.number)
        number = self.numbers[piece.at] if piece.role is PieceRole.NUMBERED else ""
        return Block(_KINDS[piece.role], text, number, piece.level)

    def _notes(self, notes: Sequence[PdfNote], known: frozenset[str]) -> list[Block]:
        return [
            Block(BlockKind.FOOTNOTE, marks.to_markdown(self.words.join(note.lines), known), note.number)
            for note in notes
        ]


def _by_place(pieces: Sequence[PagePiece], notes: Sequence[PdfNote]) -> dict[tuple[int, bool], list[PdfNote]]:
    """Return the notes by the piece that they stand at, and whether before it."""
    places: dict[tuple[int, bool], list[PdfNote]] = {}
    starts = [piece.page for piece in pieces]
    for note in notes if pieces else ():
        at = max(bisect_right(starts, note.page) - 1, 0)
        before = pieces[at].page == note.page and pieces[at].last_page > note.page
        while before and at and pieces[at - 1].role is PieceRole.HEADING and pieces[at - 1].page == note.page:
            at -= 1
        places.setdefault((at, before), []).append(note)
    return places
