"""The title, meeting and introduction of a brief, typed on its page by staff."""

from pathlib import Path

import pytest

from brief_world import WORLD
from made_up import CALL
from people import Site, mould_of, site_from

PAGE = f"/calls/{CALL.id}/brief"
FORM = "form:has([name=introduction])"
TYPED = {"title": "Digital evidence", "meeting": "2016-12-05", "introduction": "We met before."}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A site of one's own."""
    tokens = mould_of(tmp_path / "mould", WORLD)
    return site_from(tmp_path / "mould", tokens, tmp_path / "site")


def test_staff_type_it_on_the_page_and_everybody_reads_it(site: Site) -> None:
    staff = site.person("staff")
    done = staff.send(staff.get(f"{PAGE}?audience=members").select_one(FORM), **TYPED)
    assert (done.status_code, done.location) == (303, f"{PAGE}?audience=members&saved=1")
    assert "Saved." in staff.get(done.location).select_one("[role=status]").text
    page = site.person().get(PAGE)
    assert page.select_one("h1").text == "Digital evidence"
    assert "on 5 December 2016" in page.select_one("header.title-block").text
    assert "We met before." in page.select_one("#introduction").text
    assert page.select("nav.contents a")[0]["href"] == "#introduction"


def test_nobody_else_has_the_form_or_may_send_it(site: Site) -> None:
    form = site.person("staff").get(PAGE).select_one(FORM)
    for name in ("", "member", "analyst"):
        person = site.person(name)
        assert person.get(PAGE).select_one(FORM) is None, name
        assert person.send(form, **TYPED).status_code in (302, 303, 400, 403), name
    assert site.kb.brief_openings.of(CALL.id).title == ""


def test_what_was_typed_stays_where_it_cannot_be_kept(site: Site) -> None:
    staff = site.person("staff")
    read = staff.get(PAGE).select_one(FORM)
    staff.send(read, **TYPED)
    again = staff.send(read, **{**TYPED, "title": "Mine"})
    assert again.status_code == 422
    assert "Somebody else saved" in again.text
    assert 'value="Mine"' in again.text
