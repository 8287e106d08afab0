"""Filing a saved document on a source's page, by those who may; read by the real scraper in a process of its own."""

import io

import pytest

from kb.content.files import write_item
from kb.domain.account.account import Role
from kb.domain.audience import Audience
from kb.domain.source.source import Source, SourceKind

PAGE = """<!doctype html><html lang="en"><head><title>A saved page</title></head><body><main><h1>A saved page</h1>
<p>1.1 Forces key the same file twice, and nobody counts the hours that this takes them each week.</p>
<p>1.2 The quadruply keyed file is the exception, but it has been seen in more than one place this year.</p>
</main></body></html>"""


@pytest.fixture
def content(tmp_path):
    """A content root of this test's own, for it is written to."""
    folder = tmp_path / "content"
    for audience in Audience:
        write_item(
            folder,
            Source(
                id=f"{audience}-circle",
                title=f"Minutes of the {audience}",
                publishers=("Example Inspectorate",),
                kind=SourceKind.OTHER,
                licence="OGL-UK-3.0",
                summary="What was said.",
                audience=audience,
            ),
        )
    return folder


def send(person, source: str, content: bytes, **more: str):
    path = f"/sources/{source}/file"
    token = person.page(path).find("input", attrs={"name": "csrf"})["value"]
    data = {"csrf": token, "document": (io.BytesIO(content), "search/saved.html"), **more}
    return person.client.post(path, data=data, base_url=person.base, content_type="multipart/form-data")


@pytest.mark.parametrize("role", [Role.ANALYST, Role.STAFF])
def test_a_saved_page_becomes_the_text_of_the_source(visit, role: Role) -> None:
    person = visit().join(role)
    assert person.page("/sources/public-circle").find("a", href="/sources/public-circle/file")
    sent = send(person, "public-circle", PAGE.encode())
    assert sent.status_code == 303, sent.text
    page = person.page(sent.headers["Location"])
    assert "this is its text now" in page.find(role="status").text
    assert "nobody counts the hours" in page.text
    assert page.find(id="para-1.2")
    assert (
        "says what was here already"
        in person.page(send(person, "public-circle", PAGE.encode()).headers["Location"]).text
    )


def test_what_is_no_document_is_told_and_changes_nothing(visit) -> None:
    person = visit().join(Role.STAFF)
    for content in (b"", b"%PDF-1.7 broken", b"<html><head><title>Just a moment...</title></head><body></body></html>"):
        sent = send(person, "public-circle", content)
        assert sent.status_code == 422
        assert "File a saved document" in sent.text
    assert not person.page("/sources/public-circle").find(id="para-1.2")


def test_nobody_else_may_and_what_is_hidden_is_not_there(visit) -> None:
    stranger = visit()
    assert stranger.page("/sources/public-circle").find("a", href="/sources/public-circle/file") is None
    assert stranger.get("/sources/public-circle/file").status_code == 303
    member = visit().join(Role.MEMBER)
    assert member.get("/sources/public-circle/file").status_code == 403
    analyst = visit().join(Role.ANALYST)
    assert analyst.get("/sources/staff-circle/file").status_code == 404
    assert analyst.get("/sources/nosuch/file").status_code == 404
