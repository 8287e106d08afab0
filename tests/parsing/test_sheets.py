"""Spreadsheets as people save them: every error by its row, nothing taken for a formula, templates that read back."""

import contextlib
import csv
import datetime as dt
import io
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font

from kb.domain.call.call import Call, CallState, Consent, Slot
from kb.domain.errors import InvalidInput
from kb.parsing.sheets.answers import AnswerRowProblem, RowAnswer, answers_in, columns_for, template_rows
from kb.parsing.sheets.roll import read_roll
from kb.parsing.sheets.tables import (
    UnreadableSheet,
    guarded,
    read_sheet,
    read_worksheets,
    unguarded,
    write_csv,
    write_xlsx,
)
from kb.parsing.sheets.workbook import read_workbook, worksheets_from_json

CALL = Call(
    "call",
    "A call",
    "What?",
    CallState.OPEN,
    dt.datetime(2016, 9, 12),  # noqa: DTZ001 - wall-clock times of the call's own zone
    dt.datetime(2016, 9, 23, 17),  # noqa: DTZ001 - times of a call have no zone
    "Europe/London",
)
HEAD = "organisation,organisation_kind,email,received,consent,priority_1,why_1,question_1,priority_2\n"
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)


def read(text: str) -> tuple[tuple[RowAnswer, ...], tuple[AnswerRowProblem, ...]]:
    return answers_in(read_worksheets(text.encode()), CALL)


def test_a_right_row() -> None:
    answers, problems = read(
        HEAD + "A Ltd,charity,A@b.example,13/09/2016 10:14,Named,One list,Forces differ,Who?,Two\n"
    )
    assert problems == ()
    received = dt.datetime(2016, 9, 13, 9, 14, tzinfo=dt.UTC)
    slots = (Slot("One list", "Forces differ", "Who?"), Slot("Two"))
    assert answers == (RowAnswer(2, "A Ltd", "charity", "a@b.example", received, Consent.NAMED, slots, ""),)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_however_it_was_saved(encoding: str, separator: str) -> None:
    text = (HEAD + "Café Ltd,charity,,,,One – list,,,\n").replace(",", separator)
    answers, problems = answers_in(read_worksheets(text.encode(encoding)), CALL)
    assert problems == ()
    assert (answers[0].organisation, answers[0].slots) == ("Café Ltd", (Slot("One – list"),))


def test_every_problem_of_every_row_at_once() -> None:
    answers, problems = read(
        HEAD
        + ",charity,,,,One,,,\n"
        + "B Ltd,chairty,no address,soon,maybe,One,,,\n"
        + "C Ltd,charity,,,,,because,,Two\n"
        + "\n"
        + "D Ltd,charity,,,,Fine,,,\n"
        + "E Ltd,charity,,,,One,,,Two,surplus\n"
    )
    assert [answer.organisation for answer in answers] == ["D Ltd"]
    told = {(problem.row, problem.column) for problem in problems}
    assert told == {
        (2, "organisation"),
        (3, "organisation_kind"),
        (3, "email"),
        (3, "received"),
        (3, "consent"),
        (4, "priority_1"),
        (7, ""),
    }
    assert next(p.hint for p in problems if p.column == "organisation_kind").startswith("did you mean `charity`?")


def test_two_rows_of_one_organisation_need_addresses() -> None:
    _, problems = read(HEAD + "A Ltd,charity,,,,One,,,\na ltd,charity,,,,Two,,,\n")
    assert [(p.row, p.column) for p in problems] == [(3, "email")]
    answers, problems = read(HEAD + "A Ltd,charity,x@a.example,,,One,,,\nA Ltd,charity,y@a.example,,,Two,,,\n")
    assert (len(answers), problems) == (2, ())
    _, problems = read(HEAD + "A Ltd,charity,x@a.example,,,One,,,\nB Ltd,charity,X@a.example,,,Two,,,\n")
    assert [(p.row, p.column) for p in problems] == [(3, "email")]


@pytest.mark.parametrize(
    ("head", "column"),
    [
        ("organisation,kind,priority_1\n", "kind"),
        ("organisation,organisation_kind,organisation,priority_1\n", "organisation"),
        ("organisation,priority_1\n", "organisation_kind"),
    ],
)
def test_a_wrong_head_is_told(head: str, column: str) -> None:
    answers, problems = read(head + "A,charity,x\n")
    assert answers == ()
    assert column in {problem.column for problem in problems}


