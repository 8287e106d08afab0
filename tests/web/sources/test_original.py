"""The captured document itself: a PDF at the page of a passage, a file to take away, and nobody else's HTML."""

from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from kb.domain.dates import PartialDate
from people import BASE, Person, Site
from web_server import Web

WORDS = "Forces bought radios of their own and these do not link to those of any other force in the land."


@pytest.fixture
def staff(site: Site) -> Person:
    return site.person("staff")


def pdf(path: Path, pages: int = 4, first: int = 3) -> bytes:
    """Make a report whose printed page numbers are not those of the file."""
    canvas = Canvas(str(path))
    for page in range(pages):
        canvas.setFont("Helvetica-Bold" if not page else "Helvetica", 16 if not page else 10)
        if not page:
            canvas.drawString(72, 780, "The printed report")
            canvas.setFont("Helvetica", 10)
        for line in range(8):
            canvas.drawString(72, 740 - line * 40, f"{page * 8 + line + 1}.  {WORDS}"[:95])
        canvas.drawCentredString(300, 40, str(page + first))
        canvas.showPage()
    canvas.save()
    return path.read_bytes()


@pytest.fixture
def printed(site: Site, staff: Person, web: Web, make_source, press, ended, tmp_path: Path) -> Site:
    """A source that was read from a PDF."""
    address = web.says("/report.pdf", pdf(tmp_path / "made.pdf"), media_type="application/pdf")
    site.put(make_source("printed", address, title="The printed report", published=PartialDate.parse("2016")))
    log = ended(site, staff, press(staff, "/sources/printed", "/gathering/fetch", "chosen"))
    assert "1 text taken in" in log.text
    return site


def test_a_pdf_is_shown_as_it_came_with_safe_headers(printed: Site, tmp_path: Path) -> None:
    anybody = printed.person("").client
    sent = anybody.get("/sources/printed/original.pdf", base_url=BASE)
    assert (sent.status_code, sent.mimetype) == (200, "application/pdf")
    assert sent.data == (tmp_path / "made.pdf").read_bytes()
    headers = sent.headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in headers["Content-Security-Policy"]
    assert "sandbox" in headers["Content-Security-Policy"]
    assert headers["Content-Disposition"].startswith("inline")
    again = anybody.get("/sources/printed/original.pdf", base_url=BASE, headers={"If-None-Match": headers["ETag"]})
    assert again.status_code == 304
    part = anybody.get("/sources/printed/original.pdf", base_url=BASE, headers={"Range": "bytes=0-7"})
    assert (part.status_code, part.data[:5]) == (206, b"%PDF-")


def test_a_printed_page_number_leads_to_its_page(printed: Site) -> None:
    anybody = printed.person("")
    sent = anybody.client.get("/sources/printed/original?page=5", base_url=BASE)
    assert sent.headers["Location"] == "/sources/printed/original.pdf#page=3&navpanes=0"
    unknown = anybody.client.get("/sources/printed/original?page=99", base_url=BASE)
    assert unknown.headers["Location"] == "/sources/printed/original.pdf"
    page = anybody.get("/sources/printed/beside?passage=para-20")
    assert page.find("iframe")["src"] == "/sources/printed/original?page=5"
    row = page.find(id="para-20")
    assert row.find("a", target="original")["href"] == "/sources/printed/original?page=5"
    assert "p 5" in row.text
    reader = anybody.get("/sources/printed")
    assert reader.find("a", href="/sources/printed/beside?passage=para-20#para-20")
    framed = anybody.client.get("/sources/printed/beside", base_url=BASE).headers["Content-Security-Policy"]
    assert framed.endswith("; frame-src 'self'")
    assert "frame-src" not in anybody.client.get("/sources/printed", base_url=BASE).headers["Content-Security-Policy"]


def test_a_pdf_that_may_not_be_shown_is_for_staff(printed: Site, staff: Person) -> None:
    source = printed.catalogue.sources["printed"]
    printed.put(type(source)(**{**vars(source), "licence": "all-rights-reserved", "body": ""}))
    printed.kb.browsing.look_again()
    for name in ("", "member", "analyst"):
        for path in ("original.pdf", "original", "original?download=yes", "beside"):
            printed.person(name).get(f"/sources/printed/{path}", 404)
        assert printed.person(name).get("/sources/printed").find("a", href="/sources/printed/beside") is None


def test_a_captured_web_page_is_a_file_and_never_a_page_of_ours(
    site: Site, staff: Person, web: Web, make_source, make_page, press, ended
) -> None:
    hostile = make_page("The web report").replace("</body>", "<script>alert(1)</script></body>")
    site.put(make_source("web", web.says("/web-report", hostile), title="The web report"))
    ended(site, staff, press(staff, "/sources/web", "/gathering/fetch", "chosen"))
    for path in ("original.pdf", "original", "beside"):
        staff.get(f"/sources/web/{path}", 404)
    sent = site.person("analyst").client.get("/sources/web/original?download=yes", base_url=BASE)
    assert sent.data == hostile.encode()
    assert sent.mimetype == "application/octet-stream"
    assert sent.headers["Content-Disposition"] == "attachment; filename=web.html"
    assert "sandbox" in sent.headers["Content-Security-Policy"]
    assert sent.headers["X-Content-Type-Options"] == "nosniff"
    site.person("member").get("/sources/web/original?download=yes", 404)
    assert staff.get("/sources/web").find("a", href="/sources/web/original?download=yes")
    site.person("").get("/sources/plain/original?download=yes", 404)
