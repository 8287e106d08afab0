"""The sixteen kinds of faults that real reports showed, each with the tests that show it mended."""

import ast
from pathlib import Path

import pytest

HERE = Path(__file__).parent
KINDS = {
    "1 suffixes such as 1.1A": ("numbering: letters_behind_a_number_are_part_of_it",),
    "2 columns whose indent moves": (
        "numbering: a_count_whose_column_moves_from_page_to_page",
        "numbering: numbers_a_little_out_of_their_column_stay_in_the_count",
    ),
    "3 paragraphs past 200": ("numbering: a_count_that_goes_on_past_two_hundred",),
    "4 hanging numbers are no tables": (
        "numbering: hanging_numbers_with_lists_below_them_are_no_table",
        "tables: a_list_with_hanging_numbers_is_no_table",
    ),
    "5 boxes of the Commons": (
        "conclusions: boxes_of_the_commons_with_the_number_in_the_margin",
        "conclusions: a_number_in_the_margin_beside_a_tinted_box",
    ),
    "6 recommendations whole": (
        "conclusions: a_recommendation_in_a_box_is_all_that_stands_in_the_box",
        "conclusions: a_recommendation_in_a_type_of_its_own_ends_with_that_type",
    ),
    "7 no invented recommendations": (
        "conclusions: words_about_a_recommendation_are_none_though_they_begin_a_line",
        "conclusions: numbered_headings_below_recommendations_are_headings",
        "conclusions: a_sentence_about_a_recommendation_is_none",
    ),
    "8 footnote numbers are no page numbers": ("layout: numbers_of_footnotes_on_successive_pages_are_no_page_numbers",),
    "9 a stale length is no cut": (
        "opening: a_length_told_before_the_file_was_made_shorter_is_no_reason_to_refuse_it",
    ),
    "10 spaces that are printed over": ("layout: a_space_that_the_next_letter_is_drawn_over_is_none",),
    "11 facts of the title page": (
        "facts: a_committee_whose_name_runs_over_two_lines",
        "facts: an_answer_to_a_report_is_none_and_has_no_series_of_its_own",
        "facts: who_published_it",
        "facts: a_command_paper_and_the_day_it_was_ordered_printed",
    ),
    "12 ruled tables and diagrams": (
        "tables: ruling_lines_make_cells_though_their_words_run_close",
        "tables: figures_below_each_other_without_a_line_between_never_run_together",
        "tables: heads_set_up_the_page_stand_over_their_columns",
        "figures: labels_inside_a_chart_are_no_text_and_its_caption_and_source_are",
    ),
    "13 bold text is no heading": (
        "numbering: bold_paragraphs_of_the_count_are_no_headings",
        "headings: bold_text_is_no_heading",
        "headings: bold_bullets_are_items",
    ),
    "14 pages printed by a browser": (
        "lists: a_link_written_out_somewhat_smaller_breaks_no_sentence",
        "lists: bullets_that_are_drawn_are_bullets",
        "notes: footnotes_of_a_printed_page_stand_at_its_end",
    ),
    "15 notes, links and attachments of web pages": (
        "../publishers/html_blocks/html_blocks: footnotes_of_every_manner",
        "../publishers/html_blocks/html_blocks: links_keep_their_targets",
        "../publishers/html_blocks/inline_notes: a_note_within_a_sentence_is_set_apart",
        "../publishers/govuk/samples: embedded_attachments_are_items_with_their_titles",
    ),
    "16 paragraphs and pages that go on": (
        "lists: a_short_line_that_ends_in_a_mark_ends_no_paragraph",
        "layout: the_first_page_of_a_chapter_is_numbered_by_its_neighbours",
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_has_its_tests(kind: str) -> None:
    for named in KINDS[kind]:
        module, _, name = named.partition(": ")
        folder, _, file = module.rpartition("/")
        tree = ast.parse((HERE / folder / f"test_{file}.py").read_text())
        tests = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        assert f"test_{name}" in tests, named


def test_there_are_sixteen() -> None:
    assert [int(kind.split()[0]) for kind in KINDS] == list(range(1, 17))