@pytest.mark.parametrize("data", [b"PK\x03\x04 broken", b"a,b\n\x00\x01", b'a,"b\n'])
def test_what_is_no_sheet_is_told(data: bytes) -> None:
    with pytest.raises(UnreadableSheet, match=r"\w"):
        read_sheet(data)


def test_an_empty_sheet_is_told() -> None:
    assert [problem.what for problem in answers_in(read_worksheets(b""), CALL)[1]] == ["the sheet is empty"]


@given(st.binary(max_size=200))
def test_any_bytes_give_rows_or_a_reason(data: bytes) -> None:
    with contextlib.suppress(UnreadableSheet):
        answers_in(read_worksheets(data), CALL)


def test_xlsx_with_dates_and_numbers() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Organisation", "Organisation kind", "received", "priority_1"])
    sheet.append(["A Ltd", "charity", dt.datetime(2016, 9, 13, 10, 14), 5.0])  # noqa: DTZ001 - times of a call have no zone
    out = io.BytesIO()
    book.save(out)
    answers, problems = answers_in(read_worksheets(out.getvalue()), CALL)
    assert problems == ()
    assert answers[0].slots == (Slot("5"),)
    assert answers[0].received == dt.datetime(2016, 9, 13, 9, 14, tzinfo=dt.UTC)


@given(st.lists(st.lists(TEXT, min_size=1, max_size=4), min_size=1, max_size=4))
def test_what_is_written_reads_back_and_is_no_formula(rows: list[list[str]]) -> None:
    rows = [["head", *row] for row in rows]
    plain = [tuple(row) for row in rows]
    for read_back in (read_sheet(write_csv(rows)), worksheets_from_json(read_workbook(write_xlsx(rows)))[0].rows):
        back = [tuple(unguarded(cell) for cell in row.cells) for row in read_back]
        trimmed = [row[: max(n for n, cell in enumerate(row, 1) if cell.strip())] for row in plain]
        assert back == trimmed


@pytest.mark.parametrize("words", ["=1+1", "+44 20", "-5", "@SUM(A1)", '=HYPERLINK("x")'])
def test_formulas_are_guarded(words: str) -> None:
    assert guarded(words) == f"'{words}"
    assert next(csv.reader(io.StringIO(write_csv([[words]]).decode("utf-8-sig")))) == [f"'{words}"]
    cell = load_workbook(io.BytesIO(write_xlsx([[words]]))).worksheets[0]["A1"]
    assert cell.data_type == "s"


def test_the_template_is_what_is_read() -> None:
    rows = template_rows(CALL)
    assert rows[0] == tuple(column.name for column in columns_for(CALL))
    assert len(rows[0]) == 5 + 3 * CALL.slots + 1
    for data in (write_csv(rows), write_xlsx(rows)):
        _, problems = answers_in(read_worksheets(data), CALL)
        assert [problem.what for problem in problems] == ["there is no row below the head"]


def test_the_roll_tells_everything_wrong_at_once() -> None:
    good = b"name,email,organisation,kind\nAnn,ann@a.example ANN@home.example,A Ltd,Charity\n"
    roll = read_roll(read_sheet(good))
    member = roll.of("Ann@Home.example")
    assert member is not None
    assert (member.organisation, member.kind, member.emails[0]) == ("A Ltd", "charity", "ann@a.example")
    assert roll.of("other@a.example") is None
    with pytest.raises(InvalidInput) as told:
        read_roll(read_sheet(good + b"Bob,none,,club\nCid,ann@a.example,C,charity\n"))
    assert set(told.value.field_errors) == {"roll, row 3", "roll, row 4"}


def book(fill: Callable[[Workbook], None]) -> tuple[tuple[RowAnswer, ...], tuple[AnswerRowProblem, ...]]:
    made = Workbook()
    made.worksheets[0].append(["organisation", "organisation_kind", "priority_1", "why_1"])
    made.worksheets[0].append(["A Ltd", "charity", "One list", "Forces differ"])
    fill(made)
    out = io.BytesIO()
    made.save(out)
    return answers_in(read_worksheets(out.getvalue()), CALL)


