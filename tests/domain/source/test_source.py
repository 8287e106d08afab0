from kb.domain.source.source import Reference, Source, SourceKind


def test_a_reference_names_session_and_number_for_hc_numbers_repeat() -> None:
    assert Reference("HC 23", "2016-17", series="Fourth Report").in_words() == "Fourth Report of Session 2016-17, HC 23"
    assert Reference("HC 1046", "2012-13").in_words() == "HC 1046 of Session 2012-13"
    assert Reference(isbn="978-1-78246-503-4").in_words() == ""


def test_a_document_is_one_under_all_its_addresses() -> None:
    source = Source("s", "T", ("NAO",), SourceKind.AUDIT, address="https://a/", aliases=("https://b/", "https://a/"))
    assert source.addresses == ("https://a/", "https://b/")


def test_a_licence_that_is_not_known_shows_no_full_text() -> None:
    assert not Source("s", "T", ("X",), SourceKind.OTHER, licence="made up").terms.full_text
    assert Source("s", "T", ("X",), SourceKind.OTHER, licence="OGL-UK-3.0").terms.full_text
