"""Random documents of known words: what a reader of each sees, what is deleted from it, what is struck out or hidden.

Every word is a word of its own, so that a reading can be held against what is known. The documents are put together
from XML (or RTF) by hand, and not by a library that the product reads or writes with.
"""

import io
import random
import zipfile
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

import docx

_NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_STYLES = (
    '<w:style w:type="character" w:styleId="Gone"><w:name w:val="Gone"/><w:rPr><w:strike/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="Gone2"><w:name w:val="Gone2"/><w:basedOn w:val="Gone"/></w:style>'
    '<w:style w:type="character" w:styleId="Unseen"><w:name w:val="Unseen"/><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="GoneLine"><w:name w:val="GoneLine"/><w:rPr><w:dstrike/></w:rPr></w:style>'
)
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:"
_OFFICE_NAMES = (
    ("office", "office"),
    ("text", "text"),
    ("style", "style"),
    ("table", "table"),
    ("draw", "drawing"),
)
_FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> FORMTEXT </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r>{}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)


@dataclass
class RandomDocument:
    """A document and what is known of its words; ``plain`` says that nothing in it needs a person."""

    content: bytes = field(default=b"", repr=False)
    seen: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    struck: list[str] = field(default_factory=list)
    plain: bool = True


class _Maker:
    def __init__(self, seed: int, *, plain: bool) -> None:
        self.random = random.Random(seed)  # noqa: S311 - made up for tests
        self.made = RandomDocument()
        self.only_plain = plain
        self.count = 0

    def words(self, into: list[str], most: int = 4) -> str:
        """Return new words, and remember them."""
        new = []
        for _ in range(self.random.randint(1, most)):
            self.count += 1
            new.append(f"word{self.count}{self.random.choice('abcdefgh')}")
        into += new
        return " ".join(new)

    def chance(self, part: float) -> bool:
        return self.random.random() < part

    def doubtful(self, part: float) -> bool:
        """Say whether something comes here that a person has to look at."""
        if self.only_plain or not self.chance(part):
            return False
        self.made.plain = False
        return True