def strike_part(made: Workbook) -> None:
    made.worksheets[0]["C2"] = CellRichText("One list ", TextBlock(InlineFont(strike=True), "not at all"))


def hide_row(made: Workbook) -> None:
    made.worksheets[0].row_dimensions[2].hidden = True


def hide_column(made: Workbook) -> None:
    made.worksheets[0].column_dimensions["D"].hidden = True


def put(cell: str, value: object) -> Callable[[Workbook], None]:
    def fill(made: Workbook) -> None:
        made.worksheets[0][cell] = value

    return fill


def strike(made: Workbook) -> None:
    made.worksheets[0]["C2"].font = Font(strike=True)


def comment(made: Workbook) -> None:
    made.worksheets[0]["C2"].comment = Comment("not this", "me")


@pytest.mark.parametrize(
    ("fill", "told"),
    [
        (put("C2", "#N/A"), "the error #N/A"),
        (put("D2", "#REF!"), "the error #REF!"),
        (put("C2", "=A1&B1"), "never been worked out"),
        (strike, "struck out: “One list”"),
        (strike_part, "struck out: “not at all”"),
        (hide_row, "hidden"),
        (hide_column, "column D is hidden"),
        (comment, "not this"),
        (put("GS2", "far away"), "right of column GR"),
    ],
)
def test_what_is_not_plainly_said_in_a_workbook_is_told_by_its_row(fill: Callable[[Workbook], None], told: str) -> None:
    answers, problems = book(fill)
    assert answers == ()
    assert any(told in problem.what for problem in problems)
    assert all(problem.row in (1, 2) for problem in problems)


def test_the_characters_that_excel_spells_out_are_read() -> None:
    answers, problems = book(put("D2", "one_x000D_\ntwo_x005F_x"))
    assert (answers[0].slots[0].why, problems) == ("one\ntwo_x", ())


def test_every_worksheet_is_read_or_named() -> None:
    def fill(made: Workbook) -> None:
        second = made.create_sheet("Late ones")
        second.append(["organisation", "organisation_kind", "priority_1"])
        second.append(["B Ltd", "charity", "Two lists"])
        second.append(["A Ltd", "charity", "Twice"])
        made.create_sheet("Notes").append(["Ask Bob"])
        made.create_sheet("Empty")

    answers, problems = book(fill)
    assert [(one.sheet, one.row, one.organisation) for one in answers] == [
        ("Sheet", 2, "A Ltd"),
        ("Late ones", 2, "B Ltd"),
    ]
    assert {(one.sheet, one.row) for one in problems} == {("Late ones", 3), ("Notes", 1)}


def test_a_hidden_worksheet_is_named() -> None:
    def fill(made: Workbook) -> None:
        made.create_sheet("Secret").append(["organisation"])
        made["Secret"].sheet_state = "hidden"

    assert "hidden" in " ".join(problem.what for problem in book(fill)[1])


@pytest.mark.parametrize(("first", "separator"), [("sep=;", ";"), ("SEP=|", "|"), ('"sep=,"', ","), ("sep=\t", "\t")])
def test_a_line_that_names_the_separator_is_obeyed(first: str, separator: str) -> None:
    head = "organisation,organisation_kind,priority_1\n".replace(",", separator)
    answers, problems = read(
        f"{first}\n{head}A Ltd{separator}charity{separator}a;b|c\n"
        if separator in ",\t"
        else f"{first}\n{head}A Ltd{separator}charity{separator}One\n"
    )
    assert problems == ()
    assert (answers[0].row, answers[0].organisation) == (3, "A Ltd")


def test_a_roll_with_more_than_one_worksheet_is_no_roll() -> None:
    made = Workbook()
    made.worksheets[0].append(["name"])
    made.create_sheet("Second").append(["name"])
    out = io.BytesIO()
    made.save(out)
    with pytest.raises(UnreadableSheet, match="Second"):
        read_sheet(out.getvalue())


def test_a_workbook_that_unpacks_to_too_much_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"<row/>" * 20_000_000)
    with pytest.raises(UnreadableSheet, match="too large"):
        read_sheet(out.getvalue())