class _Word(_Maker):
    def run(self, words: str, properties: str = "") -> str:
        style = f"<w:rPr>{properties}</w:rPr>" if properties else ""
        return f'<w:r>{style}<w:t xml:space="preserve">{escape(words)} </w:t></w:r>'

    def seen(self) -> str:
        return self.run(self.words(self.made.seen))

    def gone(self) -> str:
        return f'<w:r><w:delText xml:space="preserve">{self.words(self.made.deleted)} </w:delText></w:r>'

    def inline(self) -> str:
        if self.doubtful(0.08):
            look = self.random.choice(
                (
                    "<w:strike/>",
                    "<w:dstrike/>",
                    "<w:vanish/>",
                    '<w:rStyle w:val="Gone"/>',
                    '<w:rStyle w:val="Gone2"/>',
                    '<w:rStyle w:val="Unseen"/>',
                )
            )
            return self.run(self.words(self.made.struck), look)
        who = 'w:id="7" w:author="a"'
        return self.random.choice(
            (
                self.seen,
                self.seen,
                self.seen,
                lambda: self.run(self.words(self.made.seen), "<w:b/>"),
                lambda: self.run(self.words(self.made.seen), '<w:strike w:val="0"/>'),
                lambda: f"<w:ins {who}>{self.seen()}</w:ins>",
                lambda: f"<w:del {who}>{self.gone()}</w:del>",
                lambda: f"<w:ins {who}><w:del {who}>{self.gone()}</w:del>{self.seen()}</w:ins>",
                lambda: f"<w:moveFrom {who}>{self.run(self.words(self.made.deleted))}</w:moveFrom>",
                lambda: f"<w:moveTo {who}>{self.seen()}</w:moveTo>",
                lambda: f"<w:sdt><w:sdtPr/><w:sdtContent>{self.seen()}</w:sdtContent></w:sdt>",
                lambda: f'<w:smartTag w:element="place">{self.seen()}</w:smartTag>',
                lambda: f'<w:customXml w:element="x">{self.seen()}</w:customXml>',
                lambda: f'<w:fldSimple w:instr=" DOCPROPERTY x ">{self.seen()}</w:fldSimple>',
                lambda: _FIELD.format(self.seen()),
                lambda: f'<w:bdo w:val="ltr">{self.seen()}</w:bdo>',
                lambda: f'<w:hyperlink w:anchor="x">{self.seen()}</w:hyperlink>',
                lambda: f'<w:hyperlink w:anchor="x"><w:ins {who}>{self.seen()}</w:ins></w:hyperlink>',
            )
        )()

    def box(self) -> str:
        words = self.words(self.made.seen)
        inner = f"<w:txbxContent><w:p>{self.run(words)}</w:p></w:txbxContent>"
        shape = f"<w:pict><v:shape><v:textbox>{inner}</v:textbox></v:shape></w:pict>"
        if self.chance(0.5):
            return f"<w:r>{shape}</w:r>"
        choice = f'<mc:Choice Requires="wps"><w:drawing><wps:txbx>{inner}</wps:txbx></w:drawing></mc:Choice>'
        return f"<w:r><mc:AlternateContent>{choice}<mc:Fallback>{shape}</mc:Fallback></mc:AlternateContent></w:r>"

    def paragraph(self, style: str = "") -> str:
        if self.doubtful(0.03):
            style, runs = "GoneLine", self.run(self.words(self.made.struck))
        else:
            runs = "".join(self.inline() for _ in range(self.random.randint(1, 4)))
            runs += self.box() if self.doubtful(0.04) else ""
        return f'<w:p><w:pPr>{f"""<w:pStyle w:val="{style}"/>""" if style else ""}</w:pPr>{runs}</w:p>'

    def cell(self) -> str:
        if self.doubtful(0.04):
            return f"<w:tc>{self.table(deep=True)}<w:p/></w:tc>"
        inside = self.paragraph()
        if self.chance(0.2):
            inside = f"<w:sdt><w:sdtContent>{inside}</w:sdtContent></w:sdt>"
        return f"<w:tc>{inside}</w:tc>"

    def row(self, wide: int) -> str:
        if wide > 1 and self.chance(0.2):
            merged = f'<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{self.paragraph()}</w:tc>'
            return f"<w:tr>{merged}{''.join(self.cell() for _ in range(wide - 2))}</w:tr>"
        if self.chance(0.15):
            words = self.run(self.words(self.made.deleted))
            cells = f"<w:tc><w:p>{words}</w:p></w:tc>" + "<w:tc><w:p/></w:tc>" * (wide - 1)
            return f'<w:tr><w:trPr><w:del w:id="9" w:author="a"/></w:trPr>{cells}</w:tr>'
        row = f"<w:tr>{''.join(self.cell() for _ in range(wide))}</w:tr>"
        return f"<w:sdt><w:sdtContent>{row}</w:sdtContent></w:sdt>" if self.chance(0.1) else row

    def table(self, *, deep: bool = False) -> str:
        wide = self.random.randint(1, 3)
        rows = "".join(self.row(wide) for _ in range(1 if deep else self.random.randint(1, 3)))
        grid = "<w:gridCol/>" * wide
        return f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"

    def block(self) -> str:
        kind = self.random.randint(0, 9)
        if kind < 3:
            return self.paragraph()
        if kind < 5:
            return "".join(self.paragraph("ListNumber") for _ in range(self.random.randint(1, 4)))
        if kind == 5:
            return "".join(self.paragraph("ListBullet") for _ in range(self.random.randint(1, 3)))
        if kind == 6:
            return f"<w:sdt><w:sdtContent>{self.paragraph()}{self.paragraph()}</w:sdtContent></w:sdt>"
        if kind == 7:
            return f'<w:customXml w:element="x">{self.paragraph()}</w:customXml>'
        return self.table() + "<w:p/>" if kind == 8 else self.paragraph("Heading1")


def random_word(seed: int, *, plain: bool = False) -> RandomDocument:
    """Return a random Word document; with ``plain`` one that has nothing that a person must look at."""
    maker = _Word(seed, plain=plain)
    body = "".join(maker.block() for _ in range(maker.random.randint(1, 6)))
    root = f"<w:document {_NAMESPACES}><w:body>{body}<w:sectPr/></w:body></w:document>"
    empty = io.BytesIO()
    docx.Document().save(empty)
    out = io.BytesIO()
    with zipfile.ZipFile(empty) as source, zipfile.ZipFile(out, "w") as made:
        for name in source.namelist():
            data = source.read(name)
            if name == "word/document.xml":
                data = root.encode()
            elif name == "word/styles.xml":
                data = data.replace(b"</w:styles>", f"{_STYLES}</w:styles>".encode())
            made.writestr(name, data)
    maker.made.content = out.getvalue()
    return maker.made


class _Odt(_Maker):
    def inline(self) -> str:
        if self.doubtful(0.1):
            return (
                f'<text:span text:style-name="{self.random.choice("TU")}">{self.words(self.made.struck)}</text:span> '
            )
        return self.random.choice(
            (
                lambda: f"{self.words(self.made.seen)} ",
                lambda: f"<text:span>{self.words(self.made.seen)}</text:span> ",
                lambda: f"<text:text-input>{self.words(self.made.seen)}</text:text-input> ",
                lambda: (
                    f'<text:change-start text:change-id="i"/>{self.words(self.made.seen)}'
                    '<text:change-end text:change-id="i"/> '
                ),
                lambda: (
                    f'<text:a xmlns:x="http://www.w3.org/1999/xlink" x:href="#a">{self.words(self.made.seen)}</text:a> '
                ),
                lambda: '<text:change text:change-id="d"/>',
            )
        )()

    def paragraph(self) -> str:
        words = "".join(self.inline() for _ in range(self.random.randint(1, 4)))
        if self.doubtful(0.06):
            inside = f"<text:p>{self.words(self.made.seen)}</text:p>"
            words += f"<draw:frame><draw:text-box>{inside}</draw:text-box></draw:frame>"
        return f"<text:p>{words}</text:p>"

    def block(self) -> str:
        kind = self.random.randint(0, 6)
        if kind < 3:
            return self.paragraph()
        if kind < 5:
            items = "".join(
                f"<text:list-item>{self.paragraph()}</text:list-item>" for _ in range(self.random.randint(1, 3))
            )
            return f"<text:list>{items}</text:list>"
        if kind == 5:
            return f'<text:section text:name="s">{self.paragraph()}</text:section>'
        cells = "".join(f"<table:table-cell>{self.paragraph()}</table:table-cell>" for _ in range(2))
        columns = "<table:table-column/><table:table-column/>"
        return f"<table:table>{columns}<table:table-row>{cells}</table:table-row></table:table>"


def random_odt(seed: int, *, plain: bool = False) -> RandomDocument:
    """Return a random OpenDocument text."""
    maker = _Odt(seed, plain=plain)
    gone = maker.words(maker.made.deleted)
    body = "".join(maker.block() for _ in range(maker.random.randint(1, 6)))
    tracked = (
        '<text:tracked-changes><text:changed-region text:id="d"><text:deletion>'
        f"<text:p>{gone}</text:p></text:deletion></text:changed-region></text:tracked-changes>"
    )
    styles = (
        '<style:style style:name="T" style:family="text"><style:text-properties style:text-line-through-style="solid"/>'
        '</style:style><style:style style:name="U" style:family="text"><style:text-properties text:display="none"/>'
        "</style:style>"
    )
    names = " ".join(f'xmlns:{short}="{_OFFICE}{name}:1.0"' for short, name in _OFFICE_NAMES)
    root = (
        f"<office:document-content {names}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{tracked}{body}</office:text></office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        made.writestr("content.xml", root)
        made.writestr("styles.xml", f"<office:document-styles {names}><office:styles/></office:document-styles>")
    maker.made.content = out.getvalue()
    return maker.made


class _Rtf(_Maker):
    def inline(self) -> str:
        if self.doubtful(0.1):
            how = self.random.choice(("{\\strike %s} ", "{\\v %s} ", "{\\striked1 %s} ", "\\strike %s\\strike0  "))
            return how % self.words(self.made.struck)
        how = self.random.choice(
            ("%s ", "{\\b %s} ", "{\\revised %s} ", "{\\field{\\*\\fldinst FORMTEXT}{\\fldrslt %s}} ", "\\i %s\\i0  ")
        )
        return how % self.words(self.made.seen)

    def block(self) -> str:
        words = "".join(self.inline() for _ in range(self.random.randint(1, 4)))
        if self.doubtful(0.05):
            words += "{\\footnote " + self.words(self.made.seen) + "}"
        return "\\pard " + words + "\\par\n"


def random_rtf(seed: int, *, plain: bool = False) -> RandomDocument:
    """Return a random RTF document."""
    maker = _Rtf(seed, plain=plain)
    body = "".join(maker.block() for _ in range(maker.random.randint(1, 8)))
    maker.made.content = (
        "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Arial;}}{\\info{\\title notsaid}}\n" + body + "}"
    ).encode()
    return maker.made
